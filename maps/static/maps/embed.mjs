// The map of an embedded page: what was found, in a frame on somebody else's page. What is pressed opens there, in the
// whole window; the page around scrolls on unless the map is meant.
import { boxText, changed, numbers } from "./address.mjs";

const place = document.querySelector("#map");
const list = document.querySelector(".embed__list");

async function draw() {
  const [{ createMap }, { Pins }] = await Promise.all([import("./basemap.mjs"), import("./pins.mjs")]);
  const { query, viewUrl, page, found, box, centre, zoom, styleUrl } = place.dataset;
  const map = createMap(place, {
    centre: numbers(centre, 2),
    zoom: Number(zoom) - 1, // a frame is smaller than the page that the city's zoom is meant for
    bounds: numbers(box, 4) ?? numbers(found, 4),
    language: document.documentElement.lang,
    address: styleUrl,
    words: words(place.dataset),
    options: { cooperativeGestures: true, fitBoundsOptions: { padding: 48, maxZoom: 14 } },
  });
  const leave = (address) => window.open(address, "_top");
  const pins = new Pins(map, {
    chosen(marker) {
      if (marker.row) leave(marker.url);
      else if (marker.stack) leave(`${page.split("?")[0]}?${changed(query, { bbox: boxText(marker.box) })}`);
      else map.fitBounds(marker.box, { padding: 64, maxZoom: 17 });
    },
    pointed() {},
  });
  const show = () => pins.refresh(viewUrl, query);
  map.on("moveend", show);
  link(pins);
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

/** A card that is pointed at lifts its pin. */
function link(pins) {
  for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    list.addEventListener(begin, ({ target }) => {
      const card = target.closest(".card");
      if (card) pins.lift(Number(card.dataset.row), numbers(card.dataset.point, 2));
    });
    list.addEventListener(end, () => pins.lift(null));
  }
}

draw().catch((problem) => {
  console.warn(problem);
  place.dataset.state = "failed";
  place.hidden = true;
  document.querySelector("#map-note").hidden = false;
  // Where the map alone was meant, the list stands in for it.
  document.body.className = "embed embed--list";
});
