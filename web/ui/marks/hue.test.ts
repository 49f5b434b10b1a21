import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hueOf, initialsOf } from "./hue.ts";

describe("hueOf", () => {
  it("is one of ten, and the same for the same text", () => {
    const hues = Array.from({ length: 200 }, (_, at) => hueOf(`label ${at}`));
    assert.ok(hues.every((hue) => Number.isInteger(hue) && hue >= 0 && hue < 10));
    assert.equal(new Set(hues).size, 10);
    assert.equal(hueOf("bug"), hueOf("bug"));
  });
});

describe("initialsOf", () => {
  it("takes the first and the last word", () => {
    assert.equal(initialsOf("Ada King Lovelace"), "AL");
    assert.equal(initialsOf("ada"), "A");
    assert.equal(initialsOf("  "), "");
  });

  it("does not cut a character in two", () => {
    assert.equal(initialsOf("😀 Grace"), "😀G");
  });
});
