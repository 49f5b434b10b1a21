import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createChordReader } from "./chords.ts";

const shortcuts = ["J", "M", "C", "G M", "G I", "Ctrl K"];

describe("chords", () => {
  it("a key in the first moments of the page is carried out", () => {
    const read = createChordReader();
    assert.equal(read("J", 5, shortcuts), "J");
  });

  it("two keys within a second are a chord, and not the second key", () => {
    const read = createChordReader();
    assert.equal(read("G", 5_000, shortcuts), undefined);
    assert.equal(read("M", 5_900, shortcuts), "G M");
    assert.equal(read("M", 5_950, shortcuts), "M");
  });

  it("after more than a second the second key stands alone", () => {
    const read = createChordReader();
    read("G", 5_000, shortcuts);
    assert.equal(read("M", 6_001, shortcuts), "M");
  });

  it("a mistyped chord carries out nothing, and the key after it works again", () => {
    const read = createChordReader();
    read("G", 5_000, shortcuts);
    assert.equal(read("C", 5_100, shortcuts), undefined);
    assert.equal(read("C", 5_200, shortcuts), "C");
  });

  it("the first key of a chord that is not available here does not wait for a second", () => {
    const read = createChordReader();
    assert.equal(read("G", 5_000, ["J"]), undefined);
    assert.equal(read("J", 5_100, ["J"]), "J");
  });
});
