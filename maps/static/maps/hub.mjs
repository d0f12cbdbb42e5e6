// The hub: every city of the list on one map, found by name, by where the device is (only when asked), or by pressing.
// Where somebody is never leaves the browser: the list knows where its cities are.
import { around, numbers } from "./address.mjs";
import { kilometres } from "./rings.mjs";

const POINT_PX = 15; // from the middle of a city's point to its name
const place = document.querySelector("#map");
const note = document.querySelector("#hub-note");
const list = document.querySelector("#hub-cities");
const cities = [...list.children].map((item) => ({
  item,
  point: numbers(item.dataset.point, 2),
  name: item.querySelector(".hub__title").textContent,
  url: item.querySelector("a").href,
}));
const pins = new Map();
let map = null;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

function say(words) {
  note.textContent = words;
  note.hidden = !words;
}

document.querySelector("#hub-name").addEventListener("input", ({ target }) => {
  const typed = folded(target.value.trim());
  for (const { item, name } of cities) item.hidden = !folded(name).includes(typed);
  const shown = cities.filter(({ item }) => !item.hidden);
  for (const city of cities) pins.get(city)?.toggleAttribute("hidden", city.item.hidden);
  arrange();
  say(shown.length ? "" : note.dataset.wordsNone);
});
document.querySelector("#hub-name").addEventListener("keydown", (event) => {
  const shown = cities.filter(({ item }) => !item.hidden);
  if (event.key === "Enter" && shown.length === 1) location.assign(shown[0].url);
});

document.querySelector("#hub-near").addEventListener("click", ({ currentTarget: button }) => {
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.removeAttribute("aria-busy");
      sort([coords.longitude, coords.latitude]);
    },
    () => {
      button.removeAttribute("aria-busy");
      say(note.dataset.wordsDenied);
    },
    { maximumAge: 300_000, timeout: 10_000 },
  );
});

/** The nearest city first, each with how far it is. */
function sort(here) {
  const away = cities.map((city) => ({ ...city, km: Math.round(kilometres(here, city.point)), city }));
  away.sort((one, other) => one.km - other.km);
  for (const { item, km } of away) {
    const said = item.querySelector("[data-away]");
    said.textContent = `${km.toLocaleString(document.documentElement.lang)} km`;
    said.hidden = false;
    list.append(item);
  }
  const [{ name, km, item, point }] = away;
  say(note.dataset.wordsNearest.replace("{name}", name).replace("{km}", km.toLocaleString(document.documentElement.lang)));
  item.querySelector("a").focus();
  map?.easeTo({ center: point, zoom: 7, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 600 });
}

async function draw() {
  const [{ createMap }, { Marker }] = await Promise.all([import("./basemap.mjs"), import("maplibre-gl")]);
  map = createMap(place, {
    bounds: around(cities.map(({ point: [lon, lat] }) => [lon, lat, lon, lat])),
    language: document.documentElement.lang,
    address: place.dataset.styleUrl,
    words: { "Map.Title": place.dataset.wordsTitle, "AttributionControl.ToggleAttribution": place.dataset.wordsSources },
    options: { cooperativeGestures: true, fitBoundsOptions: { padding: 72, maxZoom: 8 } },
  });
  for (const city of cities) {
    const { accent } = city.item.dataset;
    const pin = document.createElement("a");
    pin.className = "hub__pin";
    pin.href = city.url;
    pin.append(Object.assign(document.createElement("span"), { textContent: city.name }));
    if (accent) for (const one of [pin, city.item]) one.style.setProperty("--accent", accent);
    new Marker({ element: pin, anchor: "center" }).setLngLat(city.point).addTo(map);
    pins.set(city, pin);
    link(pin, city.item);
    link(city.item, pin);
  }
  arrange();
  for (const event of ["moveend", "resize"]) map.on(event, arrange);
  place.dataset.state = "ready";
}

/** Write each name on the first side of its point where it touches no other name and no point, else on none. */
function arrange() {
  const shown = [...pins].filter(([{ item }]) => !item.hidden).map(([{ point }, pin]) => ({ pin, at: map.project(point) }));
  const taken = shown.map(({ at: { x, y } }) => [x - POINT_PX, y - POINT_PX, x + POINT_PX, y + POINT_PX]);
  for (const { pin, at } of shown) {
    const [side, box] = sides(at, pin.firstChild).find(([, one]) => isInside(one) && !taken.some((other) => touch(one, other))) ?? ["none"];
    pin.dataset.side = side;
    if (box) taken.push(box);
  }
}

/** Where a name may stand around its point, the best first: [side, [west, north, east, south] in pixels]. */
function sides({ x, y }, { offsetWidth: width, offsetHeight: height }) {
  const east = [x + POINT_PX, y - height / 2, x + POINT_PX + width, y + height / 2];
  const west = [x - POINT_PX - width, y - height / 2, x - POINT_PX, y + height / 2];
  const [after, before] = document.dir === "rtl" ? [west, east] : [east, west];
  const above = [x - width / 2, y - POINT_PX - height, x + width / 2, y - POINT_PX];
  const below = [x - width / 2, y + POINT_PX, x + width / 2, y + POINT_PX + height];
  return [["after", after], ["before", before], ["above", above], ["below", below]];
}

function touch(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

function isInside([west, north, east, south]) {
  return west >= 0 && north >= 0 && east <= place.clientWidth && south <= place.clientHeight;
}

/** What is pointed at in one of the two is lifted in the other. */
function link(one, other) {
  for (const [event, on] of [["pointerenter", true], ["focusin", true], ["pointerleave", false], ["focusout", false]]) {
    one.addEventListener(event, () => other.toggleAttribute("data-lifted", on));
  }
}

draw().catch((problem) => {
  console.warn(problem); // without WebGL the list has the same cities
  place.dataset.state = "failed";
  document.querySelector(".hub__ground").hidden = true;
});
