import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Problem } from "../problems.ts";
import { createCursors } from "./cursor.ts";

const cursors = createCursors("s".repeat(32));
const binding = "W1 status=open sort=-created_at 1";
const keys = ["2026-11-22 05:58:00.123457+00", "01930000-0000-7000-8000-000000000001", null];

const someKeys = fc.array(fc.option(fc.string({ unit: "grapheme" })), { maxLength: 4 });
const someBinding = fc.string({ unit: "binary", maxLength: 60 });

describe("a cursor", () => {
  it("returns the keys that it was made of, to the microsecond", () => {
    fc.assert(
      fc.property(someBinding, someKeys, (list, sealed) => {
        assert.deepEqual(cursors.open(list, cursors.seal(list, sealed)), sealed);
      }),
    );
    assert.deepEqual(cursors.open(binding, cursors.seal(binding, keys)), keys);
  });

  it("can be used in a URL without escaping", () => {
    assert.match(cursors.seal(binding, keys), /^[\w-]+$/);
  });

  it("is refused when any single bit of its text is flipped", () => {
    fc.assert(
      fc.property(someKeys, (sealed) => {
        const cursor = cursors.seal(binding, sealed);
        for (const flipped of bitFlips(Buffer.from(cursor))) {
          assertRefused(binding, flipped.toString("latin1"));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is refused when any single bit of its bytes is flipped", () => {
    const bytes = Buffer.from(cursors.seal(binding, keys), "base64url");

    for (const flipped of bitFlips(bytes)) assertRefused(binding, flipped.toString("base64url"));
  });

  it("is refused by any other list", () => {
    fc.assert(
      fc.property(someBinding, someBinding, someKeys, (one, other, sealed) => {
        fc.pre(one !== other);
        assertRefused(other, cursors.seal(one, sealed));
      }),
    );
  });

  it("is refused when bytes are moved from its start to the end of the list's name", () => {
    const bytes = Buffer.from(cursors.seal(binding, keys), "base64url");

    for (let end = 17; end < bytes.length; end++) {
      const rest = Buffer.concat([bytes.subarray(0, 16), bytes.subarray(end)]);
      assertRefused(binding + bytes.subarray(16, end).toString(), rest.toString("base64url"));
    }
  });

  it("is refused under another secret", () => {
    const others = createCursors("t".repeat(32));

    assertRefused(binding, others.seal(binding, keys));
  });

  it("is refused when it is truncated, extended, re-encoded or invented", () => {
    const cursor = cursors.seal(binding, keys);

    for (const text of [
      "",
      "A",
      "null",
      cursor.slice(0, 21),
      cursor.slice(0, 22),
      cursor.slice(0, -4),
      `${cursor}AAAA`,
      `${cursor}=`,
      ` ${cursor}`,
      `${cursor}\n`,
      `${cursor.slice(0, 30)}!${cursor.slice(30)}`,
      Buffer.from(JSON.stringify(keys)).toString("base64url"),
    ]) {
      assertRefused(binding, text);
    }
  });
});

function assertRefused(list: string, cursor: string): void {
  const detail = "This cursor belongs to another list or other filters. Start again without it.";
  assert.throws(
    () => cursors.open(list, cursor),
    (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.code, "invalid_request");
      assert.equal(error.detail, detail);
      assert.deepEqual(error.members, { errors: [{ pointer: "/query/cursor", detail }] });
      return true;
    },
  );
}

function* bitFlips(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield flipped;
  }
}
