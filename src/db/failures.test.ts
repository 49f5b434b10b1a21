import assert from "node:assert/strict";
import { describe, it } from "node:test";
import pg from "pg";
import { Problem } from "../problems.ts";
import { ConnectError } from "./connection/connect-error.ts";
import {
  asProblem,
  isConnectionLoss,
  isRetryable,
  isStalePlan,
  isUnavailability,
  RetryTransaction,
  sqlState,
  violates,
} from "./failures.ts";

describe("a database error", () => {
  it("is retryable when a repeated transaction may succeed", () => {
    for (const error of [
      refused("40P01"),
      refused("40001"),
      new RetryTransaction(refused("23505")),
    ]) {
      assert.ok(isRetryable(error));
    }
    for (const error of [refused("55P03"), refused("23505"), socketError("ECONNRESET"), "text"]) {
      assert.ok(!isRetryable(error));
    }
  });

  it("is a lost connection when the outcome of the statement is unknown", () => {
    for (const error of [
      refused("57P01"),
      refused("57P02"),
      refused("08006"),
      refused("25P03"),
      refused("25P04"),
      socketError("ECONNRESET"),
      socketError("EPIPE"),
      socketError("ENETDOWN"),
      socketError("EPROTO"),
      socketError("ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
      socketError("ERR_STREAM_WRITE_AFTER_END"),
      new Error("Connection terminated unexpectedly"),
      new Error("Client has encountered a connection error and is not queryable"),
      new Error("Client was closed and is not queryable"),
      new Error("Query read timeout"),
    ]) {
      assert.ok(isConnectionLoss(error), error.message);
    }
    for (const error of [
      refused("53100"),
      refused("25006"),
      refused("23505"),
      new Error("No."),
      1,
    ]) {
      assert.ok(!isConnectionLoss(error), String(error));
    }
  });

  it("is 503 with Retry-After when the database is busy, full, unreachable or read-only", () => {
    for (const error of [
      refused("55P03"),
      refused("57014"),
      refused("40P01"),
      refused("40001"),
      refused("57P03"),
      refused("53300"),
      refused("53100"),
      refused("25006"),
      refused("25P03"),
      new RetryTransaction(refused("23505")),
      ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"].map(
        socketError,
      ),
      new Error("timeout exceeded when trying to connect"),
      new ConnectError(refused("28P01")),
      new Error("Cannot use a pool after calling end on the pool"),
    ]) {
      const problem = asProblem(error);
      assert.ok(problem instanceof Problem, error.message);
      assert.equal(problem.code, "unavailable");
      assert.equal(problem.members.retry_after, 1);
      assert.equal(problem.cause, error);
    }
  });

  it("is the database's fault, not a statement's, when the connection or the server failed", () => {
    for (const error of [
      new ConnectError(refused("28000")),
      refused("57P01"),
      refused("25006"),
      refused("53100"),
      socketError("ECONNRESET"),
    ]) {
      assert.ok(isUnavailability(error), error.message);
    }
    for (const error of [refused("57014"), refused("55P03"), refused("23505"), new Error("No.")]) {
      assert.ok(!isUnavailability(error), error.message);
    }
  });

  it("is a stale plan in every language of messages", () => {
    const german = "zwischengespeicherter Plan darf den Ergebnistyp nicht ändern";
    const stale = Object.assign(new pg.DatabaseError(german, 0, "error"), {
      code: "0A000",
      routine: "RevalidateCachedQuery",
    });

    assert.ok(isStalePlan(stale));
    assert.ok(!isStalePlan(refused("0A000")));
  });

  it("is not converted when it is a bug of the server", () => {
    for (const error of [
      refused("42601"),
      refused("23505"),
      refused("22021"),
      new TypeError("No."),
    ]) {
      assert.equal(asProblem(error), error);
    }
  });

  it("is matched to the constraint that it violates, and a socket error matches none", () => {
    const violation = refused("23505", "email_is_unique");

    assert.ok(violates(violation, "email_is_unique"));
    assert.ok(!violates(violation, "key_is_unique_in_workspace"));
    assert.ok(!violates(refused("42601", "email_is_unique"), "email_is_unique"));
    assert.equal(sqlState(violation), "23505");
    assert.equal(sqlState(socketError("EPIPE")), undefined);
  });
});

function refused(code: string, constraint?: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(code, 0, "error"), { code, constraint });
}

function socketError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
