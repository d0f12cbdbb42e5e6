import assert from "node:assert/strict";
import test from "node:test";
import { classes, classOf, FILL, classText, shadedLayers, step } from "../../maps/static/maps/ramp.mjs";

test("every count has one class, and none has none", () => {
  const counts = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 400];
  const among = classes(counts);
  assert.equal(among.length, 5);
  for (const count of counts) {
    const holding = among.filter(({ least, most }) => count >= least && count <= most);
    assert.equal(holding.length, count ? 1 : 0);
  }
});

test("more never has a lighter shade", () => {
  const counts = Array.from({ length: 60 }, (_, number) => (number * number * 7) % 97);
  const among = classes(counts);
  const sorted = counts.toSorted((one, other) => one - other).map((count) => classOf(count, among));
  assert.deepEqual(sorted, sorted.toSorted((one, other) => one - other));
});

test("the classes begin with the fewest and end with the most", () => {
  const among = classes([9, 4, 70, 12, 4, 4, 31]);
  assert.equal(among[0].least, 4);
  assert.equal(among.at(-1).most, 70);
});

test("equal counts are one class, nothing at all is none", () => {
  assert.deepEqual(classes([7, 7, 7]), [{ least: 7, most: 7 }]);
  assert.deepEqual(classes([0, 0]), []);
});

test("few classes are spread over the whole ramp", () => {
  assert.deepEqual([0, 1, 2].map((number) => step(number, 3)), [0, 2, 4]);
  assert.equal(step(0, 1), 3);
});

test("a class of one number is that number, of more that and more", () => {
  assert.equal(classText({ least: 5, most: 5 }, "en"), "5");
  assert.equal(classText({ least: 1000, most: 2000 }, "en"), "1,000+");
});

test("a district without anything is drawn without a shade, the chosen one with a thick line", () => {
  const areas = [{ id: 1, count: 0, chosen: false }, { id: 2, count: 9, chosen: true }];
  const [fill, , chosen] = shadedLayers(areas, { tiles: "t", shade: (number) => `shade ${number}`, ink: "ink", paper: "paper" }).layers;
  assert.equal(fill.id, FILL);
  assert.deepEqual(fill.paint["fill-color"], ["match", ["id"], 1, "rgba(0, 0, 0, 0)", 2, "shade 3", "rgba(0, 0, 0, 0)"]);
  assert.deepEqual(chosen.filter, ["in", ["id"], ["literal", [2]]]);
});
