import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { faultSentence } from "./problems.ts";

describe("a fault as a sentence", () => {
  for (const [pointer, detail, sentence] of [
    ["/query/limit", "Must be at most 100.", "`limit` must be at most 100."],
    ["/operations/3/title", "Is required.", "`operations/3/title` is required."],
    ["/status", "Cannot be changed by PATCH.", "`status` cannot be changed by PATCH."],
    ["", "Must be an object, not null.", "The body must be an object, not null."],
    ["", "The body must be valid JSON.", "The body must be valid JSON."],
    ["/to", "This workflow has no such status.", "`to`: This workflow has no such status."],
  ] as const) {
    it(`names the field and the rule: ${sentence}`, () => {
      assert.equal(faultSentence({ pointer, detail }), sentence);
    });
  }
});
