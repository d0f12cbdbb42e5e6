// The shape in the address, drawn on the map: the outline, or the circle round the marked place with a handle by which
// its radius is pulled, by pointer, finger or arrow keys.
import { Marker } from "maplibre-gl";
import { numbers } from "./address.mjs";
import { colour } from "./colours.mjs";
import {
  circleShape, cornersOf, eastOf, lengthText, metresBetween, niceRadius, outlineShape, radiusAfter, shapeLayers,
} from "./sketch.mjs";

const SOURCE = "shape";
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
const SETTLED_MS = 500; // after the last arrow key

export class Shape {
  #map;
  #place;
  #resized;
  #handle;
  #button = document.createElement("button");
  #centre = null;
  #metres = 0;
  #corners = [];
  #waiting = null;

  /** `resized(metres)` is called when the visitor has pulled the circle to another radius. */
  constructor(map, place, { resized }) {
    this.#map = map;
    this.#place = place;
    this.#resized = resized;
    this.#button.type = "button";
    this.#button.className = "map__handle";
    this.#handle = new Marker({ element: this.#button, draggable: true });
    this.#handle.on("drag", () => this.#pull(metresBetween(this.#centre, this.#handle.getLngLat().toArray())));
    this.#handle.on("dragend", () => this.#finish());
    this.#button.addEventListener("keydown", (event) => this.#key(event));
    this.#button.addEventListener("blur", () => this.#waiting !== null && this.#finish());
  }

  /** Show what the page says is chosen: data-outline, or data-origin with data-within. Draws nothing by itself. */
  read({ outline, origin, within }) {
    this.#corners = cornersOf(outline);
    this.#centre = within ? numbers(origin, 2) : null; // by minutes there is no circle
    this.#metres = Number(within);
    if (!this.#centre) {
      this.#handle.remove();
      return;
    }
    this.#put();
    if (!this.#button.isConnected) this.#attach();
  }

  /** What the map draws now: a list of {sources, layers}. */
  parts() {
    const ink = colour("--accent-ink", this.#place);
    return [shapeLayers(SOURCE, this.#data(), { ink, paper: colour("--surface", this.#place) })];
  }

  /** Give the focus to the handle of the circle. */
  focus() {
    this.#button.focus({ preventScroll: true });
  }

  #data() {
    return this.#centre ? circleShape(this.#centre, this.#metres) : outlineShape(this.#corners);
  }

  #attach() {
    this.#handle.addTo(this.#map);
    this.#button.setAttribute("role", "slider");
    this.#button.setAttribute("aria-label", this.#place.dataset.wordsRadius);
    this.#button.setAttribute("aria-valuemin", "500");
    this.#button.setAttribute("aria-valuemax", "50000");
  }

  #put() {
    const words = lengthText(this.#metres, document.documentElement.lang);
    this.#handle.setLngLat(eastOf(this.#centre, this.#metres));
    this.#button.dataset.length = words;
    this.#button.setAttribute("aria-valuenow", String(this.#metres));
    this.#button.setAttribute("aria-valuetext", words);
  }

  #pull(metres) {
    this.#metres = niceRadius(metres);
    this.#put();
    this.#map.getSource(SOURCE)?.setData(this.#data());
  }

  #key(event) {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#pull(radiusAfter(this.#metres, KEYS[event.key]));
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#finish(), SETTLED_MS);
  }

  #finish() {
    clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#resized(this.#metres);
  }
}
