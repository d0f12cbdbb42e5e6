// The small maps of a listing's page: each is drawn when it comes into sight, still, under the pin in its middle. Where
// the browser cannot draw one the pin stays on its quiet ground; the address beside it says the same.

// How near one may look. The ground built at set-up has rivers and names of districts to find one's way by; an
// operator's own has streets. A circle for "somewhere here" needs more of the town around it than a door.
const ZOOMS = { exact: 12, street: 12, place: 10, area: 11 };
const NEARER_WITH_STREETS = 3;

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "200px" },
);

async function draw(place) {
  const { longitude, latitude, placement, wordsSources } = place.dataset;
  const ground = document.createElement("div");
  ground.className = "place__ground";
  place.prepend(ground);
  try {
    const { createMap } = await import("./basemap.mjs");
    const map = createMap(ground, {
      centre: [Number(longitude), Number(latitude)],
      zoom: ZOOMS[placement] ?? ZOOMS.area,
      language: document.documentElement.lang,
      address: "/basemap/style-{theme}-{language}.json",
      words: { "AttributionControl.ToggleAttribution": wordsSources },
      options: { interactive: false },
    });
    map.once("style.load", () => {
      if (map.getSource("overlay")) map.jumpTo({ zoom: map.getZoom() + NEARER_WITH_STREETS });
    });
    ground.querySelector(".maplibregl-canvas-container").setAttribute("aria-hidden", "true");
  } catch {
    ground.remove();
  }
}

for (const place of document.querySelectorAll(".place__map")) watcher.observe(place);
