import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CreateProjectBody } from "../../../src/projects/schemas.ts";
import { suggestKey } from "./suggest-key.ts";

describe("suggestKey", () => {
  it("takes the beginning of one word, and the first letters of several", () => {
    assert.equal(suggestKey("Engine"), "ENG");
    assert.equal(suggestKey("mobile app"), "MA");
    assert.equal(suggestKey("Über-Büro 2"), "UB");
    assert.equal(suggestKey("検証"), "");
    assert.equal(suggestKey("A"), "");
  });

  it("suggests only what the API takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const key = suggestKey(name);
        assert.ok(key === "" || CreateProjectBody.shape.key.safeParse(key).success, key);
      }),
    );
  });
});
