// Addresses of the explorer: the form's choices as one query string, always in the same order, so that equal questions
// have equal addresses. Pure: no page, no map.

/** The query string of `entries` ([name, value], as FormData gives them), without what was left empty. */
export function queryOf(entries) {
  const query = new URLSearchParams();
  for (const [name, value] of entries) {
    const text = String(value).trim();
    if (text && !(name === "csrfmiddlewaretoken")) query.append(name, text);
  }
  if (!query.has("near") && !query.has("at")) query.delete("within");
  if (query.has("near")) query.delete("at");
  return query.toString();
}

/** `query` with `changes` ({name: value, or null to take it out}); the page of the list starts anew. */
export function changed(query, changes) {
  const next = new URLSearchParams(query);
  next.delete("page");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.toString();
}

/** "west,south,east,north" of a box of degrees, cut to the world, to about a metre. */
export function boxText([west, south, east, north]) {
  const edges = [Math.max(-180, west), Math.max(-85, south), Math.min(180, east), Math.min(85, north)];
  return edges.map((edge) => edge.toFixed(5)).join(",");
}

/** The numbers of "1,2,3", or null where `text` is not `count` finite numbers. */
export function numbers(text, count) {
  const found = (text ?? "").split(",").map(Number);
  return text && found.length === count && found.every(Number.isFinite) ? found : null;
}

/** A location as it may leave the browser: on a grid of about 300 metres. */
export function rounded({ longitude, latitude }) {
  const up = 300 / 111320;
  const line = Math.round(latitude / up) * up;
  const across = up / Math.max(0.01, Math.cos((line * Math.PI) / 180));
  return `${(Math.round(longitude / across) * across).toFixed(4)},${line.toFixed(4)}`;
}

/** The smallest box round all `boxes`, or null where there are none. */
export function around(boxes) {
  if (!boxes.length) return null;
  const edges = (index) => boxes.map((box) => box[index]);
  return [Math.min(...edges(0)), Math.min(...edges(1)), Math.max(...edges(2)), Math.max(...edges(3))];
}

/** Whether the point lies in the box (degrees, edges included). */
export function within([lon, lat], [west, south, east, north]) {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

const GRID_PX = 256; // a multiple of the server's cells
const TILE_PX = 512;

/** Where a point of degrees lies on the square of a Mercator map, from 0 to 1, downwards. */
function mercator([lon, lat]) {
  const up = (Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180;
  return [(lon + 180) / 360, (1 - Math.asinh(Math.tan(up)) / Math.PI) / 2];
}

function degrees([x, y]) {
  return [x * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}

/**
 * The box (degrees) widened to whole cells of a grid fixed to the world, 256 pixels wide at the zoom `level` (whole): a
 * map that is moved a little asks for the same box, and the server counts whole cells only.
 */
export function onGrid([west, south, east, north], level) {
  const cells = (2 ** level * TILE_PX) / GRID_PX;
  const [left, top] = mercator([west, north]).map((part) => Math.max(0, Math.floor(part * cells)) / cells);
  const [right, bottom] = mercator([east, south]).map((part) => Math.min(cells, Math.ceil(part * cells)) / cells);
  const [[low, high], [far, deep]] = [degrees([left, top]), degrees([right, bottom])];
  return [low, deep, far, high].map((edge) => Number(edge.toFixed(6)));
}

/**
 * What a map of `size` [width, height] pixels round `centre` at `zoom` asks for, the whole zoom `level` and `box`
 * (degrees, whole cells), and `at`, a function from a point of degrees to pixels from its upper left corner.
 */
export function viewOf(centre, zoom, size) {
  const world = 2 ** zoom * TILE_PX;
  const [left, top] = mercator(centre).map((part, axis) => part * world - size[axis] / 2);
  const corner = (right, down) => degrees([(left + right) / world, (top + down) / world]);
  const level = Math.max(0, Math.floor(zoom));
  const at = (point) => mercator(point).map((part, axis) => part * world - [left, top][axis]);
  return { level, box: onGrid([...corner(0, size[1]), ...corner(size[0], 0)], level), at };
}

/** Whether one box (degrees) holds all of the other. */
export function holds(box, other) {
  return within(other.slice(0, 2), box) && within(other.slice(2), box);
}

/** The parameters of `query` that matter to a map, with those in `view`, in one order: equal views, equal addresses. */
export function viewQuery(query, view) {
  const asked = new URLSearchParams(query);
  for (const name of ["page", "sort"]) asked.delete(name);
  for (const [name, value] of Object.entries(view)) asked.set(name, value);
  asked.sort();
  return asked.toString();
}
