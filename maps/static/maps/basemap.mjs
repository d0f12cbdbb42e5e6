// The map under the pins: MapLibre on this site's own style, in the page's theme and language.

import * as maplibre from "maplibre-gl";
import { FetchSource, PMTiles, Protocol } from "pmtiles";
import { dressed, overlaid } from "./dressing.mjs";
import { sharedRanges } from "./ranges.mjs";

const FONT = "Atkinson Hyperlegible Next";
const dark = matchMedia("(prefers-color-scheme: dark)");
const archives = new Protocol();
let ready = false;

/** "light" or "dark": what the page shows now. */
export function pageTheme() {
  return document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
}

/**
 * A MapLibre map in `container` (an element). Throws where the browser has no WebGL 2: keep the list then.
 *
 * centre [longitude, latitude] and zoom, or bounds [west, south, east, north]; language "lt"; address the style's, with
 * {theme} and {language} in it; rings a list of km for circles of distance round the centre; words MapLibre's own texts
 * translated; attribution a further line of HTML that we wrote; options whatever else MapLibre's constructor takes.
 * overlay() gives what is drawn upon the style, a list of {sources, layers}; after `redraw(map)` it is asked again.
 */
export function createMap(container, settings) {
  prepare();
  const { centre, zoom = 11, bounds, words, attribution, options } = settings;
  const view = bounds ? { bounds, fitBoundsOptions: { padding: 24 } } : { center: centre, zoom };
  const map = new maplibre.Map({
    container,
    ...view,
    minZoom: 2,
    maxZoom: 18,
    attributionControl: false,
    pitchWithRotate: false,
    dragRotate: false,
    touchPitch: false,
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    locale: words,
    ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.AttributionControl({ compact: true, customAttribution: attribution }));
  map.addControl(new maplibre.ScaleControl({ maxWidth: 90 }), "bottom-left");
  // Until its land is there, the ground would be all sea.
  map.once("load", () => container.classList.add("map--drawn"));
  dress(map, settings);
  return map;
}

function prepare() {
  if (ready) return;
  ready = true;
  maplibre.setWorkerUrl(import.meta.resolve("maplibre-gl/worker"));
  maplibre.addProtocol("pmtiles", archives.tile);
}

/** Draw what `overlay` of the settings of `map` says now. */
export function redraw(map) {
  map.fire("overlay");
}

/** Puts the style on `map` and changes it whenever the page changes its theme. */
function dress(map, settings) {
  let worn = "";
  let bare = null;
  let loaded = false;
  const wear = () => {
    if (!bare) return;
    map.setStyle(settings.overlay ? overlaid(bare, settings.overlay()) : bare, { diff: true });
  };
  const change = async () => {
    const theme = settings.theme ?? pageTheme();
    if (theme === worn) return;
    worn = theme;
    const [style] = await Promise.all([fetched(theme, settings), letters()]);
    // The page may have changed its mind while the style was on its way.
    if (worn !== theme) return;
    bare = style;
    wear();
    map.getContainer().dataset.worn = theme;
  };
  map.once("style.load", () => {
    loaded = true;
    if (settings.overlay) wear();
  });
  map.on("overlay", () => loaded && wear());
  const watcher = new MutationObserver(change);
  watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", change);
  map.once("remove", () => {
    watcher.disconnect();
    dark.removeEventListener("change", change);
  });
  change().catch((error) => map.fire("error", { error }));
}

async function fetched(theme, settings) {
  const address = settings.address.replace("{theme}", theme).replace("{language}", settings.language);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The style of the map answered ${response.status}.`);
  const style = dressed(await response.json(), settings, location.origin);
  Object.values(style.sources).forEach(share);
  return style;
}

function share({ url = "" }) {
  const address = url.startsWith("pmtiles://") && url.slice("pmtiles://".length);
  if (!address || archives.get(address)) return;
  archives.add(new PMTiles(sharedRanges(address, (one) => new FetchSource(one))));
}

/** MapLibre draws labels with the page's font once it is here; the extended letters are a file of their own. */
function letters() {
  const wanted = ["400", "600"].map((weight) => document.fonts.load(`${weight} 16px "${FONT}"`, "aąžēö"));
  return Promise.allSettled(wanted);
}
