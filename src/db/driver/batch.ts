import { channel } from "node:diagnostics_channel";
import type { Writable } from "node:stream";
import type { ClientBase, PoolClient, Submittable } from "pg";
import { isConnectionLoss, isReadOnly, isStalePlan } from "../failures.ts";
import type { Sql } from "../sql.ts";
import { BatchQuery, type Plans, type StatementResult, type Wire } from "./batch-query.ts";

/**
 * For a database that does not respond at all; otherwise its own timeouts end a statement earlier.
 * The driver's `query_timeout` would assign a closure to each query, which V8 allocates in old
 * space, and it would keep the whole request alive until a major GC.
 */
const QUERY_TIMEOUT_MS = 15_000;

/** Receives the text of every statement of a pool as it is sent. */
export const statementChannel = channel("slacky:statement");

/** The outcome of a batch: the result of each statement up to the first that failed. */
export interface BatchResult {
  results: StatementResult[];
  /** The error of the statement after those. Neither it nor any later statement had an effect. */
  error?: unknown;
}

type Connected = PoolClient & { processID: number; connection: Wire & { stream: Writable } };

/**
 * A pooler such as PgBouncer may run each transaction on another backend, which does not have the
 * statements that were prepared on the last one. It is detected by its process ID, which is not the
 * backend's. Without a pooler, statements on this connection are prepared.
 */
export function detectPooler(client: ClientBase, backend_pid: number): void {
  if (backend_pid === pidOf(client)) plansOf.set(client, new Map());
}

/**
 * Sends statements one after the other, in one packet if they fit, and waits for the last result.
 * They share one Sync: if one fails, PostgreSQL skips all later ones, COMMIT included. Values are
 * encoded when a statement is made, so encoding cannot fail in the middle of a batch. The returned
 * promise never rejects: a failure is in the result.
 */
export async function sendBatch(
  client: PoolClient,
  statements: readonly Sql<unknown>[],
  { timeoutMs = QUERY_TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<BatchResult> {
  if (statementChannel.hasSubscribers) {
    for (const { text } of statements) statementChannel.publish(text);
  }
  const { stream } = (client as Connected).connection;
  let noteLateAnswer: (() => void) | undefined;
  return await new Promise((resolve) => {
    const plans = plansOf.get(client);
    const query = new BatchQuery(statements, plans, (error) => {
      clearTimeout(timer);
      const { results } = query;
      resolve(error ? { results, error } : { results });
      if (isStalePlan(error)) plans?.clear();
      if (isConnectionLoss(error) || isReadOnly(error)) unfit.add(client);
      noteLateAnswer?.();
    });
    const timer = setTimeout(() => {
      query.handleError(new Error("Query read timeout"));
      // The connection still waits for this result, so the next request on it would time out too.
      if (!kept.has(client)) return void stream.destroy();
      const { promise, resolve } = Promise.withResolvers<void>();
      noteLateAnswer = resolve;
      unanswered.set(client, promise);
    }, timeoutMs);
    stream.cork();
    client.query(query as unknown as Submittable);
    stream.uncork();
  });
}

/** The rows of each statement. Throws the error of the batch. */
export function rowsOf({ results, error }: BatchResult): unknown[][] {
  if (error) throw error;
  return results.map(({ rows }) => rows);
}

/**
 * Whether a statement has shown that the connection cannot do its work any more: it was lost, or
 * its server became read-only. The pool must not give it to another request.
 */
export function isUnfit(client: ClientBase): boolean {
  return unfit.has(client);
}

const unfit = new WeakSet<ClientBase>();

/** Leaves this connection open when a batch on it has timed out: its answer may still come. */
export function keepWhenUnanswered(client: ClientBase): void {
  kept.add(client);
}

const kept = new WeakSet<ClientBase>();

/** Undefined, or resolves when the batch that timed out gets its answer or the connection ends. */
export function lateAnswer(client: ClientBase): Promise<void> | undefined {
  return unanswered.get(client);
}

const unanswered = new WeakMap<ClientBase, Promise<void>>();

/** The process ID of its backend, or of a pooler's connection. */
export function pidOf(client: ClientBase): number {
  return (client as unknown as Connected).processID;
}

/** The prepared statements of each connection. A connection through a pooler has no entry. */
const plansOf = new WeakMap<ClientBase, Plans>();
