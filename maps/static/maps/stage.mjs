// The map beside the list: what lies on it and where it looks. Its element says what a test or a style may want to know:
// data-state "ready" or "failed", data-moving while it moves, data-busy while an answer is awaited.
import { around, boxText, numbers } from "./address.mjs";
import { firstLook } from "./first.mjs";
import { keep } from "./history.mjs";
import { cornersOf } from "./sketch.mjs";

const USUAL_WIDTH = 680; // pixels of the map for which a city's zoom is meant: a narrower one shows as much of the city
const DEEPEST = 17;
const NEAR = 14; // the zoom at which one thing is shown
const ROUND_CIRCLE = { top: 56, bottom: 56, left: 40, right: 110 }; // its handle and the length beside it stay in sight
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let awaited = 0;

/** The promise `work`; until it ends, data-busy stands at `place`. */
export async function busy(place, work) {
  awaited += 1;
  place.dataset.busy = "";
  try {
    return await work;
  } finally {
    awaited -= 1;
    if (!awaited) delete place.dataset.busy;
  }
}

export class Stage {
  #place;
  #on;
  #starting = null;
  #tools = null;
  map = null;
  pins = null;

  /** `on` has query(), pressed(marker, button), pointed(marker or null), moves(event), moved(event) for what the
   * visitor moved, choose(query), draw(kind, corners), resized(metres), failed(problem). */
  constructor(place, on) {
    this.#place = place;
    this.#on = on;
  }

  /** Load the code of the map and draw it; resolves to whether there is one. */
  start() {
    this.#starting ??= busy(this.#place, this.#start());
    return this.#starting;
  }

