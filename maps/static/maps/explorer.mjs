// Joins the form, the list and the map of a city: one address bar says what is shown, and all three follow it.
import { around, boxText, changed, numbers, queryOf, rounded } from "./address.mjs";
import { loadResults } from "./results.mjs";

const DEEPEST = 17;
const USUAL_WIDTH = 680; // pixels of the map for which a city's zoom is meant: a narrower one shows as much of the city
const form = document.querySelector("#filters");
const place = document.querySelector("#map");
const list = document.querySelector("#results-list");
const chosen = document.querySelector("#chosen-card");
const areaButton = document.querySelector("#search-area");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 60rem)");

let map = null;
let pins = null;
let returnTo = null;
let isNew = true;

const query = () => location.search.slice(1);

// --- the form and the list

/** Show what the query `next` asks for. The map follows to where it looks, or to `camera`; without `follow` it stays. */
async function go(next, { keepForm = false, follow = true, push = true, camera = null } = {}) {
  const address = next ? `${location.pathname}?${next}` : location.pathname;
  if (push && address !== location.pathname + location.search) {
    // "Back" will bring the map to where it was.
    if (map) history.replaceState({ center: map.getCenter().toArray(), zoom: map.getZoom() }, "");
    history.pushState(null, "", address);
  }
  const page = await loadResults(address, { keepForm });
  if (!page) return;
  closeChosen();
  areaButton.hidden = true;
  if (map) {
    if (camera) map.jumpTo(camera);
    else if (follow) lookAt(place.dataset);
    isNew = follow && !camera;
    showPins();
  }
}

function choose() {
  const entries = [...new FormData(form)];
  if (sortIsUsual()) return go(queryOf(entries.filter(([name]) => name !== "sort")), { keepForm: true });
  return go(queryOf(entries), { keepForm: true });
}

function sortIsUsual() {
  return form.elements.sort?.dataset.touched === undefined && !new URLSearchParams(query()).has("sort");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  choose();
});
document.addEventListener("change", ({ target }) => {
  if (target.form !== form) return;
  if (target.name === "sort") target.dataset.touched = "";
  if (target.name === "near") form.elements.at.value = "";
  choose();
});
list.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const own = link && link.origin === location.origin && link.pathname === location.pathname;
  if (!own || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.search.slice(1)).then(() => {
    document.querySelector("#results").focus({ preventScroll: true });
    list.scrollIntoView({ block: "start", behavior: "instant" });
  });
});
addEventListener("popstate", ({ state }) => go(query(), { push: false, camera: state }));

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-locate]");
  if (button) locate(button);
});

/** Ask the device where it is, only now and only because somebody pressed the button. */
function locate(button) {
  const done = () => button.removeAttribute("aria-busy");
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      form.elements.near.value = "";
      form.elements.at.value = rounded(coords);
      go(queryOf([...new FormData(form)]));
    },
    () => {
      done();
      say(place.dataset.wordsNoLocation);
    },
    { maximumAge: 300_000, timeout: 10_000 },
  );
}

function say(words) {
  document.querySelector("#announcement").textContent = words;
  const note = document.querySelector("#map-note");
  note.textContent = words;
  note.hidden = false;
}

// --- the map

function lookAt({ box, origin, within, centre, zoom }) {
  const edges = numbers(box, 4);
  const from = numbers(origin, 2);
  const move = { duration: calm.matches ? 0 : 400, padding: 24 };
  if (edges) map.fitBounds(edges, move);
  else if (from) {
    const up = Number(within) / 111320;
    const across = up / Math.cos((from[1] * Math.PI) / 180);
    map.fitBounds([from[0] - across, from[1] - up, from[0] + across, from[1] + up], move);
  } else if (map.getZoom() < Number(zoom) - 3) map.jumpTo({ center: numbers(centre, 2), zoom: Number(zoom) });
}

