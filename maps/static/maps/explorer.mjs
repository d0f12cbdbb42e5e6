// Joins the form, the list and the map of a city: one address bar says what is shown, and all three follow it.
import { boxText, changed, numbers, rounded } from "./address.mjs";
import { chosenPanel } from "./chosen.mjs";
import { follow } from "./follow.mjs";
import { asked, fill } from "./form.mjs";
import { write } from "./history.mjs";
import { loadResults } from "./results.mjs";
import { FIRST_RADIUS_M, outlineText } from "./sketch.mjs";
import { busy, Stage } from "./stage.mjs";

const NO_PLACE = { bbox: null, near: null, at: null, within: null, outline: null };
const NO_START = { ...NO_PLACE, minutes: null, mode: null, depart: null };
const SPOT = 0.00002; // degrees, about two metres: a spot and what stands on it
const form = document.querySelector("#filters");
const place = document.querySelector("#map");
const list = document.querySelector("#results-list");
const explorer = document.querySelector(".explorer");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 60rem)");
const query = () => location.search.slice(1);

let shown = query(); // what the list was last asked for
let chosenRow = null;

const stage = new Stage(place, {
  query,
  pressed,
  pointed,
  moves: () => following.moves(),
  moved: () => following.moved(),
  choose: (next) => go(next, { look: false }),
  draw,
  resized: (metres) => go(changed(query(), { within: String(metres) })),
  failed(problem) {
    console.error(problem);
    say(place.dataset.wordsNoMap);
  },
});
const chosen = chosenPanel(document.querySelector("#chosen-card"), place, () => select(null));
const following = follow(document.querySelector("#search-area"), document.querySelector("#follow"), {
  search: (how) => go(changed(query(), { ...NO_START, bbox: stage.box() }), { look: false, how }),
  may: () => !place.dataset.outline && place.dataset.drawing === undefined,
});

// --- one question

/**
 * Show what the query `next` asks for. The map goes to where it looks, or to `camera`; without `look` it stays. `how` the
 * history takes it: "push", "replace", or null for an address that is already there.
 */
function go(next, options) {
  return busy(place, answer(next, options));
}

async function answer(next, { keepForm = false, look = true, how = "push", camera = null } = {}) {
  const address = next ? `${location.pathname}?${next}` : location.pathname;
  if (how) stage.remember();
  write(how, address);
  shown = query();
  following.done();
  if (!keepForm) fill(form, next);
  const page = await loadResults(address, { keepForm });
  if (!page) return;
  chosen.close();
  if (!stage.map) return;
  if (camera || look) stage.look(camera);
  stage.show({ isNew: look && !camera });
  await stage.read();
}

function choose() {
  return go(asked(form, query()), { keepForm: true });
}

document.addEventListener("search:choose", (event) => {
  event.preventDefault();
  go(event.detail);
});
addEventListener("popstate", ({ state }) => {
  if (query() !== shown) go(query(), { how: null, camera: state?.camera });
});

// --- the form and the list

form.addEventListener("submit", (event) => {
  event.preventDefault();
  choose();
});
document.addEventListener("change", ({ target }) => {
  if (target.form !== form || !target.name) return;
  if (target.name === "sort") target.dataset.touched = "";
  if (target.name === "near") form.elements.at.value = "";
  if (target.name === "within") form.elements.minutes.value = "";
  choose();
});
list.addEventListener("click", (event) => {
  const show = event.target.closest("[data-on-map]");
  if (show) return showOnMap(show);
  const link = event.target.closest("a[href]");
  const own = link && link.origin === location.origin && link.pathname === location.pathname;
  if (!own || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.search.slice(1)).then(() => {
    document.querySelector("#results").focus({ preventScroll: true });
    list.scrollIntoView({ block: "start", behavior: "instant" });
  });
});
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
      go(changed(asked(form, query()), { ...NO_PLACE, at: rounded(coords), within: form.elements.within?.value || null }));
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

/** What was drawn becomes the place that is searched. */
async function draw(kind, corners) {
  if (kind === "outline") return go(changed(query(), { ...NO_START, outline: outlineText(corners) }));
  const [longitude, latitude] = corners[0];
  const round = { at: rounded({ longitude, latitude }), within: String(FIRST_RADIUS_M) };
  await go(changed(query(), { ...NO_START, ...round }));
  stage.focusShape();
}

document.querySelector("#map-place").addEventListener("click", (event) => {
  const step = event.target.closest("[data-zoom-by]")?.dataset.zoomBy;
  if (step && stage.map) stage.zoomBy(Number(step), event);
});

/** A bubble that zooming can part is zoomed into; a pin or a stack opens its cards. */
async function pressed(marker, button, event) {
  if (stage.part(marker, event)) return;
  await busy(place, chosen.open(changed(query(), { bbox: marker.box.join(",") }), button));
  select(marker.row);
}

// --- list and map point at each other

function cardOf(row) {
  return list.querySelector(`.card[data-row="${row}"]`);
}

/** Mark `row` in the list and on the map; the list scrolls to it. Null marks none. */
function select(row) {
  chosenRow = row;
  stage.pins?.select(row);
  for (const card of list.querySelectorAll(".card--chosen")) card.classList.remove("card--chosen");
  cardOf(row)?.classList.add("card--chosen");
  if (wide.matches) reveal();
}

function reveal() {
  cardOf(chosenRow)?.scrollIntoView({ block: "center", behavior: calm.matches ? "instant" : "smooth" });
}

/** From a card to its pin; on a phone to the map first, where the cards of a spot without a pin of its own lie over it. */
async function showOnMap(button) {
  const card = button.closest(".card");
  if (!wide.matches) document.querySelector('[data-show="map"]').click();
  if (!(await stage.start())) return;
  const row = Number(card.dataset.row);
  const [lon, lat] = numbers(card.dataset.point, 2);
  await busy(place, stage.goTo(row, [lon, lat]));
  if (!wide.matches && !document.activeElement.matches(".pin")) {
    const spot = boxText([lon - SPOT, lat - SPOT, lon + SPOT, lat + SPOT]);
    await busy(place, chosen.open(changed(query(), { bbox: spot }), place));
  }
  select(row);
}

function pointed(marker) {
  for (const card of list.querySelectorAll(".card")) {
    card.classList.toggle("card--lifted", Boolean(marker?.row) && Number(card.dataset.row) === marker.row);
  }
}
for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  list.addEventListener(begin, ({ target }) => {
    const card = target.closest(".card");
    if (card) stage.pins?.lift(Number(card.dataset.row), numbers(card.dataset.point, 2));
  });
  list.addEventListener(end, () => stage.pins?.lift(null));
}

// The map's code is loaded after the list, and on a phone only when the map is asked for.
document.addEventListener("explorer:view", ({ detail }) => {
  if (detail === "map") stage.start().then(() => stage.map?.resize());
  else reveal();
});
wide.addEventListener("change", ({ matches }) => matches && stage.start());
if (wide.matches || explorer.dataset.view === "map") stage.start();
