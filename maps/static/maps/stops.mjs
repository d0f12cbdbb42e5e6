// The map of a playlist: its stops as numbered pins, and a line through them in their order. Nothing of the map is loaded
// before it comes into sight; where the browser cannot draw one the list says the same.
import { around, numbers } from "./address.mjs";

const BESIDE = 34; // pixels between the pins of stops at one place
const SAME = 0.0005; // degrees

const place = document.querySelector("[data-map]");
const stops = [...document.querySelectorAll("[data-stop][data-point]")].map((element) => ({
  element,
  point: numbers(element.dataset.point, 2),
}));

const watcher = new IntersectionObserver(
  (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    draw();
  },
  { rootMargin: "100px" },
);

async function draw() {
  try {
    const [{ createMap }, { Marker }, { colour }] = await Promise.all([
      import("./basemap.mjs"), import("maplibre-gl"), import("./colours.mjs"),
    ]);
    const map = createMap(place, {
      bounds: around(stops.map(({ point }) => [...point, ...point])),
      language: document.documentElement.lang,
      address: "/basemap/style-{theme}-{language}.json",
      words: { "AttributionControl.ToggleAttribution": place.dataset.wordsSources },
      options: { scrollZoom: false, fitBoundsOptions: { padding: 40, maxZoom: 12 } },
      overlay: () => [thread(colour("--ink-soft", place))],
    });
    for (const [index, { element, point }] of stops.entries()) {
      const beside = stops.slice(0, index).filter((other) => isSame(other.point, point)).length;
      const handle = new Marker({ element: pin(element), offset: [beside * BESIDE, 0] });
      handle.setLngLat(point).addTo(map);
      // MapLibre calls every marker "Map marker"; ours say what they are.
      handle.getElement().setAttribute("aria-label", handle.getElement().dataset.label);
    }
    place.dataset.state = "ready";
  } catch (problem) {
    place.dataset.state = "failed";
    throw problem;
  }
}

function isSame([lon, lat], [otherLon, otherLat]) {
  return Math.abs(lon - otherLon) < SAME && Math.abs(lat - otherLat) < SAME;
}

function pin(element) {
  const { number, title, hue } = element.dataset;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "stop-pin", title });
  button.dataset.hue = hue;
  button.dataset.label = place.dataset.wordsStop.replace("{number}", number).replace("{title}", title);
  button.append(Object.assign(document.createElement("span"), { textContent: number }));
  button.addEventListener("click", () => element.scrollIntoView({ block: "start" }));
  return button;
}

function thread(ink) {
  const line = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: stops.map(({ point }) => point) } };
  return {
    sources: { stops: { type: "geojson", data: line } },
    layers: [{ id: "stops", type: "line", source: "stops", layout: { "line-cap": "round" }, paint: { "line-color": ink, "line-width": 2, "line-dasharray": [1, 2] } }],
  };
}

if (stops.length) watcher.observe(place);
else place.hidden = true;
