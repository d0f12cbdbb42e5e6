// Small maps inside a page. Their code is fetched when the first of them comes near the window: most visitors of a page
// read it, and a telephone pays for every byte.
import { boxText, changed, numbers } from "./address.mjs";

const NEAR = "300px";

const watcher = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      draw(target).catch((problem) => {
        console.warn(problem);
        target.dataset.state = "failed"; // the way to the whole map stands below it
        target.hidden = true;
      });
    }
  },
  { rootMargin: NEAR },
);

async function draw(place) {
  const [{ createMap }, { Pins }] = await Promise.all([import("./basemap.mjs"), import("./pins.mjs")]);
  const { query, viewUrl, page, found, box, centre, zoom, styleUrl } = place.dataset;
  const map = createMap(place, {
    centre: numbers(centre, 2),
    zoom: Number(zoom) - 1, // it is smaller than the map that the city's zoom is meant for
    bounds: numbers(box, 4) ?? numbers(found, 4),
    language: document.documentElement.lang,
    address: styleUrl,
    words: words(place.dataset),
    options: { cooperativeGestures: true, fitBoundsOptions: { padding: 40, maxZoom: 14 } },
  });
  const pins = new Pins(map, {
    chosen(marker) {
      if (marker.row) location.assign(marker.url);
      else if (marker.stack) location.assign(`${page.split("?")[0]}?${changed(query, { bbox: boxText(marker.box) })}`);
      else map.fitBounds(marker.box, { padding: 64, maxZoom: 17 });
    },
    pointed() {},
  });
  const show = () => pins.refresh(viewUrl, query);
  map.on("moveend", show);
  await show();
  place.dataset.state = "ready";
}

function words({ wordsTitle, wordsSources, wordsScroll, wordsScrollMac, wordsTouch }) {
  return {
    "Map.Title": wordsTitle,
    "AttributionControl.ToggleAttribution": wordsSources,
    "CooperativeGesturesHandler.WindowsHelpText": wordsScroll,
    "CooperativeGesturesHandler.MacHelpText": wordsScrollMac,
    "CooperativeGesturesHandler.MobileHelpText": wordsTouch,
  };
}

for (const place of document.querySelectorAll("[data-map-strip]")) watcher.observe(place);
