import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { normalize, toNfc } from "./normalize.ts";

const marks = [..."\u0300\u0315\u0323\u0334\u0345\u0e38\u3099\uff9e"];
const unit = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc
    .array(fc.constantFrom(...marks, "a", "é", "한", "ﬁ"), { maxLength: 60 })
    .map((all) => all.join("")),
);

describe("normalize", () => {
  it("equals String.normalize if no series of marks is longer than 30", () => {
    fc.assert(
      fc.property(unit, fc.constantFrom("NFC", "NFD", "NFKD"), (text, form) => {
        fc.pre(longestSeries(text) <= 30);
        assert.equal(normalize(form, text), text.normalize(form));
      }),
    );
  });

  it("truncates long series of marks, which String.normalize would sort in quadratic time", () => {
    for (const pair of ["\u0315\u0300", "\uff9e\u0300", "\u{1d165}\u{1d16d}", "\u0e38\u0345"]) {
      const text = pair.repeat(32_768).slice(0, 65_536);
      for (const form of ["NFC", "NFD", "NFKD"] as const) {
        assert.ok([...normalize(form, text)].length <= 62, `${form} of ${escape(pair)}`);
      }
    }
  });

  it("truncates between code points, and keeps the text after a long series", () => {
    assert.equal(toNfc(`a${"\u{1d165}".repeat(40)}b`), `a${"\u{1d165}".repeat(30)}b`);
  });

  it("returns its own output unchanged when it is applied again", () => {
    fc.assert(
      fc.property(unit, (text) => {
        assert.equal(toNfc(toNfc(text)), toNfc(text));
      }),
    );
  });

  it("covers every letter that becomes a mark, which are only the two sound marks of Katakana", () => {
    const found = [];
    for (let code = 0; code <= 0x2ffff; code += 1) {
      const letter = String.fromCodePoint(code);
      const isMoved = ["NFD", "NFKD"].some(
        (form) => `\u0345${letter}`.normalize(form) !== `\u0345${letter.normalize(form)}`,
      );
      if (isMoved && !/\p{M}/u.test(letter)) found.push(code);
    }
    assert.deepEqual(found, [0xff9e, 0xff9f]);
  });
});

function longestSeries(text: string): number {
  const lengths = (text.match(/[\p{M}\uff9e\uff9f]+/gu) ?? []).map((series) => [...series].length);
  return Math.max(0, ...lengths);
}
