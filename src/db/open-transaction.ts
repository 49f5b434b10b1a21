import type { PoolClient } from "pg";
import { Problem } from "../problems.ts";
import { sendBatch } from "./driver/batch.ts";
import type { StatementResult } from "./driver/batch-query.ts";
import { isConnectionLoss, RetryTransaction, violates } from "./failures.ts";
import type { Queryable } from "./pool.ts";
import { prepared, type Sql, sql } from "./sql.ts";

const begin = prepared(sql`begin`);
const commit = prepared(sql`commit`);

declare const brand: unique symbol;

/** An open transaction. Branded, so that what locks or writes cannot be given the pool. */
export interface Tx extends Queryable {
  readonly [brand]: true;
  /**
   * Has a statement sent that nothing in the transaction waits for: before whatever is asked next, in its
   * batch, or else with COMMIT. What it fails with, the transaction fails with; a row that a rival took
   * meanwhile under the constraint `uniqueBy` has the command judge again.
   */
  defer<Row>(statement: Sql<Row>, options?: { uniqueBy?: string }): Deferred<Row>;
  /** Sends what was deferred now, instead of with the next statement. */
  flush(): Promise<void>;
  /** Sends what `make` gives right before COMMIT, in the same batch; in the order of the calls. */
  beforeCommit(make: () => Sql): void;
}

/** What a statement returned that nobody waited for. Throws while it is not back. */
export type Deferred<Row> = () => Row[];

interface DeferredStatement {
  statement: Sql<unknown>;
  uniqueBy?: string | undefined;
  rows?: unknown[];
}

/** What is asked and written in one transaction on this connection, and how it ends. */
export function openTransaction(client: PoolClient) {
  const deferred: DeferredStatement[] = [];
  const beforeCommit: (() => Sql)[] = [];
  let hasBegun = false;

  /** Sends what waits, and these behind it; gives what came back for these. */
  const sendDeferredAnd = async (
    statements: readonly Sql<unknown>[],
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
    if (error) throw error;
    for (const [index, one] of sent.entries()) one.rows = results[index]?.rows ?? [];
    return results.slice(sent.length);
  };
  const batch = async (statements: readonly Sql<unknown>[]): Promise<unknown[][]> =>
    (await sendDeferredAnd(statements)).map(({ rows }) => rows);
  const tx = {
    batch,
    query: async <Row>(statement: Sql<Row>) => (await batch([statement]))[0] as Row[],
    flush: async () => void (await batch([])),
    defer<Row>(statement: Sql<Row>, { uniqueBy }: { uniqueBy?: string } = {}): Deferred<Row> {
      const one: DeferredStatement = { statement, uniqueBy };
      deferred.push(one);
      return () => {
        if (!one.rows) throw new Error("A statement was asked for its rows before it was sent.");
        return one.rows as Row[];
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
        checkCommitted(await sendDeferredAnd([...last, commit]));
      } catch (error) {
        throw isConnectionLoss(error) ? commitUnknown(error) : error;
      }
    },
    /** Says whether the connection is sound. */
    async rollback(): Promise<boolean> {
      if (!hasBegun) return true;
      return await client.query("rollback").then(
        () => true,
        () => false,
      );
    },
  };
}

/** An aborted transaction answers COMMIT with the tag ROLLBACK and no error, so only the tag COMMIT counts. */
function checkCommitted(results: readonly StatementResult[]): void {
  const command = results.at(-1)?.command;
  if (command !== "COMMIT") throw new Error(`COMMIT was answered with ${command}.`);
}

/** A connection that is lost in this batch leaves the outcome open, which is said as it is. */
function commitUnknown(cause: unknown): Problem {
  const problem = new Problem(
    "commit_unknown",
    "The connection to the database was lost during COMMIT: the change may have happened or not. Repeat it under its Idempotency-Key; without one, read before you repeat it.",
    { retry_after: 1 },
  );
  problem.cause = cause;
  return problem;
}
