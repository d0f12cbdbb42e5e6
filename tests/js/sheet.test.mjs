import assert from "node:assert/strict";
import test from "node:test";
import { dragged, stepped } from "../../site/ui/static/ui/sheet.mjs";

test("a step stays within the heights there are", () => {
  assert.equal(stepped("peek", 1), "half");
  assert.equal(stepped("full", 1), "full");
  assert.equal(stepped("peek", -1), "peek");
});

test("a small movement changes nothing", () => {
  assert.equal(dragged("half", 60, 800), "half");
  assert.equal(dragged("half", -60, 800), "half");
});

test("a fifth of the screen is a step, up or down", () => {
  assert.equal(dragged("peek", 170, 800), "half");
  assert.equal(dragged("half", -170, 800), "peek");
});

test("a pull over most of the screen goes all the way", () => {
  assert.equal(dragged("peek", 600, 800), "full");
});
