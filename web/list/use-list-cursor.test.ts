import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rowAfter } from "./use-list-cursor.ts";

describe("rows and the keyboard", () => {
  it("the first key goes to the first row", () => {
    assert.equal(rowAfter(5, { from: -1, direction: "down" }), 0);
    assert.equal(rowAfter(5, { from: -1, direction: "up" }), 0);
  });

  it("goes down and up by one or ten, and stops at the ends", () => {
    assert.equal(rowAfter(30, { from: 3, direction: "down" }), 4);
    assert.equal(rowAfter(30, { from: 3, direction: "down", by: 10 }), 13);
    assert.equal(rowAfter(30, { from: 25, direction: "down", by: 10 }), 29);
    assert.equal(rowAfter(30, { from: 3, direction: "up", by: 10 }), 0);
    assert.equal(rowAfter(30, { from: 3, direction: "last" }), 29);
    assert.equal(rowAfter(30, { from: 3, direction: "first" }), 0);
  });

  it("an empty list has no row, and a list has nothing at its sides", () => {
    assert.equal(rowAfter(0, { from: -1, direction: "down" }), undefined);
    assert.equal(rowAfter(5, { from: 2, direction: "left" }), undefined);
  });
});
