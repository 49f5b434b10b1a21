import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { reservedSlugs, serverSegments } from "./limits.ts";

describe("reserved first segments of a path", () => {
  it("are in lower case and occur once, because a slug is compared with them as it is", () => {
    assert.deepEqual(
      reservedSlugs.map((segment) => segment.toLowerCase()),
      [...new Set(reservedSlugs)],
    );
  });

  it("include what the server serves itself", () => {
    for (const segment of serverSegments) assert.ok(reservedSlugs.includes(segment), segment);
    for (const page of ["settings", "sign-in", "register"]) assert.ok(reservedSlugs.includes(page));
  });
});
