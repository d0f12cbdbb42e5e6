import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, after, fold, marked } from "../../site/ui/static/ui/suggestions.mjs";

const NOWHERE = { pathname: "/", search: "" };
const ROBOTICS = { url: "", parameter: "interest", value: "robotics", words: "" };
const NEAR = { url: "", parameter: "near", value: "Žvėrynas", words: "robotics" };

test("diacritics and capitals are folded away", () => {
  assert.equal(fold("Žvėrynas"), "zverynas");
});

test("the beginnings of words are marked, whatever their diacritics", () => {
  assert.deepEqual(marked("Šiuolaikinis šokis", "sok"), [["Šiuolaikinis ", false], ["šok", true], ["is", false]]);
});

test("a letter written as letter and mark keeps its mark", () => {
  assert.deepEqual(marked("s\u030Coki", "š"), [["s\u030C", true], ["oki", false]]);
});

test("the longest of several typed words is marked", () => {
  assert.deepEqual(marked("robotics", "r robot"), [["robot", true], ["ics", false]]);
});

test("what has no such word is one piece, and nothing typed marks nothing", () => {
  assert.deepEqual(marked("Chess", "q"), [["Chess", false]]);
  assert.deepEqual(marked("Chess", " -! "), [["Chess", false]]);
});

test("the pieces of any label are that label", () => {
  for (const label of ["", "ﬁlm İstanbul", "a\u0301\u0302b", "日本語 クラブ", "👩‍👩‍👧 club", "“Žiogelis” – straße"]) {
    for (const typed of ["f", "i", "a", "日", "str", "ž zi", "\u0301"]) {
      assert.equal(marked(label, typed).map(([text]) => text).join(""), label);
    }
  }
});

test("an activity opens its page", () => {
  assert.equal(addressOf({ url: "/opportunity/1-chess/" }, "/vilnius/explore/", NOWHERE), "/opportunity/1-chess/");
});

test("from another page an interest begins a search", () => {
  assert.equal(addressOf(ROBOTICS, "/vilnius/explore/", NOWHERE), "/vilnius/explore/?interest=robotics");
});

test("what is chosen stays chosen, and the words give way to the interest", () => {
  const here = { pathname: "/vilnius/explore/", search: "?q=rob&exact=1&age=9&interest=chess&page=3" };
  assert.equal(addressOf(ROBOTICS, "/vilnius/explore/", here), "/vilnius/explore/?age=9&interest=chess&interest=robotics");
});

test("what is chosen already is not chosen twice", () => {
  const here = { pathname: "/vilnius/explore/", search: "?interest=robotics" };
  assert.equal(addressOf(ROBOTICS, "/vilnius/explore/", here), "/vilnius/explore/?interest=robotics");
});

test("a place takes the place of any other, and the words before it are still sought", () => {
  const here = { pathname: "/vilnius/explore/", search: "?at=25,54&bbox=1,2,3,4&near=A" };
  assert.equal(addressOf(NEAR, "/vilnius/explore/", here), "/vilnius/explore/?near=%C5%BDv%C4%97rynas&q=robotics");
});

test("the arrows go round through the box", () => {
  assert.equal(after("ArrowDown", -1, 3), 0);
  assert.equal(after("ArrowDown", 2, 3), -1);
  assert.equal(after("ArrowUp", -1, 3), 2);
  assert.equal(after("ArrowUp", 0, 3), -1);
});

test("Home and End belong to the text until a suggestion is active", () => {
  assert.equal(after("Home", -1, 3), null);
  assert.equal(after("Home", 2, 3), 0);
  assert.equal(after("End", 0, 3), 2);
  assert.equal(after("x", 1, 3), null);
});
