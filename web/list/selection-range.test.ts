import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { moveRange } from "./selection-range.ts";

const ids = [..."abcdef"];
const after = (selected: string, anchor: string, [from, to]: [string, string]) =>
  [...moveRange({ ids, selected: new Set(selected), anchor, from, to })].sort().join("");

describe("range of a selection", () => {
  it("extends down and up from the anchor", () => {
    assert.equal(after("c", "c", ["c", "d"]), "cd");
    assert.equal(after("c", "c", ["c", "a"]), "abc");
  });

  it("going back shrinks it, and passing the anchor turns it round", () => {
    assert.equal(after("cde", "c", ["e", "d"]), "cd");
    assert.equal(after("cd", "c", ["d", "b"]), "bc");
  });

  it("what was selected elsewhere stays selected", () => {
    assert.equal(after("fcd", "c", ["d", "c"]), "cf");
  });

  it("an anchor that left the list begins a new range", () => {
    assert.equal(after("x", "x", ["x", "b"]), "bx");
  });
});
