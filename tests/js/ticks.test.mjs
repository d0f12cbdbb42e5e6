import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, read, ticked } from "../../site/ui/static/ui/ticks.mjs";

test("what the browser kept is read back", () => {
  assert.deepEqual(read(JSON.stringify(ticked({}, "7", 2))), { 7: 2 });
});

for (const text of [null, "", "{", "null", "[]", '"x"', '{"7":"2"}', '{"7":-1}', '{"7":0}']) {
  test(`nothing is made of ${text}`, () => {
    assert.deepEqual(read(text), {});
  });
}

test("a tick that is taken back leaves nothing", () => {
  assert.deepEqual(ticked({ 7: 1, 8: 1 }, "7", 0), { 8: 1 });
});

test("a stop is done when as much is done as it needs", () => {
  const stops = [{ stop: "7", needs: 2 }, { stop: "8", needs: 1 }];
  assert.deepEqual(counted(stops, { 7: 1, 8: 1 }), { done: 1, all: 2 });
});

test("what may be left out counts for nothing", () => {
  const stops = [{ stop: "7", needs: 1, optional: true }, { stop: "8", needs: 1, optional: false }];
  assert.deepEqual(counted(stops, { 7: 1 }), { done: 0, all: 1 });
});

test("what was done at a stop that has gone is kept and not counted", () => {
  assert.deepEqual(counted([{ stop: "8", needs: 1 }], { 7: 1 }), { done: 0, all: 1 });
});
