// The hub: every city of the list on one map, found by name, by where the device is (only when asked), or by pressing.
// Where somebody is never leaves the browser: the list knows where its cities are.
import { around, numbers } from "./address.mjs";
import { kilometres } from "./rings.mjs";

const NAME_PX = 130; // room that the name of a city takes beside its point
const LINE_PX = 34;
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
    pin.toggleAttribute("data-turned", isTight(city));
    new Marker({ element: pin, anchor: "center" }).setLngLat(city.point).addTo(map);
    pins.set(city, pin);
    link(pin, city.item);
    link(city.item, pin);
  }
  place.dataset.state = "ready";
}

/** Whether the name of `city`, written to the right of it, would run into another city or over the edge. */
function isTight(city) {
  const { x, y } = map.project(city.point);
  const others = cities.filter((other) => other !== city).map(({ point }) => map.project(point));
  const stands = (other) => other.x > x && other.x - x < NAME_PX && Math.abs(other.y - y) < LINE_PX;
  return x + NAME_PX > place.clientWidth || others.some(stands);
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
