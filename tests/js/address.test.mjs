import assert from "node:assert/strict";
import test from "node:test";
import { around, boxText, changed, holds, numbers, onGrid, queryOf, rounded, viewOf, viewQuery, within } from "../../maps/static/maps/address.mjs";

test("what was left empty does not stand in the address", () => {
  assert.equal(queryOf([["q", " "], ["age", "9"], ["interest", "sport"], ["interest", "music"]]), "age=9&interest=sport&interest=music");
});

test("a distance without a place to count from is left out", () => {
  assert.equal(queryOf([["within", "5000"]]), "");
});

test("a place that was typed takes the place of one's own location", () => {
  assert.equal(queryOf([["near", "Žirmūnai"], ["at", "25.2,54.6"]]), "near=%C5%BDirm%C5%ABnai");
});

test("another choice starts at the first page of the list", () => {
  assert.equal(changed("age=9&page=4", { bbox: "1,2,3,4" }), "age=9&bbox=1%2C2%2C3%2C4");
});

test("null takes a parameter out", () => {
  assert.equal(changed("age=9&near=x", { near: null }), "age=9");
});

test("a box stays on the world", () => {
  assert.equal(boxText([-200, -90, 25.1234567, 90]), "-180.00000,-85.00000,25.12346,85.00000");
});

test("numbers are read only where all of them are there", () => {
  assert.deepEqual(numbers("25.2,54.6", 2), [25.2, 54.6]);
  assert.equal(numbers("25.2", 2), null);
  assert.equal(numbers("", 1), null);
  assert.equal(numbers(undefined, 2), null);
});

test("two houses of one street are the same place once rounded", () => {
  assert.equal(rounded({ longitude: 25.27971, latitude: 54.68716 }), rounded({ longitude: 25.27972, latitude: 54.68717 }));
});

test("a rounded location is at most a few hundred metres away", () => {
  const [lon, lat] = rounded({ longitude: 25.2797, latitude: 54.6872 }).split(",").map(Number);
  assert.ok(Math.abs(lat - 54.6872) < 0.0015 && Math.abs(lon - 25.2797) < 0.0026);
});

test("the edge of a box belongs to it", () => {
  assert.ok(within([1, 2], [1, 2, 3, 4]));
  assert.ok(!within([0.9, 2], [1, 2, 3, 4]));
});

test("the box round several boxes holds them all", () => {
  assert.deepEqual(around([[1, 5, 2, 6], [0, 5.5, 1, 9]]), [0, 5, 2, 9]);
  assert.equal(around([]), null);
});

test("a map that is moved a little asks for the same box", () => {
  const box = [25.2, 54.6, 25.3, 54.7];
  const moved = box.map((edge) => edge + 0.002);
  assert.deepEqual(onGrid(box, 11), onGrid(moved, 11));
  assert.notDeepEqual(onGrid(box, 11), onGrid(box.map((edge) => edge + 0.2), 11));
});

test("the box on the grid holds the box, and little more", () => {
  for (let level = 0; level <= 18; level += 1) {
    const box = [25.2, 54.6, 25.2 + 150 / 2 ** level, 54.6 + 15 / 2 ** level];
    const wider = onGrid(box, level);
    assert.ok(holds(wider, box.map((edge, at) => edge + (at < 2 ? 1e-6 : -1e-6))));
    const cell = 180 / 2 ** level;
    assert.ok(wider[2] - wider[0] <= box[2] - box[0] + 2 * cell + 1e-5);
  }
});

test("the grid ends where the world ends", () => {
  assert.deepEqual(onGrid([-200, -90, 200, 90], 0), [-180, -85.051129, 180, 85.051129]);
});

test("equal views have equal addresses, whatever was chosen first", () => {
  const view = { view: "1,2,3,4", zoom: 9 };
  assert.equal(viewQuery("interest=music&age=9&page=3&sort=price", view), viewQuery("age=9&interest=music", view));
});

test("a view shows its centre in its middle, and asks for all it shows", () => {
  for (const [centre, zoom] of [[[25.28, 54.69], 11], [[13.4, 52.5], 3.6], [[-3.7, 40.4], 15.2]]) {
    const view = viewOf(centre, zoom, [680, 860]);
    const middle = view.at(centre).map((part) => Number(part.toFixed(3)));
    assert.deepEqual(middle, [340, 430]);
    assert.equal(view.level, Math.floor(zoom));
    const [west, south, east, north] = view.box;
    const [left, top] = view.at([west, north]);
    const [right, bottom] = view.at([east, south]);
    assert.ok(left <= 0 && top <= 0 && right >= 680 && bottom >= 860);
    assert.ok(right - left <= 680 + 4 * 512 && bottom - top <= 860 + 4 * 512);
  }
});

test("one zoom closer, everything is twice as far from the centre", () => {
  const [far, near] = [8, 9].map((zoom) => viewOf([25, 55], zoom, [600, 400]).at([25.4, 55.1]));
  assert.ok(Math.abs(near[0] - 300 - 2 * (far[0] - 300)) < 0.001);
  assert.ok(Math.abs(near[1] - 200 - 2 * (far[1] - 200)) < 0.001);
});
