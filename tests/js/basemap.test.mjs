import assert from "node:assert/strict";
import { test } from "node:test";
import { countryNames, dressed } from "../../maps/static/maps/dressing.mjs";
import { sharedRanges } from "../../maps/static/maps/ranges.mjs";
import { circle, rings } from "../../maps/static/maps/rings.mjs";

const VILNIUS = [25.28, 54.69];
const ours = {
  version: 8,
  metadata: { ring: "#888", halo: "#fff" },
  sources: { world: { type: "vector", url: "pmtiles:///basemap/world.pmtiles?v=1" }, areas: { tiles: ["/a/{z}"] } },
  layers: [
    { id: "sea", type: "background" },
    { id: "country-names", type: "symbol", layout: { "text-size": 12 } },
  ],
};

function metres([x1, y1], [x2, y2]) {
  const rad = Math.PI / 180;
  const h = Math.sin(((y2 - y1) * rad) / 2) ** 2 + Math.cos(y1 * rad) * Math.cos(y2 * rad) * Math.sin(((x2 - x1) * rad) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.sqrt(h));
}

test("every point of a circle is as far away as it says, within half a percent", () => {
  for (const point of circle(VILNIUS, 5)) assert.ok(Math.abs(metres(VILNIUS, point) - 5000) < 25);
});

test("a circle ends where it begins", () => {
  const ring = circle(VILNIUS, 1);
  assert.deepEqual(ring.at(0), ring.at(-1));
});

test("distances are written as the language writes them", () => {
  assert.equal(rings(VILNIUS, [2], "lt").features[0].properties.label, "2 km");
});

test("countries are called as the visitor's language calls them", () => {
  assert.equal(new Map(countryNames("lt")).get("FI"), "Suomija");
});

test("the labels of countries get those names", () => {
  const [, label] = dressed(ours, { language: "lt" }, "http://here").layers;
  assert.ok(label.layout["text-field"][1].includes("Lietuva"));
  assert.equal(label.layout["text-size"], 12);
});

test("our own addresses become whole ones, for the workers", () => {
  const { sources } = dressed(ours, { language: "en" }, "http://here");
  assert.equal(sources.world.url, "pmtiles://http://here/basemap/world.pmtiles?v=1");
  assert.deepEqual(sources.areas.tiles, ["http://here/a/{z}"]);
});

test("circles of distance lie under the names", () => {
  const style = dressed(ours, { language: "en", centre: VILNIUS, rings: [1, 2] }, "http://here");
  assert.deepEqual(
    style.layers.map(({ id }) => id),
    ["sea", "rings", "ring-names", "country-names"],
  );
});

test("where an archive brings streets, no circles are drawn", () => {
  const style = { ...ours, sources: { ...ours.sources, overlay: { type: "vector" } } };
  assert.equal(dressed(style, { language: "en", centre: VILNIUS, rings: [1] }, "http://here").sources.rings, undefined);
});

test("a style that is not ours stays as it is", () => {
  const foreign = { version: 8, sources: {}, layers: [] };
  assert.equal(dressed(foreign, { language: "lt", centre: VILNIUS, rings: [1] }, "http://here"), foreign);
});

function counted(answer) {
  const asked = [];
  const fetcher = (address) => ({ getBytes: (offset, length) => (asked.push(`${address} ${offset} ${length}`), answer()) });
  return { asked, source: sharedRanges("http://here/a.pmtiles?v=1", fetcher) };
}

test("equal ranges are asked for once", async () => {
  const { asked, source } = counted(async () => ({ data: new ArrayBuffer(2) }));
  const [one, other] = await Promise.all([source.getBytes(5, 2), source.getBytes(5, 2)]);
  assert.equal(one, other);
  assert.deepEqual(asked, ["http://here/a.pmtiles?v=1&at=5 5 2"]);
});

test("a range that failed is asked for again", async () => {
  const { asked, source } = counted(() => Promise.reject(new TypeError("no network")));
  await assert.rejects(source.getBytes(0, 1));
  await assert.rejects(source.getBytes(0, 1));
  assert.equal(asked.length, 2);
});

test("the source keeps the archive's own address as its key", () => {
  assert.equal(counted(() => {}).source.getKey(), "http://here/a.pmtiles?v=1");
});
