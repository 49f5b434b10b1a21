import { channel } from "node:diagnostics_channel";
import type { Writable } from "node:stream";
import type { ClientBase, PoolClient, QueryConfig, Submittable } from "pg";
import { isConnectionLoss, isStalePlan } from "../failures.ts";
import { type Sql, sql } from "../sql.ts";
import { BatchQuery, type Plans, type StatementResult, type Wire } from "./batch-query.ts";

/**
 * For a database that does not answer: its own limits end a statement before. The driver's `query_timeout` assigns
 * a function to each query, which V8 makes an old object at once, and the whole request hangs on that.
 */
const QUERY_TIMEOUT_MS = 15_000;

/** Hears the text of every statement of a pool, as it is sent. */
export const statementChannel = channel("slacky:statement");

/** What became of a batch: what came back for each statement, up to the first that failed. */
export interface BatchResult {
  results: StatementResult[];
  /** What the statement behind those failed with. Nothing of it was done, nor of what came behind it. */
  error?: unknown;
}

type Connected = PoolClient & { processID: number; connection: Wire & { stream: Writable } };

/**
 * A pooler such as PgBouncer gives each transaction another backend, which does not know the statements that
 * were prepared on the last. It gives itself away by a process id that is not the backend's.
 */
export async function detectPooler(client: ClientBase): Promise<void> {
  const { text } = sql`select pg_backend_pid() as pid`;
  const { rows } = await client.query<{ pid: number }>({
    text,
    query_timeout: QUERY_TIMEOUT_MS,
  } as QueryConfig);
  if (rows[0]?.pid === (client as unknown as Connected).processID) plansOf.set(client, new Map());
}

/**
 * Sends statements one behind the other, in one packet where they fit, and waits for the last of them. They
 * share one Sync: where one fails, PostgreSQL does none of those behind it, COMMIT included. Every value was
 * encoded when its statement was made, so the batch is sent whole.
 */
export async function sendBatch(
  client: PoolClient,
  statements: readonly Sql<unknown>[],
): Promise<BatchResult> {
  if (statementChannel.hasSubscribers) {
    for (const { text } of statements) statementChannel.publish(text);
  }
  const { stream } = (client as Connected).connection;
  return await new Promise((resolve) => {
    const plans = plansOf.get(client);
    const query = new BatchQuery(statements, plans, (error) => {
      clearTimeout(timer);
      const { results } = query;
      resolve(error ? { results, error } : { results });
      if (isStalePlan(error)) plans?.clear();
    });
    const timer = setTimeout(() => {
      query.handleError(new Error("Query read timeout"));
      // Whoever waited too long must not leave the connection to one who would wait for the same.
      stream.destroy();
    }, QUERY_TIMEOUT_MS);
    stream.cork();
    client.query(query as unknown as Submittable);
    stream.uncork();
  });
}

/** The rows of each statement. Throws what the batch failed with. */
export function rowsOf({ results, error }: BatchResult): unknown[][] {
  if (error) throw error;
  return results.map(({ rows }) => rows);
}

/** Whether the batch failed because its connection did. */
export function isConnectionLost({ error }: BatchResult): boolean {
  return isConnectionLoss(error);
}

/** The statements that a connection keeps plans of, where nobody stands between. */
const plansOf = new WeakMap<ClientBase, Plans>();
