import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { completeMention, mentionAt } from "./mention.ts";

const atEnd = (text: string) => mentionAt(text, { from: text.length, to: text.length });

describe("the mention that is being written", () => {
  it("is what follows an @ up to the caret", () => {
    assert.deepEqual(atEnd("@"), { at: 0, query: "" });
    assert.deepEqual(atEnd("Thanks, @ad"), { at: 8, query: "ad" });
    assert.deepEqual(atEnd("(@Grace.Ho"), { at: 1, query: "Grace.Ho" });
    assert.deepEqual(mentionAt("@ad is here", { from: 3, to: 3 }), { at: 0, query: "ad" });
  });

  it("does not exist in an address, after a space, or while text is selected", () => {
    for (const text of ["ada@ex", "https://a.example/@ad", "@@ad", "@ad ", "no"])
      assert.equal(atEnd(text), undefined, text);
    assert.equal(mentionAt("@ada", { from: 1, to: 4 }), undefined);
    assert.equal(atEnd(`@${"a".repeat(40)}`), undefined);
  });

  it("is replaced by the handle, with the caret after one space", () => {
    assert.deepEqual(completeMention("Ask @gr", { at: 4, query: "gr" }, "grace"), {
      text: "Ask @grace ",
      caret: 11,
    });
    assert.deepEqual(completeMention("@gr today", { at: 0, query: "gr" }, "grace"), {
      text: "@grace today",
      caret: 7,
    });
  });
});
