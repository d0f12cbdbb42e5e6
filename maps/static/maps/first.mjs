// What lies on the map before there is one: the answer to its first view is here long before all of its code.
import { viewOf } from "./address.mjs";
import { ask, buttonOf } from "./markers.mjs";

/**
 * Ask for the markers of the view that a map in `place` (an element) begins with, `centre` [longitude, latitude] and
 * `zoom`, and lay them there as soon as they come, out of reach. Gives what `Pins.begin` takes: the view {query, level,
 * box}, its markers (a promise), `stop` for the question and `layer`, the element to take away.
 */
export function firstLook(place, { centre, zoom }, query) {
  const { level, box, at } = viewOf(centre, zoom, [place.clientWidth, place.clientHeight]);
  const stop = new AbortController();
  const layer = document.createElement("div");
  layer.className = "map__first";
  layer.inert = true;
  place.append(layer);
  const markers = ask(place.dataset.viewUrl, { query, level, box }, stop.signal).catch(() => null);
  markers.then((found) => {
    for (const marker of found ?? []) {
      const button = buttonOf(marker, place.dataset);
      const [right, down] = at([marker.lon, marker.lat]).map(Math.round);
      button.style.transform = `translate(-50%, ${marker.row ? -100 : -50}%) translate(${right}px, ${down}px)`;
      layer.append(button);
    }
  });
  return { query, level, box, markers, stop, layer };
}
