import assert from "node:assert/strict";
import test from "node:test";
import { named } from "../../maps/static/maps/labels.mjs";

const label = (x, y) => ({ x, y, width: 80, height: 40 });

test("names that do not touch are all shown", () => {
  assert.deepEqual(named([label(0, 0), label(81, 0), label(0, 41)], 20), [true, true, true]);
});

test("of two that touch, the more important one keeps its name", () => {
  assert.deepEqual(named([label(0, 0), label(60, 10)], 20), [true, false]);
});

test("a name that went away leaves its room to others", () => {
  assert.deepEqual(named([label(0, 0), label(60, 0), label(120, 0)], 20), [true, false, true]);
});

test("no name covers the number of another", () => {
  assert.deepEqual(named([label(0, 0), label(45, 0)], 20), [false, false]);
});
