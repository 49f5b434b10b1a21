import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { isPathSegment } from "./path-segment.ts";

const name = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ minLength: 1, unit: fc.constantFrom(..."./\\%2eE?#:@ ") }),
);

it("isPathSegment: a URL parser does not change the encoding of an allowed segment", () => {
  fc.assert(
    fc.property(name, (text) => {
      const { pathname } = new URL(`/labels/${encodeURIComponent(text)}`, "http://a.example");
      assert.equal(decodeURIComponent(pathname) === `/labels/${text}`, isPathSegment(text), text);
    }),
    {
      examples: [
        ["."],
        [".."],
        ["..."],
        ["%2e"],
        ["%2e%2e"],
        [".%2e"],
        ["../x"],
        ["..\\"],
        ["a/.."],
      ],
    },
  );
});
