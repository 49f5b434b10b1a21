import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failuresOf, proofs } from "./proofs.ts";

describe("the proofs, each with a small n", () => {
  for (const { promise, small, count, expected } of proofs) {
    if (small === undefined) continue;
    it(promise, async () => {
      const counts = await count(small);
      assert.deepEqual(failuresOf(counts, expected(small)), [], JSON.stringify(counts));
    });
  }
});
