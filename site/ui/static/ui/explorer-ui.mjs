// What the explorer's own controls do beyond plain HTML: popovers that close, filters over the whole screen of a phone,
// list or map, the sheet. The map is another module: it listens to "explorer:view" and puts its card into #chosen-card.
import { followSheet } from "./sheet.mjs";

const explorer = document.querySelector(".explorer");
const panel = document.querySelector("#filter-panel");
const opener = document.querySelector('[data-filters="open"]');
const results = document.querySelector("#results");
const sheet = followSheet(results, results.querySelector(".results__handle"), (height) => {
  if (height === "full") show("list");
});

/** Close every open popover but `kept`; the one that held the focus gives it back to its button. */
function closePopovers(kept = null) {
  for (const pop of document.querySelectorAll("details.pop[open]")) {
    if (pop === kept) continue;
    if (panel.dataset.open !== undefined && panel.contains(pop)) continue;
    if (pop.contains(document.activeElement)) pop.querySelector("summary").focus();
    pop.open = false;
  }
}

function openFilters(open) {
  panel.toggleAttribute("data-open", open);
  for (const part of [document.querySelector(".bar"), explorer, document.querySelector(".foot")]) part.inert = open;
  if (open) panel.querySelector('[data-filters="close"]').focus();
  else opener.focus();
}

function show(view) {
  explorer.dataset.view = view;
  if (view === "map") sheet.set("peek");
  if (view === "list") scrollTo({ top: 0, behavior: "instant" });
  explorer.querySelector(`[data-show="${view === "map" ? "list" : "map"}"]`).focus();
  document.dispatchEvent(new CustomEvent("explorer:view", { detail: view }));
}

document.addEventListener("click", (event) => {
  const filters = event.target.closest("[data-filters]");
  const choice = event.target.closest("[data-show]");
  if (filters) {
    if (filters.tagName === "A") event.preventDefault();
    if (getComputedStyle(opener).display !== "none") openFilters(filters.dataset.filters === "open");
  } else if (choice) {
    event.preventDefault();
    show(choice.dataset.show);
  }
  closePopovers(event.target.closest("details.pop"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (panel.dataset.open !== undefined) openFilters(false);
  else closePopovers();
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const pop = target.closest("details.pop");
  if (pop && relatedTarget && !pop.contains(relatedTarget) && panel.dataset.open === undefined) pop.open = false;
});

// A chosen interest further along the strip is brought into sight.
const chosen = document.querySelector(".strip input:checked");
// The one before it stays half in sight: there is more on that side.
if (chosen) chosen.closest(".strip__scroll").scrollLeft = chosen.closest(".chip").offsetLeft - 80;

// The number of results is said aloud once the list has been replaced.
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("#announcement").textContent = document.querySelector(".results__summary").textContent;
});

// A screen that became wide has no full-screen filters left to leave.
matchMedia("(min-width: 60rem)").addEventListener("change", ({ matches }) => {
  if (matches && panel.dataset.open !== undefined) openFilters(false);
});
