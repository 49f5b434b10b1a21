import pg from "pg";
import { Problem } from "../problems.ts";
import { ConnectError } from "./connection/connect-error.ts";

/**
 * The SQLSTATE of an error that the server returned. Undefined for socket errors, whose `code` is
 * another kind of code.
 */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** Whether the error is a violation of the constraint or unique index of this name. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError &&
    error.code?.startsWith("23") === true &&
    error.constraint === constraint
  );
}

/**
 * Thrown if a concurrent transaction took a unique value after this one had found it free, or if
 * the connection cannot write. The transaction runs again, and sees the new row or has another
 * connection.
 */
export class RetryTransaction extends Error {
  constructor(cause: unknown) {
    super("The transaction has to run again.", { cause });
    this.name = "RetryTransaction";
  }
}

/**
 * Awaits a write of a unique value. A violation of `constraint` becomes RetryTransaction, so that
 * the command runs again and sees the concurrent row.
 */
export async function retryIfTaken<T>(constraint: string, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw violates(error, constraint) ? new RetryTransaction(error) : error;
  }
}

/**
 * True if a migration has changed the result type of a prepared statement, which then has to be
 * prepared again. The message may be in any language, so the function that raised it is compared.
 */
export function isStalePlan(error: unknown): boolean {
  return (
    sqlState(error) === "0A000" && (error as pg.DatabaseError).routine === "RevalidateCachedQuery"
  );
}

/**
 * True if the whole transaction may run again: serialization failures, deadlocks, lost races, stale
 * plans.
 */
export function isRetryable(error: unknown): boolean {
  if (error instanceof RetryTransaction || isStalePlan(error)) return true;
  const state = sqlState(error);
  return state === "40001" || state === "40P01";
}

const lockNotAcquired = new Set(["55P03", "57014", "40001", "40P01"]);
const connectionEnded = /^(08...|57P0[1-5]|25P0[34])$/;
/** Out of a resource: the statement was refused, but the connection still works. */
const outOfResource = /^(53...|58030)$/;
/** Codes of the operating system, of Node.js' streams and of OpenSSL. */
const connectionFailed = new RegExp(
  `^(${[
    "EAI_AGAIN",
    "ECONN(ABORTED|REFUSED|RESET)",
    "EHOST(DOWN|UNREACH)",
    "ENET(DOWN|RESET|UNREACH)",
    "ENOENT",
    "ENOTCONN",
    "ENOTFOUND",
    "EPIPE",
    "EPROTO",
    "ETIMEDOUT",
    "ERR_(SSL|STREAM|TLS)_.*",
  ].join("|")})$`,
);
const driverMessages = new RegExp(
  `^(${[
    "Connection terminated",
    "Query read timeout",
    "timeout exceeded when trying to connect",
    "Client (has encountered a connection error|was closed) and is not queryable",
    "Cannot use a pool after calling end",
  ].join("|")})`,
);

/**
 * True if the server is a standby, or does not accept changes any more, as after a failover. The
 * statement had no effect, and another connection may lead to a server that can write.
 */
export function isReadOnly(error: unknown): boolean {
  return sqlState(error) === "25006";
}

/** The server, the database or the role has no connection left. */
export function isOutOfConnections(error: unknown): boolean {
  return sqlState(error) === "53300";
}

/**
 * True if the database could not do what it was asked for, whatever that was: it cannot be reached,
 * the connection was lost, it is read-only, or it is out of a resource such as disk space.
 */
export function isUnavailability(error: unknown): boolean {
  return (
    error instanceof ConnectError ||
    isConnectionLoss(error) ||
    isReadOnly(error) ||
    outOfResource.test(sqlState(error) ?? "")
  );
}

/**
 * True if the connection was lost. A statement that was in progress may have taken effect or not.
 */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = sqlState(error);
  if (state !== undefined) return connectionEnded.test(state);
  const code = "code" in error ? String(error.code) : "";
  return connectionFailed.test(code) || driverMessages.test(error.message);
}

/**
 * Turns what happens under load or in an outage into a 503, and returns every other error
 * unchanged.
 */
export function asProblem(error: unknown): unknown {
  if (error instanceof RetryTransaction) {
    if (isUnavailability(error.cause)) return asProblem(error.cause);
    return unavailable("Other requests keep changing the same data. Try again in a second.", error);
  }
  if (lockNotAcquired.has(sqlState(error) ?? "")) {
    return unavailable(
      "The database took too long, or another request is changing the same data. Try again in a second.",
      error,
    );
  }
  if (isUnavailability(error)) {
    return unavailable("The database is unreachable or overloaded. Try again in a second.", error);
  }
  return error;
}

/**
 * The error's message. Connecting to a host name with several addresses fails with an
 * AggregateError that has no message, but one error per address.
 */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

function unavailable(detail: string, cause: unknown): Problem {
  const problem = new Problem("unavailable", detail, { retry_after: 1 });
  problem.cause = cause;
  return problem;
}