/** The pins of the present question. If it is new, the map goes to them where it would show none of what was found. */
async function showPins() {
  const asked = query();
  const shown = await pins.refresh(place.dataset.viewUrl, asked);
  if (!shown) return;
  const { box, origin } = place.dataset;
  const follows = isNew && !box && !origin && !shown.length;
  isNew = false;
  if (!follows) return;
  const found = around(await pins.boxes(place.dataset.viewUrl, asked));
  if (found && asked === query()) map.fitBounds(found, { padding: 64, maxZoom: 14, duration: calm.matches ? 0 : 400 });
}

async function startMap() {
  if (map) return;
  try {
    const [{ createMap }, { Pins }] = await Promise.all([import("./basemap.mjs"), import("./pins.mjs")]);
    const { centre, zoom, styleUrl, wordsTitle, wordsSources } = place.dataset;
    const language = document.documentElement.lang;
    const narrower = Math.max(0, Math.log2(USUAL_WIDTH / place.clientWidth));
    const view = { centre: numbers(centre, 2), zoom: Number(zoom) - narrower };
    const words = { "Map.Title": wordsTitle, "AttributionControl.ToggleAttribution": wordsSources };
    map = createMap(place, { ...view, language, address: styleUrl, words });
    pins = new Pins(map, { chosen: open, pointed: point });
  } catch (problem) {
    console.error(problem);
    place.dataset.state = "failed";
    say(place.dataset.wordsNoMap);
    return;
  }
  lookAt(place.dataset);
  showPins();
  map.on("moveend", (event) => {
    showPins();
    if (event.originalEvent) areaButton.hidden = false;
  });
  place.dataset.state = "ready";
}

areaButton.addEventListener("click", () => {
  map.stop(); // a map that is still moving would show another part than the one that is listed
  const box = boxText(map.getBounds().toArray().flat());
  go(changed(query(), { bbox: box, near: null, at: null, within: null }), { follow: false });
});

document.querySelector("#map-place").addEventListener("click", ({ target }) => {
  const step = target.closest("[data-zoom-by]")?.dataset.zoomBy;
  if (!step || !map) return;
  map.zoomTo(map.getZoom() + Number(step), { duration: calm.matches ? 0 : 200 });
  areaButton.hidden = false;
});

/** A bubble that zooming can part is zoomed into; a pin or a stack opens its cards. */
async function open(marker, button) {
  if (marker.count > 1 && !marker.stack && map.getZoom() < DEEPEST) {
    map.fitBounds(marker.box, { padding: 80, maxZoom: DEEPEST + 1, duration: calm.matches ? 0 : 400 });
    return;
  }
  returnTo = button;
  await openCards(changed(query(), { bbox: marker.box.join(",") }));
  const card = list.querySelector(`[data-row="${marker.row}"]`);
  card?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "instant" : "smooth" });
}

async function openCards(asked) {
  const response = await fetch(`${place.dataset.cardsUrl}?${asked}`);
  if (!response.ok) return;
  chosen.querySelector("[data-cards]").innerHTML = await response.text();
  chosen.hidden = false;
  chosen.focus();
}

function closeChosen() {
  if (chosen.hidden) return;
  const inside = chosen.contains(document.activeElement);
  chosen.hidden = true;
  if (inside) (returnTo?.isConnected ? returnTo : place).focus();
}

chosen.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) closeChosen();
  const link = event.target.closest(".pages a[href]");
  if (!link) return;
  event.preventDefault();
  openCards(link.search.slice(1));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeChosen();
});

// --- list and map point at each other

function point(marker) {
  for (const card of list.querySelectorAll(".card")) {
    card.classList.toggle("card--lifted", Boolean(marker?.row) && Number(card.dataset.row) === marker.row);
  }
}
for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  list.addEventListener(begin, ({ target }) => {
    const card = target.closest(".card");
    if (card) pins?.lift(Number(card.dataset.row), numbers(card.dataset.point, 2));
  });
  list.addEventListener(end, () => pins?.lift(null));
}

// The map's code is loaded after the list, and on a phone only when the map is asked for.
document.addEventListener("explorer:view", ({ detail }) => {
  if (detail === "map") startMap().then(() => map?.resize());
});
wide.addEventListener("change", ({ matches }) => matches && startMap());
if (wide.matches) startMap();
