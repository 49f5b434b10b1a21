import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { hashToken, newRefreshToken, successorOf } from "./refresh-token.ts";

const session = { sessionId: "01930000-0000-7000-8000-000000000001", secret: "s".repeat(32) };

describe("a refresh token", () => {
  it("is a prefix that scanners recognize, followed by 256 random bits", () => {
    const tokens = Array.from({ length: 1000 }, newRefreshToken);

    assert.equal(new Set(tokens).size, 1000);
    for (const token of tokens) assert.match(token, /^slr_[\w-]{43}$/);
  });

  it("is stored as its SHA-256 digest", () => {
    const token = newRefreshToken();

    assert.deepEqual(hashToken(token), createHash("sha256").update(token).digest());
  });

  it("always has the same successor, which has the same format", () => {
    const token = newRefreshToken();

    assert.equal(successorOf(token, session), successorOf(token, session));
    assert.match(successorOf(token, session), /^slr_[\w-]{43}$/);
  });

  it("has a different successor in another session or under another secret", () => {
    const token = newRefreshToken();

    const successors = [
      successorOf(token, session),
      successorOf(token, { ...session, sessionId: "01930000-0000-7000-8000-000000000002" }),
      successorOf(token, { ...session, secret: "t".repeat(32) }),
      successorOf(newRefreshToken(), session),
      successorOf(successorOf(token, session), session),
    ];

    assert.equal(new Set([token, ...successors]).size, 6);
  });
});
