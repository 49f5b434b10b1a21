import pg from "pg";
import { Problem } from "../problems.ts";

/** The SQLSTATE of what the server refused; undefined for the errors of sockets, which have codes too. */
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

/** Thrown where a rival took what was free when it was looked at: the command has to judge again. */
export class RetryTransaction extends Error {
  constructor(cause: unknown) {
    super("What this command judged has changed under it.", { cause });
    this.name = "JudgeAgain";
  }
}

/** Writes what is unique: where a rival took it since it was looked at, the command has to judge again. */
export async function retryIfTaken<T>(constraint: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw violates(error, constraint) ? new RetryTransaction(error) : error;
  }
}

/** A migration has changed what a prepared statement returns: it has to be prepared anew. */
export function isStalePlan(error: unknown): boolean {
  return sqlState(error) === "0A000" && /cached plan/.test((error as Error).message);
}

/** Serialization failures, deadlocks, lost races, stale plans: the whole transaction may be tried again. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof RetryTransaction || isStalePlan(error)) return true;
  const state = sqlState(error);
  return state === "40001" || state === "40P01";
}

const waitedTooLong = new Set(["55P03", "57014", "40001", "40P01"]);
const connectionEnded = /^(08...|57P0[1-5]|25P03)$/;
/** Out of something, or a standby: the statement was refused, the connection stands. */
const serverUnable = /^(53...|25006)$/;
const socketCodes = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
const driverMessages =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable|Cannot use a pool after calling end)/;

/** Whether the connection is gone: what was under way may have happened or not. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = sqlState(error);
  if (state !== undefined) return connectionEnded.test(state);
  const code = "code" in error ? String(error.code) : "";
  return socketCodes.has(code) || driverMessages.test(error.message);
}

/** Turns what the database does under load or failure into a 503; leaves every other error as it is. */
export function asProblem(error: unknown): unknown {
  if (error instanceof RetryTransaction)
    return unavailable("Others keep changing the same things.", error);
  if (waitedTooLong.has(sqlState(error) ?? "")) {
    return unavailable("Others are changing the same things: the lock was not had in time.", error);
  }
  if (isConnectionLoss(error) || serverUnable.test(sqlState(error) ?? "")) {
    return unavailable("The database cannot be reached or takes no more work right now.", error);
  }
  return error;
}

/** An error's words. To connect to a name with several addresses fails with one error for each, and none above. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

function unavailable(detail: string, cause: unknown): Problem {
  const problem = new Problem("unavailable", detail, { retry_after: 1 });
  problem.cause = cause;
  return problem;
}
