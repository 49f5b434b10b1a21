import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpoints } from "../../app.ts";
import { type Retry, retryOf } from "./retries.ts";

describe("the retry advice of an operation", () => {
  for (const [operation, isSafe, how] of [
    ["listTickets", "yes", /^It changes nothing/],
    ["labelTicket", "yes", /^A repeat has no further effect/],
    ["deleteTicket", "yes", /404 `not_found`/],
    ["updateTicket", "with If-Match", /412 `version_mismatch`.* Without `If-Match`: a repeat sets/],
    ["updateWorkspace", "unless others write", /^A repeat sets the same values again/],
    [
      "createComment",
      "with a key",
      /^Send the same `Idempotency-Key`: .* Without a key: a repeat may take effect again/,
    ],
    ["transitionTicket", "with a key", /Without a key: a repeat returns 409 `invalid_transition`/],
    ["signIn", "depends", /^A repeat starts another session/],
  ] satisfies [string, Retry["isSafe"], RegExp][]) {
    it(`says whether and how ${operation} can be repeated`, () => {
      const endpoint = endpoints.find(({ spec }) => spec.operation === operation);
      assert.ok(endpoint);

      const retry = retryOf(endpoint);

      assert.equal(retry.isSafe, isSafe);
      assert.match(retry.how, how);
    });
  }
});
