import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpoints } from "../../app.ts";
import { type Retry, retryOf } from "./retries.ts";

describe("how an operation is repeated", () => {
  for (const [operation, isSafe, how] of [
    ["listTickets", "yes", /^It changes nothing/],
    ["labelTicket", "yes", /^What is so already/],
    ["deleteTicket", "yes", /^What is gone stays gone/],
    ["updateTicket", "under If-Match", /412 `version_mismatch`.* Without it: the same values/],
    ["updateWorkspace", "unless others write", /^The same values are set again/],
    [
      "createComment",
      "under a key",
      /^The same `Idempotency-Key`: .* Without one: it may be done again/,
    ],
    ["transitionTicket", "under a key", /Without one: it is 409 `invalid_transition`/],
    ["signIn", "in its own way", /^It starts another session/],
  ] satisfies [string, Retry["isSafe"], RegExp][]) {
    it(`follows from what it is: ${operation}`, () => {
      const endpoint = endpoints.find(({ spec }) => spec.operation === operation);
      assert.ok(endpoint);

      const retry = retryOf(endpoint);

      assert.equal(retry.isSafe, isSafe);
      assert.match(retry.how, how);
    });
  }
});
