import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchesIfNoneMatch, parseIfMatch } from "./etag.ts";

describe("parseIfMatch", () => {
  for (const [header, versions] of [
    [undefined, undefined],
    ["*", "any"],
    ['"7"', [7]],
    ['W/"7"', [7]],
    ['"7", W/"8" ,"9"', [7, 8, 9]],
    ['"7-gzip"', [7]],
    ['W/"7-gzip"', [7]],
    ['"7--gzip"', [7]],
    ['"7;gzip"', [7]],
    ['"7-br", "8-zstd", "9-deflate"', [7, 8, 9]],
    ['"7-gzip-gzip"', [7]],
  ] as const) {
    it(`parses ${header} as the versions that it names, whatever a proxy made of their tags`, () => {
      assert.deepEqual(parseIfMatch(header), versions);
    });
  }

  it("matches nothing with a tag in any other format", () => {
    for (const header of [
      ...["", "7", '"', '""', '"0"', '"07"', '"-1"', '"7.0"', '"7 "', '"7-"', '"7-gzip-"', "'7'"],
      ...['"7-gzip2"', '"7-x"', '"gzip"', '"7-gzip', '7-gzip"', '"77777777777"', '"7/gzip"'],
      ...['"7-gzip-gzip-gzip"', 'w/"7"', "*, *"],
    ]) {
      assert.deepEqual(parseIfMatch(header), [], header);
    }
  });
});

it("matchesIfNoneMatch: recognizes a version by the tag of its compressed form", () => {
  assert.equal(matchesIfNoneMatch('"7-gzip"', 7), true);
  assert.equal(matchesIfNoneMatch('"7-gzip"', 8), false);
  assert.equal(matchesIfNoneMatch("*", 8), true);
  assert.equal(matchesIfNoneMatch(undefined, 7), false);
});
