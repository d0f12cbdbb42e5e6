// Suggestions below the search box: ARIA's combobox with a listbox in groups. The focus stays in the box; the box says
// which suggestion is active. Without this module the box is a plain field of a form.
import { addressOf, after, marked } from "./suggestions.mjs";

const WAIT_MS = 120; // for somebody who types fast, before anything is asked
const FEWEST_LETTERS = 2;
const KEPT = 50; // answers

class Suggesting {
  constructor(frame) {
    this.frame = frame;
    this.box = frame.querySelector("input");
    this.list = frame.querySelector("[role=listbox]");
    this.status = frame.querySelector("[role=status]");
    this.answers = new Map();
    this.items = [];
    this.active = -1;
    const { box, list } = this;
    for (const [name, value] of Object.entries({ "role": "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
      box.setAttribute(name, value);
    }
    box.addEventListener("input", (event) => this.typed(event));
    box.addEventListener("keydown", (event) => this.pressed(event));
    box.addEventListener("blur", () => this.close());
    box.form?.addEventListener("submit", () => this.close());
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  typed({ isComposing }) {
    const exact = this.box.form?.elements.exact;
    if (exact) exact.value = ""; // other words may have other errors
    if (isComposing) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), WAIT_MS);
  }

  /** Ask for what the box says now. What was asked before and not answered yet is no longer of interest. */
  async ask() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.asking = new AbortController();
    const text = this.box.value.trim();
    if (text.length < FEWEST_LETTERS) return this.close();
    try {
      const answer = this.answers.get(text) ?? (await this.fetched(text, this.asking.signal));
      this.answers.set(text, answer);
      if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value);
      if (document.activeElement === this.box) this.show(answer);
    } catch (problem) {
      if (problem.name !== "AbortError") this.close(); // a search without suggestions is still a search
    }
  }

  async fetched(text, signal) {
    const response = await fetch(`${this.frame.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  show({ groups, summary }) {
    this.items = groups.flatMap(({ items }) => items);
    this.options = [];
    this.list.replaceChildren(...groups.map((group) => this.group(group)));
    this.activate(-1);
    this.open(this.items.length > 0);
    this.status.textContent = summary;
  }

  group({ kind, label, marked: typed, items }) {
    const heading = element("div", { className: "suggest__heading", id: `suggest-${kind}`, textContent: label });
    heading.setAttribute("role", "presentation");
    const group = element("div", { className: "suggest__group" }, heading, ...items.map((item) => this.option(item, typed)));
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", heading.id);
    return group;
  }

  option(item, typed) {
    const index = this.options.length;
    const label = element("span", { className: "suggest__label" });
    label.append(...marked(item.label, typed).map(([text, is]) => (is ? element("mark", { textContent: text }) : text)));
    const option = element("div", { className: "suggest__option", id: `suggest-option-${index}` }, this.icon(item), label);
    if (item.words) label.prepend(element("span", { className: "suggest__words", textContent: `${item.words} · ` }));
    if (item.detail) option.append(" ", element("span", { className: "suggest__detail", textContent: item.detail }));
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.index = index;
    if (item.hue) option.dataset.hue = item.hue;
    this.options.push(option);
    return option;
  }

  icon({ icon }) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.frame.dataset.icons}#${icon}`);
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(use);
    return element("span", { className: "suggest__icon" }, drawing);
  }

  pressed(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isOpen = !this.list.hidden;
    if (!isOpen && event.key === "ArrowDown") {
      event.preventDefault();
      this.ask();
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault(); // it closes the list and nothing else: the words stay
      event.stopPropagation();
      this.close();
    } else if (isOpen && event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (isOpen) {
      const next = after(event.key, this.active, this.items.length);
      if (next === null) return;
      event.preventDefault();
      this.activate(next);
    }
  }

  activate(index) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    if (!option) return this.box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  /** Go where the suggestion leads. The explorer, if one is there already, may take the question over. */
  choose(index) {
    const { action } = this.frame.dataset;
    const address = addressOf(this.items[index], action, location);
    this.box.value = this.items[index].words;
    this.close();
    const query = address.startsWith(`${location.pathname}?`) ? address.slice(location.pathname.length + 1) : null;
    const asks = new CustomEvent("search:choose", { detail: query, cancelable: true });
    if (query === null || document.dispatchEvent(asks)) location.assign(address);
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.box.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.open(false);
    this.box.removeAttribute("aria-activedescendant");
    this.active = -1;
    this.status.textContent = "";
  }
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

for (const frame of document.querySelectorAll("[data-suggest]")) new Suggesting(frame);
