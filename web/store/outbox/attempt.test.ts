import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NoResponse, SlackyProblem } from "../../../client/index.ts";
import { failedAttempt } from "./attempt.ts";

const state = { operation: "updateTicket", idempotencyKey: "k", afterLostResponse: false };

function problem(code: string, status: number, retryAfterMs?: number) {
  const body = { type: "", title: "", detail: "No.", request_id: "r", code, status };
  return new SlackyProblem(body as never, { ...state, retryAfterMs });
}

describe("a failed attempt to send a write", () => {
  it("is a refusal if the server says so", () => {
    for (const [code, status] of [
      ["invalid_transition", 409],
      ["forbidden", 403],
      ["not_found", 404],
      ["version_mismatch", 412],
      ["internal", 500],
    ] as const) {
      assert.equal(failedAttempt(problem(code, status), 0).kind, "refused", code);
    }
  });

  it("is repeated after the time in Retry-After", () => {
    const attempt = failedAttempt(problem("rate_limited", 429, 7_000), 0);

    const later = { kind: "later", afterMs: 7_000, mayHaveArrived: false, isOffline: false };
    assert.deepEqual(attempt, later);
  });

  it("waits longer with every attempt that has no answer, but not for ever", () => {
    const lost = new NoResponse("lost", state, { mayHaveTakenEffect: true });
    const waits = [0, 1, 2, 20].map((attempts) => {
      const attempt = failedAttempt(lost, attempts);
      return attempt.kind === "later" && attempt.isOffline && attempt.mayHaveArrived
        ? attempt.afterMs
        : undefined;
    });

    assert.deepEqual(waits, [500, 1_000, 2_000, 30_000]);
  });

  it("is repeated when the sign-in has expired or the commit is unknown", () => {
    assert.equal(failedAttempt(problem("unauthenticated", 401), 0).kind, "later");
    assert.equal(failedAttempt(problem("invalid_refresh_token", 401), 0).kind, "later");
    const unknown = failedAttempt(problem("commit_unknown", 503), 0);
    assert.equal(unknown.kind === "later" && unknown.mayHaveArrived, true);
  });

  it("is a refusal if something that is not Slacky responds with a client error", () => {
    const blocked = new NoResponse("blocked", state, { status: 403, mayHaveTakenEffect: false });

    assert.equal(failedAttempt(blocked, 0).kind, "refused");
  });
});
