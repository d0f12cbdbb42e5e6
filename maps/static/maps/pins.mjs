// The markers: real buttons on the map, one for each bubble or pin that the server names for this view. What stays from
// one view to the next keeps its button, so that focus and hover are not lost.
import { Marker } from "maplibre-gl";
import { boxText, within } from "./address.mjs";

const SPRITE = document.querySelector(".icon use").getAttribute("href").split("#")[0];

/** The name of a marker from view to view. */
export function keyOf(marker) {
  return marker.row ? `row ${marker.row}` : `${marker.count} at ${marker.lon},${marker.lat}`;
}

/** How wide a bubble of `count` is, in pixels: it grows with the number of digits and a little within them. */
export function widthOf(count) {
  return Math.round(34 + 9 * Math.log10(count));
}

/** The markers for `query` within `box` (degrees) at `zoom`, or null where the server has no answer. */
async function ask(address, query, box, zoom, signal) {
  const asked = new URLSearchParams(query);
  asked.set("view", boxText(box));
  asked.set("zoom", zoom.toFixed(2));
  const response = await fetch(`${address}?${asked}`, { signal });
  return response.ok ? (await response.json()).markers : null;
}

export class Pins {
  #map;
  #shown = new Map();
  #asked = null;
  #chosen;
  #pointed;

  /** `chosen(marker, button)` is called when a marker is pressed, `pointed(marker or null)` when one is pointed at. */
  constructor(map, { chosen, pointed }) {
    this.#map = map;
    this.#chosen = chosen;
    this.#pointed = pointed;
  }

  /** Ask `address` (of view.json, with the filters in `query`) for the markers of what the map shows now; then the
   * map's element says in data-answered which question they answer. Resolves to them, or to null when there is no answer
   * or a later question overtook this one. */
  async refresh(address, query) {
    this.#asked?.abort();
    this.#asked = new AbortController();
    const box = this.#map.getBounds().toArray().flat();
    try {
      const markers = await ask(address, query, box, this.#map.getZoom(), this.#asked.signal);
      if (!markers) return null;
      this.#show(markers);
      this.#map.getContainer().dataset.answered = query;
      return markers;
    } catch (problem) {
      if (problem.name !== "AbortError") throw problem;
      return null;
    }
  }

  /** The boxes round everything that answers `query`, wherever it lies. */
  async boxes(address, query) {
    const markers = await ask(address, query, [-180, -85, 180, 85], 4);
    return (markers ?? []).map(({ box }) => box);
  }

  /** Lift the marker that holds `row`, or the bubble around `point`; null puts all back. */
  lift(row, point) {
    for (const { marker, button } of this.#shown.values()) {
      const holds = row && (marker.row === row || (!marker.row && point && within(point, marker.box)));
      button.classList.toggle("pin--lifted", Boolean(holds));
    }
  }

  #show(markers) {
    const wanted = new Map(markers.map((marker) => [keyOf(marker), marker]));
    let left = null;
    for (const [key, { marker, button, handle }] of this.#shown) {
      if (wanted.has(key)) continue;
      if (button === document.activeElement) left = marker.box;
      handle.remove();
      this.#shown.delete(key);
    }
    for (const [key, marker] of wanted) {
      if (this.#shown.has(key)) continue;
      const button = this.#button(marker);
      const handle = new Marker({ element: button, anchor: marker.row ? "bottom" : "center" });
      handle.setLngLat([marker.lon, marker.lat]).addTo(this.#map);
      // MapLibre calls every marker "Map marker"; ours say what they are.
      button.setAttribute("aria-label", button.dataset.label);
      this.#shown.set(key, { marker, button, handle });
    }
    if (left) this.#focusIn(left);
  }

  /** The focus of a bubble that fell apart goes to one of its parts, or to the map where none is in sight. */
  #focusIn(box) {
    const part = [...this.#shown.values()].find(({ marker }) => within([marker.lon, marker.lat], box));
    (part?.button ?? this.#map.getCanvas()).focus({ preventScroll: true });
  }

  #button(marker) {
    const button = document.createElement("button");
    button.type = "button";
    if (marker.row) {
      button.className = "pin";
      button.dataset.hue = marker.hue;
      button.dataset.label = marker.title;
      button.title = marker.title;
      button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${SPRITE}#${CSS.escape(marker.icon)}"/></svg>`;
    } else {
      const words = document.querySelector("#map").dataset;
      button.className = marker.stack ? "bubble bubble--stack" : "bubble";
      button.style.setProperty("--width", `${widthOf(marker.count)}px`);
      button.dataset.label = (marker.stack ? words.wordsStack : words.wordsBubble).replace("{count}", marker.count);
      const number = document.createElement("span");
      number.textContent = marker.count.toLocaleString(document.documentElement.lang);
      button.append(number);
    }
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.#chosen(marker, button);
    });
    for (const [begin, end] of [["pointerenter", "pointerleave"], ["focus", "blur"]]) {
      button.addEventListener(begin, () => this.#pointed(marker));
      button.addEventListener(end, () => this.#pointed(null));
    }
    return button;
  }
}
