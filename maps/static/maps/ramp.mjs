// How counts become shades: a few classes, each with about as many districts, and the layers they are drawn in. Pure: no
// page, no map.

export const FILL = "shaded-districts";
const MOST_CLASSES = 5;
const NOTHING = "rgba(0, 0, 0, 0)";

/**
 * The classes of `counts` (whole numbers), from few to many: [{least, most}], at most five, no gap between them that
 * holds a count. Nothing at all is no class.
 */
export function classes(counts) {
  const some = counts.filter((count) => count > 0).sort((one, other) => one - other);
  const wanted = Math.min(MOST_CLASSES, new Set(some).size);
  const starts = Array.from({ length: wanted }, (_, number) => some[Math.floor((number * some.length) / wanted)]);
  const least = [...new Set(starts)];
  return least.map((start, number) => ({
    least: start,
    most: some.findLast((count) => number + 1 === least.length || count < least[number + 1]),
  }));
}

/** The number of the class that `count` falls into, or -1 where it is none. */
export function classOf(count, among) {
  return among.findIndex(({ least, most }) => count >= least && count <= most);
}

/** The shade of a class: `number` of `size` classes spread over the `steps` shades of the ramp, darkest for the most. */
export function step(number, size, steps = MOST_CLASSES) {
  return size < 2 ? steps - 2 : Math.round((number * (steps - 1)) / (size - 1));
}

/** "5", or "5+" for five and more. */
export function classText({ least, most }, language) {
  return `${least.toLocaleString(language)}${least === most ? "" : "+"}`;
}

/** What a map draws for `areas` ({id, count, chosen}), and which layers of names that replaces; `shade(number)` gives the
 * colour of a shade, `paper` of the lines, `ink` of the line round what is chosen. */
export function shadedLayers(areas, { tiles, shade, paper, ink }) {
  const among = classes(areas.map(({ count }) => count));
  const colours = areas.flatMap(({ id, count }) => {
    const number = classOf(count, among);
    return [id, number < 0 ? NOTHING : shade(step(number, among.length))];
  });
  const ids = areas.map(({ id }) => id);
  const chosen = areas.filter((area) => area.chosen).map(({ id }) => id);
  const layer = { source: FILL, "source-layer": "areas" };
  const filter = (only) => ["in", ["id"], ["literal", only]];
  return {
    instead: ["area-names", "district-names"],
    sources: { [FILL]: { type: "vector", tiles: [tiles], minzoom: 8, maxzoom: 10 } },
    layers: [
      { ...layer, id: FILL, type: "fill", filter: filter(ids), paint: { "fill-color": ["match", ["id"], ...colours, NOTHING], "fill-opacity": 0.8 } },
      { ...layer, id: `${FILL}-lines`, type: "line", filter: filter(ids), paint: { "line-color": paper, "line-width": 1.25 } },
      { ...layer, id: `${FILL}-chosen`, type: "line", filter: filter(chosen), paint: { "line-color": ink, "line-width": 3 } },
    ],
  };
}
