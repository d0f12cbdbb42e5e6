// The markers: real buttons on the map, one for each bubble or pin that the server names for this view. What stays from
// one view to the next keeps its button, so that focus and hover are not lost.
import { Marker } from "maplibre-gl";
import { holds, onGrid, within } from "./address.mjs";
import { ask, buttonOf, keyOf } from "./markers.mjs";

/** Whether the answer to the view `known` answers `view` too: the same question, the same zoom, no more ground. */
export function answers(known, view) {
  return known !== null && known.query === view.query && known.level === view.level && holds(known.box, view.box);
}

export class Pins {
  #map;
  #shown = new Map();
  #asked = null; // the view last asked for: {query, level, box, markers: a promise, stop}
  #first = null; // an element that shows what lay here before there was a map
  #selected = null;
  #chosen;
  #pointed;

  /** `chosen(marker, button, event)` is called when a marker is pressed, `pointed(marker or null)` when one is pointed at. */
  constructor(map, { chosen, pointed }) {
    this.#map = map;
    this.#chosen = chosen;
    this.#pointed = pointed;
  }

  /** Take `look`, the question of `firstLook`, for asked; what it laid on the map gives way to the first markers. */
  begin({ layer, ...asked }) {
    this.#asked = asked;
    this.#first = layer;
  }

  /** Show the markers of what the map shows now, asking `address` (of view.json, with the filters in `query`) only for
   * what is not known yet; then the map's element says in data-answered which question they answer. Resolves to them, or
   * to null when there is no answer or a later question overtook this one. */
  async refresh(address, query) {
    const level = Math.max(0, Math.floor(this.#map.getZoom()));
    const view = { query, level, box: onGrid(this.#map.getBounds().toArray().flat(), level) };
    if (!answers(this.#asked, view)) this.#ask(address, view);
    const asked = this.#asked;
    const markers = await asked.markers;
    if (asked !== this.#asked) return null;
    if (!markers) {
      this.#asked = null;
      return null;
    }
    this.#show(markers);
    this.#map.getContainer().dataset.answered = query;
    return markers;
  }

  #ask(address, view) {
    this.#asked?.stop.abort();
    const stop = new AbortController();
    const markers = ask(address, view, stop.signal).catch((problem) => {
      if (problem.name !== "AbortError") console.warn(problem); // offline, or the page is being left
      return null;
    });
    this.#asked = { ...view, markers, stop };
  }

  /** The boxes round everything that answers `query`, wherever it lies. */
  async boxes(address, query) {
    const markers = await ask(address, { query, box: [-180, -85, 180, 85], level: 4 });
    return (markers ?? []).map(({ box }) => box);
  }

  /** Lift the marker that holds `row`, or the bubble around `point`; null puts all back. */
  lift(row, point) {
    for (const { marker, button } of this.#shown.values()) {
      const holds = row && (marker.row === row || (!marker.row && point && within(point, marker.box)));
      button.classList.toggle("pin--lifted", Boolean(holds));
    }
  }

  /** Mark the pin of `row` as the chosen one; null marks none. */
  select(row) {
    this.#selected = row;
    for (const { marker, button } of this.#shown.values()) this.#mark(marker, button);
  }

  /** The button that stands for `row`, a pin or the bubble around `point`; null where none is shown. */
  holder(row, point) {
    const shown = [...this.#shown.values()];
    const found = shown.find(({ marker }) => marker.row === row) ?? shown.find(({ marker }) => !marker.row && point && within(point, marker.box));
    return found?.button ?? null;
  }

  #mark(marker, button) {
    button.classList.toggle("pin--chosen", Boolean(marker.row) && marker.row === this.#selected);
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
      this.#mark(marker, button);
      this.#shown.set(key, { marker, button, handle });
    }
    this.#first?.remove();
    this.#reach();
    if (left) this.#focusIn(left);
  }

  /** What lies beyond the edge waits there for the map to be moved: the focus would pull it into sight. */
  #reach() {
    const seen = this.#map.getBounds().toArray().flat();
    for (const { marker, button } of this.#shown.values()) button.inert = !within([marker.lon, marker.lat], seen);
  }

  /** The focus of a bubble that fell apart goes to one of its parts, or to the map where none is in sight. */
  #focusIn(box) {
    const part = [...this.#shown.values()].find(({ marker, button }) => !button.inert && within([marker.lon, marker.lat], box));
    (part?.button ?? this.#map.getCanvas()).focus({ preventScroll: true });
  }

  #button(marker) {
    const button = buttonOf(marker, this.#map.getContainer().dataset);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.#chosen(marker, button, event);
    });
    for (const [begin, end] of [["pointerenter", "pointerleave"], ["focus", "blur"]]) {
      button.addEventListener(begin, () => this.#pointed(marker));
      button.addEventListener(end, () => this.#pointed(null));
    }
    return button;
  }
}
