// The filters of a block at an editor's desk: an element around the field that holds them. It is an element of its own,
// so that it comes to life wherever Wagtail puts a block, also one that was added a moment ago.
class Filters extends HTMLElement {
  connectedCallback() {
    // What is inside is parsed after the element itself; a block gets its value just after its field.
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.begin(), { once: true });
    else setTimeout(() => this.begin());
  }

  begin() {
    this.input = this.querySelector("input");
    this.said = this.querySelector(".filters-said");
    this.dialog = this.querySelector("dialog");
    this.frame = this.querySelector("iframe");
    this.on("[data-choose]", () => this.open());
    this.on("[data-clear]", () => this.take(""));
    this.on("[data-take]", () => this.take(this.frame.contentDocument.documentElement.dataset.query ?? ""));
    this.on("[data-leave]", () => this.dialog.close());
    this.closest("form")?.elements.namedItem("city")?.addEventListener("change", () => this.tell());
    this.tell();
  }

  on(selector, act) {
    this.querySelector(selector).addEventListener("click", act);
  }

  /** Whose filters these are: the city chosen in the same form, else that of the page which is edited, or below which one
   *  is made: the last number of the address. */
  get desk() {
    const city = this.closest("form")?.elements.namedItem("city")?.value;
    return city ? { city } : { page: location.pathname.match(/\/(\d+)\/(?!.*\/\d+\/)/)?.[1] ?? "" };
  }

  open() {
    const query = new URLSearchParams(this.input.value);
    for (const [name, value] of Object.entries(this.desk)) query.set(name, value);
    this.frame.src = `${this.dataset.form}?${query}`;
    this.dialog.showModal();
  }

  take(query) {
    if (this.dialog.open) this.dialog.close();
    this.input.value = query;
    for (const kind of ["input", "change"]) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
    this.tell();
  }

  /** Say what is chosen and how much that finds now; what finds nothing is a warning, not an error. */
  async tell() {
    const asked = new URLSearchParams({ ...this.desk, query: this.input.value });
    try {
      const response = await fetch(`${this.dataset.found}?${asked}`);
      if (!response.ok) throw new Error(`status ${response.status}`);
      const { total, chips, problems } = await response.json();
      const words = [chips.join(" · ") || this.dataset.wordsEverything];
      words.push(total ? this.dataset.wordsCount.replace("{count}", total.toLocaleString()) : this.dataset.wordsNone);
      this.said.textContent = [...words, ...problems].join(". ");
      this.dataset.state = total && !problems.length ? "found" : "warning";
    } catch {
      this.said.textContent = this.dataset.wordsUnknown;
      this.dataset.state = "warning";
    }
  }
}

customElements.define("learnmap-filters", Filters);
