// The markers: what the server names for a view, and the button that stands for each. Where it stands is for others.
import { viewQuery } from "./address.mjs";

const SPRITE = document.querySelector(".icon use").getAttribute("href").split("#")[0];

/** The name of a marker from view to view. */
export function keyOf(marker) {
  return marker.row ? `row ${marker.row}` : `${marker.count} at ${marker.lon},${marker.lat}`;
}

/** How wide a bubble of `count` is, in pixels: it grows with the number of digits and a little within them. */
function widthOf(count) {
  return Math.round(34 + 9 * Math.log10(count));
}

/** The markers for `query` within `box` (degrees) at `level` (a whole zoom), or null where the server has no answer. */
export async function ask(address, { query, box, level }, signal) {
  const response = await fetch(`${address}?${viewQuery(query, { view: box.join(","), zoom: level })}`, { signal });
  return response.ok ? (await response.json()).markers : null;
}

/** A real button for `marker`; what it says is put together from `words`, the data of the map's element. */
export function buttonOf(marker, words) {
  const button = document.createElement("button");
  button.type = "button";
  if (marker.row) {
    button.className = "pin";
    button.dataset.hue = marker.hue;
    button.dataset.label = marker.title;
    button.title = marker.title;
    button.innerHTML = '<svg class="icon" aria-hidden="true"><use/></svg>';
    button.querySelector("use").setAttribute("href", `${SPRITE}#${marker.icon}`);
  } else {
    button.className = marker.stack ? "bubble bubble--stack" : "bubble";
    button.style.setProperty("--width", `${widthOf(marker.count)}px`);
    button.dataset.label = (marker.stack ? words.wordsStack : words.wordsBubble).replace("{count}", marker.count);
    const number = document.createElement("span");
    number.textContent = marker.count.toLocaleString(document.documentElement.lang);
    button.append(number);
  }
  return button;
}
