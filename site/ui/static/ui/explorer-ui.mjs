// What the explorer's own controls do beyond plain HTML: popovers that close, filters over the whole screen of a phone,
// list or map, the sheet. What is inside the form may be replaced at any time, so it is looked up when it is needed.
import { followSheet } from "./sheet.mjs";

const explorer = document.querySelector(".explorer");
const filters = document.querySelector("#filters");
const results = document.querySelector("#results");
const opener = () => filters.querySelector('[data-filters="open"]');
const filtersAreOpen = () => filters.hasAttribute("data-open");
const sheet = followSheet(results, results.querySelector(".results__handle"), (height) => {
  if (height === "full") turnTo("list");
});

/** Close every open popover but `kept`; the one that held the focus gives it back to its button. */
function closePopovers(kept = null) {
  for (const pop of document.querySelectorAll("details.pop[open]")) {
    if (pop === kept || (filtersAreOpen() && filters.contains(pop))) continue;
    if (pop.contains(document.activeElement)) pop.querySelector("summary").focus();
    pop.open = false;
  }
}

/** On a phone: all filters over the whole screen, and nothing else to be reached behind them. */
function openFilters(open) {
  filters.toggleAttribute("data-open", open);
  for (const part of [document.querySelector(".bar"), explorer, document.querySelector(".foot")]) part.inert = open;
  if (open) filters.querySelector('[data-filters="close"]').focus();
  else opener().focus();
}

/** List or map, as a step of the browser's history: "back" leads from the map to the list, and not away. */
function turnTo(view) {
  if (view === "list" && history.state?.from === "list") history.back();
  else {
    history.pushState({ ...history.state, view, from: explorer.dataset.view }, "");
    show(view);
  }
}

function show(view) {
  explorer.dataset.view = view;
  if (view === "map") sheet.set("peek");
  if (view === "list") scrollTo({ top: 0, behavior: "instant" });
  explorer.querySelector(`[data-show="${view === "map" ? "list" : "map"}"]`).focus();
  document.dispatchEvent(new CustomEvent("explorer:view", { detail: view }));
}

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-filters]");
  const view = event.target.closest("[data-show]");
  if (asked) {
    if (asked.tagName === "A") event.preventDefault();
    const open = asked.dataset.filters === "open";
    if (open !== filtersAreOpen()) openFilters(open);
  } else if (view) {
    event.preventDefault();
    turnTo(view.dataset.show);
  }
  closePopovers(event.target.closest("details.pop"));
});

addEventListener("popstate", ({ state }) => {
  const view = state?.view ?? "list";
  if (view !== explorer.dataset.view) show(view);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (filtersAreOpen()) openFilters(false);
  else closePopovers();
});

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const pop = target.closest("details.pop");
  if (pop && relatedTarget && !pop.contains(relatedTarget) && !filtersAreOpen()) pop.open = false;
});

// A screen that became wide has no full-screen filters left to leave.
matchMedia("(min-width: 60rem)").addEventListener("change", ({ matches }) => {
  if (matches && filtersAreOpen()) openFilters(false);
});

// A long list of choices shows those whose name holds what is typed, and those that are chosen.
document.addEventListener("input", ({ target }) => {
  if (!target.dataset.narrows) return;
  const wanted = plain(target.value);
  const list = document.getElementById(target.dataset.narrows);
  const choices = [...list.querySelectorAll(".choice")];
  const named = choices.filter((choice) => plain(choice.textContent).includes(wanted));
  for (const choice of choices) choice.hidden = !named.includes(choice) && !choice.querySelector(":checked");
  const none = list.querySelector("[data-words]");
  none.textContent = named.length ? "" : none.dataset.words;
  list.scrollIntoView({ block: "nearest" });
});

/** Small letters without diacritics. */
function plain(text) {
  return text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// Who comes back to the map finds the map.
if (history.state?.view === "map" && !matchMedia("(min-width: 60rem)").matches) show("map");

// A chosen interest further along the strip is brought into sight. The one before it stays half in sight: there is more.
const chosen = filters.querySelector(".strip input:checked");
if (chosen) chosen.closest(".strip__scroll").scrollLeft = chosen.closest(".chip").offsetLeft - 80;
