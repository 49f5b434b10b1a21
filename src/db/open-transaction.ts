import type { PoolClient } from "pg";
import { Problem } from "../problems.ts";
import { lateAnswer, sendBatch } from "./driver/batch.ts";
import type { StatementResult } from "./driver/batch-query.ts";
import { isConnectionLoss, RetryTransaction, violates } from "./failures.ts";
import type { OnPosition, Queryable } from "./pool.ts";
import { type LogPosition, readLogPosition } from "./replicas/position.ts";
import { prepared, type Sql, sql } from "./sql.ts";

const begin = prepared(sql`begin`);
const commit = prepared(sql`commit`);

declare const brand: unique symbol;

/**
 * An open transaction. Branded, so that a function that locks or writes cannot be given the pool.
 */
export interface Tx extends Queryable {
  readonly [brand]: true;
  /**
   * Queues a statement whose result nothing in the transaction waits for. It is sent in the batch
   * of the next query, or else with COMMIT. If it fails, the transaction fails; a violation of the
   * constraint `uniqueBy` runs the whole transaction again.
   */
  defer<Row>(statement: Sql<Row>, options?: { uniqueBy?: string }): Deferred<Row>;
  /** Sends the deferred statements now instead of with the next query. */
  flush(): Promise<void>;
  /**
   * Sends the statement that `make` returns right before COMMIT, in the same batch, in the order of
   * the calls.
   */
  beforeCommit(make: () => Sql): void;
}

/** Returns the rows of a deferred statement. Throws an Error if it was not executed yet. */
export type Deferred<Row> = () => Row[];

interface DeferredStatement {
  statement: Sql<unknown>;
  uniqueBy?: string | undefined;
  rows?: unknown[];
}

/**
 * Runs a transaction on this connection: BEGIN goes out with the first statement. `onPosition`
 * receives the position of the primary after COMMIT.
 */
export function openTransaction(client: PoolClient, onPosition?: OnPosition | undefined) {
  const deferred: DeferredStatement[] = [];
  const beforeCommit: (() => Sql)[] = [];
  let hasBegun = false;

  /**
   * Sends the deferred statements, then these, and returns the results of these. The statement at
   * the index `optional` may fail.
   */
  const sendDeferredAnd = async (
    statements: readonly Sql<unknown>[],
    { optional }: { optional?: number } = {},
  ): Promise<StatementResult[]> => {
    if (hasBegun && deferred.length + statements.length === 0) return [];
    if (!hasBegun) deferred.unshift({ statement: begin });
    hasBegun = true;
    const sent = deferred.splice(0);
    const { results, error } = await sendBatch(client, [
      ...sent.map(({ statement }) => statement),
      ...statements,
    ]);
    const { uniqueBy } = sent[results.length] ?? {};
    if (uniqueBy !== undefined && violates(error, uniqueBy)) throw new RetryTransaction(error);
    if (error && results.length - sent.length !== optional) throw error;
    for (const [index, entry] of sent.entries()) entry.rows = results[index]?.rows ?? [];
    return results.slice(sent.length);
  };
  const batch = async (statements: readonly Sql<unknown>[]): Promise<unknown[][]> =>
    (await sendDeferredAnd(statements)).map(({ rows }) => rows);
  const tx = {
    batch,
    query: async <Row>(statement: Sql<Row>) => (await batch([statement]))[0] as Row[],
    flush: async () => void (await batch([])),
    defer<Row>(statement: Sql<Row>, { uniqueBy }: { uniqueBy?: string } = {}): Deferred<Row> {
      const entry: DeferredStatement = { statement, uniqueBy };
      deferred.push(entry);
      return () => {
        if (!entry.rows)
          throw new Error("The rows of a deferred statement were read before it was executed.");
        return entry.rows as Row[];
      };
    },
    beforeCommit: (make: () => Sql) => void beforeCommit.push(make),
  } as unknown as Tx;

  return {
    tx,
    async commit(): Promise<void> {
      const last = beforeCommit.map((make) => make());
      if (!hasBegun && deferred.length + last.length === 0) return;
      try {
        // After COMMIT, and in the same batch: before it, its own record would not be included.
        const asked = onPosition ? [readLogPosition] : [];
        const results = await sendDeferredAnd([...last, commit, ...asked], {
          // An error after COMMIT has returned its tag does not undo it.
          ...(onPosition && { optional: last.length + 1 }),
        });
        checkCommitted(results[last.length]);
        onPosition?.(results[last.length + 1]?.rows[0] as LogPosition | undefined);
      } catch (error) {
        throw isConnectionLoss(error) ? commitUnknown(error) : error;
      }
    },
    /** Returns true if the connection can be used again. */
    async rollback(): Promise<boolean> {
      if (!hasBegun) return true;
      if (lateAnswer(client)) return false;
      return await client.query("rollback").then(
        () => true,
        () => false,
      );
    },
  };
}

/**
 * PostgreSQL responds to COMMIT in an aborted transaction with the tag ROLLBACK and no error, so
 * only the tag COMMIT proves success.
 */
function checkCommitted(result: StatementResult | undefined): void {
  const command = result?.command;
  if (command !== "COMMIT") throw new Error(`COMMIT returned the tag ${command}.`);
}

/** If the connection is lost in this batch the outcome is unknown, and the error says so. */
function commitUnknown(cause: unknown): Problem {
  const problem = new Problem(
    "commit_unknown",
    "The connection to the database was lost during the commit, so the change may or may not have taken effect. Send the request again with the same Idempotency-Key. Without a key, read the current state first.",
    { retry_after: 1 },
  );
  problem.cause = cause;
  return problem;
}
