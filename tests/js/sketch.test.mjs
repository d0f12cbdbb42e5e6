import assert from "node:assert/strict";
import test from "node:test";
import {
  circleShape, cornersOf, directionTo, eastOf, lengthText, metresBetween, niceRadius, outlineShape, outlineText, radiusAfter,
} from "../../maps/static/maps/sketch.mjs";

const VILNIUS = [25.2797, 54.6872];

test("an outline's text gives its corners back, to a metre", () => {
  const corners = [[25.2797, 54.6872], [25.3, 54.7], [-0.000012345, 54]];
  assert.equal(outlineText(corners), "25.2797_54.6872_25.3_54.7_-0.00001_54");
  assert.deepEqual(cornersOf(outlineText(corners.slice(0, 2))), corners.slice(0, 2));
});

test("text that is no outline has no corners", () => {
  for (const text of ["", undefined, "25_54_26", "25_x"]) assert.deepEqual(cornersOf(text), []);
});

test("a kilometre to the east is a kilometre away, and in the east", () => {
  const east = eastOf(VILNIUS, 1000);
  assert.ok(Math.abs(metresBetween(VILNIUS, east) - 1000) < 1);
  assert.equal(directionTo(VILNIUS, east), 2);
});

test("there are eight directions, clockwise from the north", () => {
  const [lon, lat] = VILNIUS;
  assert.equal(directionTo(VILNIUS, [lon, lat + 0.01]), 0);
  assert.equal(directionTo(VILNIUS, [lon, lat - 0.01]), 4);
  assert.equal(directionTo(VILNIUS, [lon - 0.01, lat]), 6);
  assert.equal(directionTo(VILNIUS, [lon - 0.0173, lat + 0.01]), 7);
});

test("a radius is one of round lengths, and the ends are the ends", () => {
  assert.equal(niceRadius(1432), 1400);
  assert.equal(niceRadius(1), 500);
  assert.equal(niceRadius(1e9), 50_000);
  assert.equal(radiusAfter(2000, 1), 2500);
  assert.equal(radiusAfter(500, -1), 500);
  assert.equal(radiusAfter(50_000, 5), 50_000);
});

test("every step up can be taken back", () => {
  for (let radius = 500; radius < 50_000; radius = radiusAfter(radius, 1)) {
    assert.equal(radiusAfter(radiusAfter(radius, 1), -1), radius);
  }
});

test("lengths are said in metres or kilometres", () => {
  assert.equal(lengthText(847, "en"), "850 m");
  assert.equal(lengthText(3400, "en"), "3.4 km");
  assert.equal(lengthText(3400, "lt"), "3,4 km");
});

test("two corners are a line, three a surface that closes", () => {
  const kinds = (corners) => outlineShape(corners).features.map(({ geometry }) => geometry.type);
  assert.deepEqual(kinds([[0, 0], [1, 0]]), ["Point", "Point", "LineString"]);
  assert.deepEqual(kinds([[0, 0], [1, 0], [1, 1]]).at(-1), "Polygon");
  const ring = outlineShape([[0, 0], [1, 0], [1, 1]]).features.at(-1).geometry.coordinates[0];
  assert.deepEqual(ring[0], ring.at(-1));
});

test("a circle has its middle in the middle", () => {
  const [middle, surface] = circleShape(VILNIUS, 2000).features;
  assert.deepEqual(middle.geometry.coordinates, VILNIUS);
  for (const corner of surface.geometry.coordinates[0]) {
    assert.ok(Math.abs(metresBetween(VILNIUS, corner) - 2000) < 20);
  }
});
