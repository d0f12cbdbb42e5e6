// Drawing on the map: an outline by its corners, or the middle of a circle. By pointer or finger each touch sets a point;
// by keyboard a cross is moved with the arrow keys. What happens is said in the panel, which screen readers speak.
import { redraw } from "./basemap.mjs";
import { colour } from "./colours.mjs";
import {
  directionTo, LEAST_CORNERS, lengthText, metresBetween, MOST_CORNERS, outlineShape, shapeLayers,
} from "./sketch.mjs";

const SOURCE = "sketch";
const STEP_PX = 16;
const STRIDE_PX = 64; // with the shift key
const EDGE_PX = 40; // nearer than this to the edge, or to the panel at the foot, the map moves instead of the cross
const SAME_PX = 12;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const panel = document.querySelector("#drawing");
const surface = document.querySelector("#drawing-surface");
const cross = surface.querySelector(".map__cross");

export class Drawing {
  #map;
  #place;
  #done;
  #kind = null; // "outline" or "circle" while something is being drawn
  #corners = [];
  #at = [0, 0]; // the cross, in pixels of the map
  #button = null;

  /** `done(kind, corners)` is called with what was drawn: an outline's corners, or a circle's middle as the only one. */
  constructor(map, place, { done }) {
    this.#map = map;
    this.#place = place;
    this.#done = done;
    for (const button of document.querySelectorAll("[data-draw]")) {
      button.addEventListener("click", () => this.#begin(button));
    }
    panel.addEventListener("click", ({ target }) => this.#press(target.closest("[data-drawing]")?.dataset.drawing));
    map.on("click", ({ point, lngLat }) => this.#kind && this.#set([point.x, point.y], lngLat.toArray()));
    map.on("dblclick", () => this.#kind && this.#finish());
    map.on("mousemove", ({ lngLat }) => this.#kind && this.#sketch(lngLat.toArray()));
    surface.addEventListener("keydown", (event) => this.#key(event));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape(event));
  }

  /** What the map draws of it now: a list of {sources, layers}, empty while nothing is being drawn. */
  parts() {
    if (!this.#kind) return [];
    const colours = { ink: colour("--accent-ink", this.#place), paper: colour("--surface", this.#place), dashed: true };
    return [shapeLayers(SOURCE, outlineShape(this.#corners), colours)];
  }

  #begin(button) {
    if (this.#kind) this.#leave();
    this.#button = button;
    this.#kind = button.dataset.draw;
    this.#corners = [];
    this.#show(true);
    const { clientWidth, clientHeight } = this.#place;
    this.#move([clientWidth / 2, clientHeight / 2]);
    this.#say(this.#kind === "outline" ? panel.dataset.wordsOutline : panel.dataset.wordsCircle);
    surface.focus({ preventScroll: true });
  }

  #leave() {
    this.#kind = null;
    this.#show(false);
  }

  #show(on) {
    panel.hidden = surface.hidden = !on;
    panel.dataset.kind = this.#kind ?? "";
    this.#button.setAttribute("aria-pressed", String(on));
    if (on) this.#place.dataset.drawing = "";
    else delete this.#place.dataset.drawing;
    this.#map.doubleClickZoom[on ? "disable" : "enable"]();
    redraw(this.#map);
  }

  #press(what) {
    if (what === "done") this.#finish();
    if (what === "back") this.#back();
    if (what === "leave") this.#away();
    if (what === "back") surface.focus({ preventScroll: true });
  }

  /** A corner at `corner`; on the first or the last one again, the outline is finished. */
  #set(point, corner) {
    if (this.#kind === "circle") return this.#end([corner]);
    surface.focus({ preventScroll: true });
    const ends = [this.#corners[0], this.#corners.at(-1)].filter(Boolean);
    const again = ends.some((end) => {
      const { x, y } = this.#map.project(end);
      return Math.hypot(x - point[0], y - point[1]) < SAME_PX;
    });
    if (again) return this.#finish();
    this.#corners.push(corner);
    this.#sketch();
    this.#say(panel.dataset.wordsCorner.replace("{count}", this.#corners.length));
    if (this.#corners.length === MOST_CORNERS) this.#finish();
  }

  #back() {
    this.#corners.pop();
    this.#sketch();
    this.#say(panel.dataset.wordsBack.replace("{count}", this.#corners.length));
  }

  #finish() {
    if (this.#corners.length < LEAST_CORNERS) return this.#say(panel.dataset.wordsFew);
    this.#end(this.#corners);
  }

  #end(corners) {
    const kind = this.#kind;
    this.#leave();
    this.#button.focus({ preventScroll: true });
    this.#done(kind, corners);
  }

  #away() {
    this.#leave();
    this.#button.focus({ preventScroll: true });
  }

  #escape(event) {
    event.stopPropagation();
    this.#away();
  }

  #key(event) {
    const arrow = ARROWS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (arrow) this.#walk(arrow, event.shiftKey ? STRIDE_PX : STEP_PX);
    else if (event.key === "Enter" || event.key === " ") this.#set(this.#at, this.#here());
    else if (event.key === "Backspace") this.#back();
    else if (event.key === "+" || event.key === "-") this.#zoom(event.key === "+" ? 1 : -1);
    else if (event.key === "Escape") this.#escape(event);
    else return;
    event.preventDefault();
  }

  #walk([right, down], step) {
    const [x, y] = [this.#at[0] + right * step, this.#at[1] + down * step];
    const inside = (part, size) => part >= EDGE_PX && part <= size - EDGE_PX;
    if (inside(x, this.#place.clientWidth) && inside(y, panel.offsetTop)) this.#move([x, y]);
    else this.#map.panBy([right * step, down * step], { duration: 0 });
    this.#sketch(this.#here());
    this.#tell();
  }

  #zoom(by) {
    this.#map.zoomTo(this.#map.getZoom() + by, { around: this.#here(), duration: 0 });
    this.#tell();
  }

  #move(at) {
    this.#at = at;
    cross.style.translate = `${at[0]}px ${at[1]}px`;
  }

  #here() {
    return this.#map.unproject(this.#at).toArray();
  }

  /** How far the cross is, and in which direction, from the last corner or from the middle of the map. */
  #tell() {
    const from = this.#corners.at(-1) ?? this.#map.getCenter().toArray();
    const here = this.#here();
    const direction = panel.dataset.wordsDirections.split("|")[directionTo(from, here)];
    const words = this.#corners.length ? panel.dataset.wordsFromCorner : panel.dataset.wordsFromMiddle;
    const length = lengthText(metresBetween(from, here), document.documentElement.lang);
    this.#say(words.replace("{length}", length).replace("{direction}", direction));
  }

  #sketch(cursor = null) {
    if (this.#kind === "circle") return;
    const corners = cursor && this.#corners.length ? [...this.#corners, cursor] : this.#corners;
    this.#map.getSource(SOURCE)?.setData(outlineShape(corners));
  }

  #say(words) {
    panel.querySelector("[data-drawing-words]").textContent = words;
  }
}
