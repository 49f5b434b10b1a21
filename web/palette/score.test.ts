import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scoreOf, typedKey } from "./score.ts";

describe("what the palette finds", () => {
  it("a beginning is better than a word, a word better than a part of one", () => {
    const [start, word, part] = ["as", "to", "sig"].map((text) => scoreOf(text, "Assign to me"));
    assert.ok(start && word && part && start > word && word > part);
  });

  it("words in another order and first letters of a name are found, other letters are not", () => {
    assert.ok(scoreOf("me assign", "Assign to me"));
    assert.ok(scoreOf("atm", "Assign to me"));
    assert.equal(scoreOf("xyz", "Assign to me"), undefined);
    assert.equal(scoreOf("sm", "Assign to me"), undefined);
  });

  it("without a text everything fits", () => {
    assert.ok(scoreOf("  ", "Assign to me"));
  });

  it("only a complete key is one", () => {
    assert.equal(typedKey(" eng-42 "), "ENG-42");
    assert.equal(typedKey("eng-"), undefined);
    assert.equal(typedKey("eng-0"), undefined);
    assert.equal(typedKey("the eng-42"), undefined);
  });
});
