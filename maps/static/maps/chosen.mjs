// The panel on the map with what was chosen there: one card, or all of a stack.

/** `closed()` is called when the panel goes. Returns {open(query, returnTo), close(), element}. */
export function chosenPanel(panel, place, closed) {
  const cards = panel.querySelector("[data-cards]");
  let returnTo = null;
  let stop = null;

  async function load(query) {
    stop?.abort();
    stop = new AbortController();
    try {
      const response = await fetch(`${place.dataset.cardsUrl}?${query}`, { signal: stop.signal });
      if (!response.ok) return;
      cards.innerHTML = await response.text();
    } catch (problem) {
      if (problem.name === "AbortError") return;
      throw problem;
    }
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus();
  }

  function close() {
    stop?.abort();
    if (panel.hidden) return;
    const inside = panel.contains(document.activeElement);
    panel.hidden = true;
    closed();
    if (inside) (returnTo?.isConnected ? returnTo : place).focus();
  }

  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
    const link = event.target.closest(".pages a[href]");
    if (!link) return;
    event.preventDefault();
    load(link.search.slice(1));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  return {
    /** Show the cards that `query` gives; the focus goes back to `button` in the end. */
    open(query, button) {
      returnTo = button;
      return load(query);
    },
    close,
  };
}
