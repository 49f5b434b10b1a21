import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { isPathSegment } from "./path-segment.ts";

const name = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ minLength: 1, unit: fc.constantFrom(..."./\\%2eE?#:@ ") }),
);

it("isPathSegment: a URL parser leaves an allowed segment as it is, also if a proxy has decoded its slashes", () => {
  const isKept = (text: string, encoded: string) =>
    decodeURIComponent(new URL(`http://a.example/labels/${encoded}`).pathname) ===
    `/labels/${text}`;
  fc.assert(
    fc.property(name, (text) => {
      const encoded = encodeURIComponent(text);
      const isKeptByAll = isKept(text, encoded) && isKept(text, encoded.replaceAll("%2F", "/"));
      assert.equal(isKeptByAll, isPathSegment(text), text);
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
        ["./a"],
        ["a/./b"],
        ["x/../.."],
        ["a//b"],
        ["/"],
      ],
    },
  );
});
