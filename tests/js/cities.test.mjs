import assert from "node:assert/strict";
import test from "node:test";
import { kilometres } from "../../maps/static/maps/rings.mjs";
import { carried } from "../../site/ui/static/ui/cities.mjs";

test("what is chosen goes along to another city, what belongs to one stays", () => {
  assert.equal(carried("?age=9&area=3&interest=music&page=2&near=A", ["area", "near"]), "age=9&interest=music");
});

test("nothing chosen, nothing to carry", () => {
  assert.equal(carried("?area=3", ["area"]), "");
});

test("Vilnius is about 92 km from Kaunas, and nowhere from itself", () => {
  const [vilnius, kaunas] = [[25.28, 54.687], [23.9, 54.898]];
  assert.ok(Math.abs(kilometres(vilnius, kaunas) - 92) < 3, String(kilometres(vilnius, kaunas)));
  assert.equal(kilometres(vilnius, vilnius), 0);
});