  async #start() {
    const view = this.#view();
    const first = this.#asksForPlace() ? null : firstLook(this.#place, view, this.#on.query());
    try {
      const [{ createMap, redraw }, { Pins }, { Shape }, { Shading }, { Drawing }, { Reached }] = await Promise.all(
        ["basemap", "pins", "shape", "shading", "drawing", "reached"].map((name) => import(`./${name}.mjs`)),
      );
      this.map = createMap(this.#place, { ...view, overlay: () => this.#parts() });
      this.pins = new Pins(this.map, { chosen: this.#on.pressed, pointed: this.#on.pointed });
      if (first) this.pins.begin(first);
      const changed = () => redraw(this.map);
      const shape = new Shape(this.map, this.#place, { resized: this.#on.resized });
      const toggled = (on) => busy(this.#place, shading.turn(on, this.#on.query()));
      const shading = new Shading(this.map, this.#place, { changed, choose: this.#on.choose, toggled });
      const drawing = new Drawing(this.map, this.#place, { done: this.#on.draw });
      const reached = new Reached(this.#place, { changed });
      this.#tools = { changed, shape, shading, drawing, reached };
    } catch (problem) {
      this.map = null;
      first?.layer.remove();
      this.#place.dataset.state = "failed";
      this.#on.failed(problem);
      return false;
    }
    this.#listen();
    addEventListener("pagehide", () => this.remember());
    this.#place.dataset.state = "ready";
    if (!history.state?.camera) this.look();
    this.#tools.shape.read(this.#place.dataset);
    busy(this.#place, this.#tools.reached.refresh(this.#on.query()));
    this.show({ isNew: !history.state?.camera });
    return true;
  }

  /** Whether the map goes somewhere else as soon as it is there. */
  #asksForPlace() {
    const { box, origin, outline } = this.#place.dataset;
    return !history.state?.camera && Boolean(box || origin || outline);
  }

  #view() {
    const { centre, zoom, styleUrl, wordsTitle, wordsSources } = this.#place.dataset;
    const narrower = Math.max(0, Math.log2(USUAL_WIDTH / this.#place.clientWidth));
    const camera = history.state?.camera;
    return {
      centre: camera?.center ?? numbers(centre, 2),
      zoom: camera?.zoom ?? Number(zoom) - narrower,
      language: document.documentElement.lang,
      address: styleUrl,
      words: { "Map.Title": wordsTitle, "AttributionControl.ToggleAttribution": wordsSources },
    };
  }

  #parts() {
    if (!this.#tools) return [];
    const { shading, shape, drawing, reached } = this.#tools;
    return [...reached.parts(), ...shading.parts(), ...shape.parts(), ...drawing.parts()];
  }

  #listen() {
    this.map.on("movestart", (event) => {
      this.#place.dataset.moving = "";
      if (event.originalEvent) this.#on.moves(event);
    });
    this.map.on("moveend", (event) => {
      delete this.#place.dataset.moving;
      this.show();
      if (event.originalEvent) this.#on.moved(event);
    });
  }

  /** The part of the map in sight, as the address writes it. A map on its way stops: another part would be listed. */
  box() {
    this.map.stop();
    return boxText(this.map.getBounds().toArray().flat());
  }

  /** Look at what the page asks for, or at a `camera` {center, zoom}; where nothing asks for a place, stay. */
  look(camera = null) {
    const { box, origin, around: metres, outline, centre, zoom } = this.#place.dataset;
    const move = { duration: calm.matches ? 0 : 400, padding: 24 };
    const [edges, from, corners] = [numbers(box, 4), numbers(origin, 2), cornersOf(outline)];
    if (camera) this.map.jumpTo(camera);
    else if (edges) this.map.fitBounds(edges, move);
    else if (corners.length) this.map.fitBounds(around(corners.map((corner) => [...corner, ...corner])), { ...move, padding: 56 });
    else if (from) {
      const up = Number(metres) / 111320;
      const across = up / Math.cos((from[1] * Math.PI) / 180);
      this.map.fitBounds([from[0] - across, from[1] - up, from[0] + across, from[1] + up], { ...move, padding: ROUND_CIRCLE });
    } else if (this.map.getZoom() < Number(zoom) - 3) this.map.jumpTo({ center: numbers(centre, 2), zoom: Number(zoom) });
  }

  /** Note in the history where the map looks, for who comes back to the present entry. */
  remember() {
    if (this.map) keep({ camera: { center: this.map.getCenter().toArray(), zoom: this.map.getZoom() } });
  }

  /** What the page says now has changed: draw its shape, bring the shades up to date. */
  read() {
    this.#tools.shape.read(this.#place.dataset);
    this.#tools.changed();
    const asked = this.#on.query();
    return busy(this.#place, Promise.all([this.#tools.shading.refresh(asked), this.#tools.reached.refresh(asked)]));
  }

  /** The pins of the present question. If it is new, the map goes to them where it would show none of what was found. */
  show({ isNew = false } = {}) {
    return busy(this.#place, this.#show(isNew));
  }

  async #show(isNew) {
    const asked = this.#on.query();
    const { viewUrl, box, origin, outline } = this.#place.dataset;
    const shown = await this.pins.refresh(viewUrl, asked);
    if (!shown || !isNew || box || origin || outline || shown.length) return;
    const found = around(await this.pins.boxes(viewUrl, asked));
    const move = { padding: 64, maxZoom: NEAR, duration: calm.matches ? 0 : 400 };
    if (found && asked === this.#on.query()) this.map.fitBounds(found, move);
  }

  zoomBy(step, event) {
    this.map.zoomTo(this.map.getZoom() + step, { duration: calm.matches ? 0 : 200 }, { originalEvent: event });
  }

  /** Come so close that the bubble `marker` falls apart. Returns: whether zooming can part it. */
  part(marker, event) {
    if (marker.count < 2 || marker.stack || this.map.getZoom() >= DEEPEST) return false;
    const move = { padding: 80, maxZoom: DEEPEST + 1, duration: calm.matches ? 0 : 400 };
    this.map.fitBounds(marker.box, move, { originalEvent: event });
    return true;
  }

  /** Come to `point` and give the focus to what stands there for `row`. */
  async goTo(row, point) {
    await this.#tools.shading.turn(false);
    const arrived = this.map.once("moveend");
    this.map.easeTo({ center: point, zoom: Math.max(NEAR, this.map.getZoom()), duration: calm.matches ? 0 : 400 });
    await arrived;
    await this.show();
    this.pins.select(row);
    this.pins.holder(row, point)?.focus({ preventScroll: true });
  }

  focusShape() {
    this.#tools.shape.focus();
  }
}
