// The way to another city keeps what is chosen now: the page's own links know only what was chosen when it was loaded.

/** `query` without the parameters `stays`, which mean nothing in another city. */
export function carried(query, stays) {
  const kept = new URLSearchParams(query);
  for (const name of [...stays, "page"]) kept.delete(name);
  return kept.toString();
}

if (globalThis.document) {
  const menu = document.querySelector("[data-stays]");
  menu?.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-explore]");
    if (!link) return;
    const query = carried(location.search, menu.dataset.stays.split(" "));
    link.href = query ? `${link.dataset.explore}?${query}` : link.dataset.home;
  });
}
