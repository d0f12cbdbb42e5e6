// The ground that one reaches within minutes, shaded softly under everything else, with what the shades mean.
import { colour } from "./colours.mjs";

const SOURCE = "reached";
const OPACITY = 0.16; // of one step; the steps lie upon each other, so that what is nearer is darker
const LEGEND = document.querySelector("#reached");

export class Reached {
  #place;
  #changed;
  #ground = null;
  #asked = null;

  /** `changed()` is called when the map has to be drawn anew. */
  constructor(place, { changed }) {
    this.#place = place;
    this.#changed = changed;
  }

  /** Shade what `query` reaches; nothing where the page asks for no minutes (data-reach-url is empty). */
  async refresh(query) {
    this.#asked?.abort();
    this.#asked = new AbortController();
    const { reachUrl } = this.#place.dataset;
    if (!reachUrl) return this.#take(null);
    try {
      const response = await fetch(`${reachUrl}?${query}`, { signal: this.#asked.signal });
      this.#take(response.ok ? await response.json() : null);
    } catch (problem) {
      if (problem.name !== "AbortError") throw problem;
    }
  }

  /** What the map draws now: a list of {sources, layers}, empty where nothing is asked by minutes. */
  parts() {
    if (!this.#ground) return [];
    const paint = { "fill-color": colour("--accent-ink", this.#place), "fill-opacity": OPACITY };
    const line = { "line-color": colour("--accent-ink", this.#place), "line-width": 1, "line-opacity": 0.5 };
    return [
      {
        sources: { [SOURCE]: { type: "geojson", data: this.#ground } },
        layers: [
          { id: SOURCE, type: "fill", source: SOURCE, paint },
          { id: `${SOURCE}-edge`, type: "line", source: SOURCE, paint: line },
        ],
      },
    ];
  }

  #take(ground) {
    this.#ground = ground?.features.length ? ground : null;
    const minutes = (this.#ground?.features ?? []).map(({ properties }) => properties.minutes).sort((one, other) => one - other);
    LEGEND.hidden = !this.#ground;
    LEGEND.querySelector("ul").replaceChildren(...minutes.map((each, number) => this.#step(each, minutes.length - number)));
    this.#place.toggleAttribute("data-reached", Boolean(this.#ground));
    this.#changed();
  }

  #step(minutes, upon) {
    const item = document.createElement("li");
    const strength = Math.round((1 - (1 - OPACITY) ** upon) * 100);
    item.style.setProperty("--shade", `color-mix(in srgb, var(--accent-ink) ${strength}%, transparent)`);
    item.textContent = LEGEND.dataset.words.replace("{minutes}", minutes);
    return item;
  }
}
