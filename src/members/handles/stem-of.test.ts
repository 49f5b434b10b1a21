import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { newHandle } from "./handle.ts";
import { stemOf } from "./stem-of.ts";

describe("the stem of a handle", () => {
  const stems: Record<string, string> = {
    Ada: "ada",
    "Ada Lovelace": "ada-lovelace",
    "  J. R. R.  Tolkien ": "j-r-r-tolkien",
    "Anne-Marie O’Neill": "anne-marie-oneill",
    "Renée Müller-Weiß": "renee-muller-weiss",
    "Søren Ærø": "soren-aero",
    "Łukasz Þór": "lukasz-thor",
    Đorđe: "dorde",
    Ａｄａ: "ada",
    "Ada 2": "ada-2",
    "7 of 9": "7-of-9",
    "李 Wei": "wei",
    "Bot <script>": "bot-script",
    [`Very ${"long ".repeat(20)}`]: "very-long-long-long-long-long-lo",
  };
  for (const [name, stem] of Object.entries(stems)) {
    it(`of ${JSON.stringify(name)} is ${stem}`, () => {
      assert.deepEqual(stemOf(name), { stem, is_handle: true });
    });
  }

  for (const name of ["李雷", "Ωμέγα", "42", "🙂", "-"]) {
    it(`of ${name}, which has no Latin letters, is member with a number`, () => {
      assert.deepEqual(stemOf(name), { stem: "member", is_handle: false });
    });
  }

  for (const [name, stem] of [
    ["X", "x"],
    ["Team", "team"],
    ["System", "system"],
  ] as const) {
    it(`of ${name} needs a number`, () => {
      assert.deepEqual(stemOf(name), { stem, is_handle: false });
    });
  }

  it("gives a well-formed handle for every name, alone and with a number of six digits", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "grapheme" }), fc.string()), (name) => {
        const { stem, is_handle } = stemOf(name);
        const handles = [...(is_handle ? [stem] : []), `${stem}-1`, `${stem}-999999`];
        for (const handle of handles) assert.equal(newHandle.parse(handle), handle);
      }),
      { numRuns: 2_000 },
    );
  });
});
