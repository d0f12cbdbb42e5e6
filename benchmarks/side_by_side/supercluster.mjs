// supercluster behind HTTP: tiles of all points, and what a new filter costs: an index of what matches, made anew.
//   node supercluster.mjs POINTS PORT      POINTS: longitude, latitude, weekdays as 64-bit floats, one after the other
// /all/Z/X/Y is a tile of everything, /days/MASK/Z/X/Y one of what meets on any of some weekdays (bits, Monday lowest).
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Supercluster from "supercluster";

const [file, port] = process.argv.slice(2);
const bytes = readFileSync(file);
const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
const features = Array.from({ length: numbers.length / 3 }, (_, row) => ({
  type: "Feature",
  properties: { row, days: numbers[3 * row + 2] },
  geometry: { type: "Point", coordinates: [numbers[3 * row], numbers[3 * row + 1]] },
}));
const indexOf = (points) => new Supercluster({ radius: 60, maxZoom: 16 }).load(points);
const all = indexOf(features);

createServer((request, response) => {
  const [what, ...rest] = request.url.slice(1).split("/");
  const [z, x, y] = rest.slice(-3).map(Number);
  const index = what === "all" ? all : indexOf(features.filter(({ properties }) => properties.days & Number(rest[0])));
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(index.getTile(z, x, y) ?? {}));
}).listen(Number(port), "127.0.0.1");
