// The list: asks the server for the page of an address and puts its parts into this one. The server's HTML is the only
// source of what the list says, with or without this module.

const announcement = document.querySelector("#announcement");
let asked = null;

/**
 * Show the results of `address`. `keepForm` leaves the visitor's controls as they are and only brings their counts up
 * to date. Resolves to the new page, or to null when a later question overtook this one.
 */
export async function loadResults(address, { keepForm }) {
  asked?.abort();
  asked = new AbortController();
  const waiting = setTimeout(() => showWaiting(true), 250);
  try {
    const response = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    replace(page, "#results-list");
    bringLanguages(page);
    if (keepForm) bringCounts(page);
    else syncForm(page);
    document.title = page.title;
    Object.assign(document.querySelector("#map").dataset, page.querySelector("#map").dataset);
    announcement.textContent = document.querySelector(".results__summary").textContent.trim();
    return page;
  } catch (problem) {
    if (problem.name === "AbortError") return null;
    location.assign(address);
    return null;
  } finally {
    clearTimeout(waiting);
    showWaiting(false);
  }
}

function showWaiting(waits) {
  document.querySelector("#results").setAttribute("aria-busy", String(waits));
}

function replace(page, selector) {
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  if (old && fresh) old.replaceChildren(...fresh.childNodes);
}

/** The links to the same page in other languages: in the head, the bar and the foot; and to its feed and calendar. */
function bringLanguages(page) {
  for (const link of document.querySelectorAll('link[rel="alternate"][type]')) {
    const twin = page.querySelector(`link[rel="alternate"][type="${link.type}"]`);
    if (twin) link.setAttribute("href", twin.getAttribute("href"));
  }
  for (const link of document.querySelectorAll("[hreflang]")) {
    const twin = page.querySelector(`${link.localName}[hreflang="${link.hreflang}"]`);
    if (twin) link.setAttribute("href", twin.getAttribute("href"));
  }
}

/** The counts beside the choices, and the names of the groups, without touching what is being typed or is open. */
function bringCounts(page) {
  const form = document.querySelector("#filters");
  for (const input of form.querySelectorAll("input[type=checkbox], input[type=radio]")) {
    const twin = page.querySelector(`#filters input[name="${input.name}"][value="${CSS.escape(input.value)}"]`);
    const [label, other] = [input.closest("label"), twin?.closest("label")];
    const count = label?.querySelector("[class$=__count]");
    if (count) count.textContent = other?.querySelector("[class$=__count]")?.textContent ?? "0";
    if (label) label.classList.toggle("chip--none", other ? other.classList.contains("chip--none") : true);
  }
  form.querySelectorAll("details.filter").forEach((group, position) => {
    const fresh = page.querySelectorAll("#filters details.filter")[position];
    if (!fresh) return;
    group.classList.toggle("filter--on", fresh.classList.contains("filter--on"));
    group.querySelector("summary").replaceChildren(...fresh.querySelector("summary").childNodes);
  });
  for (const part of [".filters__foot", ".filters__open"]) replace(page, part);
}

/** Every control as the address says: after "back", or after a choice was taken off in the list. */
function syncForm(page) {
  const open = [...document.querySelectorAll("#filters details")].map((group) => group.open);
  replace(page, "#filters");
  document.querySelectorAll("#filters details").forEach((group, position) => {
    group.open = open[position] ?? false;
  });
  const box = document.querySelector("#q");
  box.value = page.querySelector("#q").value;
}
