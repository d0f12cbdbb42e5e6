// Districts shaded by how much of the search lies in each, with their numbers on the map and in a list beside it.
import { Marker } from "maplibre-gl";
import { colour } from "./colours.mjs";
import { named } from "./labels.mjs";
import { classes, FILL, classText, shadedLayers, step } from "./ramp.mjs";

const NAMED_FROM = 10.5; // the zoom at which there is room for names
const NUMBER_PX = 30; // about as wide and high as a number without its name
const PANEL = document.querySelector("#districts");
const BUTTON = document.querySelector("#shade");

export class Shading {
  #map;
  #place;
  #changed;
  #areas = [];
  #numbers = [];
  #asked = null;
  on = false;

  /** `changed()` is called when the map has to be drawn anew, `choose(query)` when a district is chosen, `toggled(on)`. */
  constructor(map, place, { changed, choose, toggled }) {
    this.#map = map;
    this.#place = place;
    this.#changed = changed;
    BUTTON.addEventListener("click", () => toggled(!this.on));
    PANEL.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(link.search.slice(1));
    });
    map.on("click", ({ point }) => {
      const area = this.#at(point);
      if (area) choose(area.query);
    });
    const zoomed = () => place.toggleAttribute("data-named", map.getZoom() >= NAMED_FROM);
    map.on("zoom", zoomed);
    map.on("zoomend", () => this.#makeRoom());
    zoomed();
    map.on("mousemove", ({ point }) => {
      if (this.on) map.getCanvas().style.cursor = this.#at(point) ? "pointer" : "";
    });
  }

  /** Shade, or stop shading; `address` (of areas.json) is asked with the filters in `query`. */
  async turn(on, query) {
    this.on = on;
    BUTTON.setAttribute("aria-pressed", String(on));
    PANEL.hidden = !on;
    this.#place.toggleAttribute("data-shaded", on);
    if (on) return this.refresh(query);
    this.#asked?.abort();
    this.#map.getCanvas().style.cursor = "";
    this.#take([]);
  }

  /** Bring the counts up to date with `query`, where the map is shaded. */
  async refresh(query) {
    if (!this.on) return;
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const response = await fetch(`${this.#place.dataset.areasUrl}?${query}`, { signal: this.#asked.signal });
      if (response.ok) this.#take((await response.json()).areas);
    } catch (problem) {
      if (problem.name !== "AbortError") console.warn(problem);
    }
  }

  /** What the map draws now: a list of {sources, layers}, empty where it is not shaded. Once the boundaries have come and
   * are drawn, data-shaded says "drawn". */
  parts() {
    if (!this.#areas.length) return [];
    this.#place.dataset.shaded = "";
    this.#map.once("idle", () => this.on && (this.#place.dataset.shaded = "drawn"));
    const shade = (number) => colour(`--shade-${number + 1}`, this.#place);
    const tiles = `${location.origin}/basemap/areas/{z}/{x}/{y}.mvt`;
    return [shadedLayers(this.#areas, { tiles, shade, paper: colour("--surface-raised", this.#place), ink: colour("--ink", this.#place) })];
  }

  #take(areas) {
    this.#areas = areas;
    this.#write();
    this.#legend();
    this.#changed();
  }

  #at(point) {
    if (!this.on || "drawing" in this.#place.dataset || !this.#map.getLayer(FILL)) return null;
    const [found] = this.#map.queryRenderedFeatures(point, { layers: [FILL] });
    return this.#areas.find(({ id }) => id === found?.id) ?? null;
  }

  /** The numbers on the map: for the eye; who cannot see them has the list. */
  #write() {
    for (const number of this.#numbers) number.remove();
    this.#numbers = this.#areas.map(({ name, lon, lat, count, chosen }) => {
      const element = document.createElement("div");
      element.className = chosen ? "district district--chosen" : "district";
      element.setAttribute("aria-hidden", "true");
      element.appendChild(document.createElement("span")).textContent = name;
      element.appendChild(document.createElement("b")).textContent = count.toLocaleString(document.documentElement.lang);
      const handle = new Marker({ element }).setLngLat([lon, lat]).addTo(this.#map);
      element.removeAttribute("aria-label");
      element.removeAttribute("role");
      element.removeAttribute("tabindex");
      return handle;
    });
    this.#makeRoom();
  }

  /** Where names would touch, that of the district with fewer goes away; the chosen ones come first. */
  #makeRoom() {
    const by = (one) => Number(this.#areas[one].chosen) * 1e9 + this.#areas[one].count;
    const order = [...this.#areas.keys()].sort((one, other) => by(other) - by(one));
    const elements = order.map((one) => this.#numbers[one].getElement());
    for (const element of elements) element.classList.remove("district--bare");
    const labels = order.map((one, number) => {
      const { x, y } = this.#map.project([this.#areas[one].lon, this.#areas[one].lat]);
      return { x, y, width: elements[number].offsetWidth, height: elements[number].offsetHeight };
    });
    named(labels, NUMBER_PX).forEach((fits, number) => elements[number].classList.toggle("district--bare", !fits));
  }

  #legend() {
    const language = document.documentElement.lang;
    const among = classes(this.#areas.map(({ count }) => count));
    PANEL.querySelector("[data-legend]").replaceChildren(
      ...among.map((one, number) => {
        const item = document.createElement("li");
        item.style.setProperty("--shade", `var(--shade-${step(number, among.length) + 1})`);
        item.textContent = classText(one, language);
        return item;
      }),
    );
    PANEL.querySelector("[data-districts]").replaceChildren(
      ...this.#areas.map(({ name, count, chosen, query }) => {
        const item = document.createElement("li");
        const link = item.appendChild(document.createElement("a"));
        link.href = `${location.pathname}?${query}`;
        if (chosen) link.setAttribute("aria-current", "true");
        link.append(name, " ");
        link.appendChild(document.createElement("b")).textContent = count.toLocaleString(language);
        return item;
      }),
    );
  }
}
