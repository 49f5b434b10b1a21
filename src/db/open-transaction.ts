import type { PoolClient } from "pg";
import { Problem } from "../problems.ts";
import { isConnectionLoss, JudgeAgain, violates } from "./failures.ts";
import { isSelect, type Outcome, rowsOf, sendFlight } from "./flight.ts";
import type { Queryable } from "./pool.ts";
import { type Sql, sql } from "./sql.ts";

declare const brand: unique symbol;

/** An open transaction. Branded, so that what locks or writes cannot be given the pool. */
export interface Tx extends Queryable {
  readonly [brand]: true;
  /**
   * Has a statement sent that nothing in the transaction waits for: before whatever is asked next, in its
   * flight, or else with COMMIT. What it fails with, the transaction fails with; a row that a rival took
   * meanwhile under the constraint `uniqueBy` has the command judge again.
   */
  write<Row>(statement: Sql<Row>, options?: { uniqueBy?: string }): Written<Row>;
  /** Sends what `make` gives right before COMMIT, in the same flight; in the order of the calls. */
  beforeCommit(make: () => Sql): void;
}

/** What a statement returned that nobody waited for. Throws while it is not back. */
export type Written<Row> = () => Row[];

interface Waiting {
  statement: Sql<unknown>;
  uniqueBy?: string | undefined;
  rows?: unknown[];
}

/** What is asked and written in one transaction on this connection, and how it ends. */
export function openTransaction(client: PoolClient) {
  const waiting: Waiting[] = [];
  const last: (() => Sql)[] = [];
  let hasBegun = false;

  /** Sends what waits, and these behind it; gives what came back for these. */
  const sendOn = async (statements: readonly Sql<unknown>[]): Promise<Outcome[]> => {
    const written = waiting.splice(0);
    const outcomes = await sendFlight(client, [
      ...written.map(({ statement }) => statement),
      ...statements,
    ]);
    const rest = outcomes.splice(written.length);
    for (const [index, one] of written.entries()) one.rows = rowsWritten(one, outcomes[index]);
    return rest;
  };
  const begin = async (): Promise<void> => {
    hasBegun = true;
    (await sendFlight(client, [sql`begin`])).forEach(rowsOf);
  };

  const flight: Tx["flight"] = async (statements) => {
    // A BEGIN that fails does not stop what comes behind it in its flight, which would then be done outside
    // any transaction: so nothing travels with it that could write.
    if (!hasBegun && waiting.length === 0 && statements.every(isSelect)) {
      hasBegun = true;
      return (await sendOn([sql`begin`, ...statements])).map(rowsOf).slice(1);
    }
    if (!hasBegun) await begin();
    return (await sendOn(statements)).map(rowsOf);
  };
  const tx = {
    flight,
    query: async <Row>(statement: Sql<Row>) => (await flight([statement]))[0] as Row[],
    write<Row>(statement: Sql<Row>, { uniqueBy }: { uniqueBy?: string } = {}): Written<Row> {
      const one: Waiting = { statement, uniqueBy };
      waiting.push(one);
      return () => {
        if (!one.rows) throw new Error("A statement was asked for its rows before it was sent.");
        return one.rows as Row[];
      };
    },
    beforeCommit: (make: () => Sql) => void last.push(make),
  } as unknown as Tx;

  return {
    tx,
    async commit(): Promise<void> {
      const closing = last.map((make) => make());
      if (!hasBegun && waiting.length + closing.length === 0) return;
      if (!hasBegun) await begin();
      try {
        mustBeCommitted(await sendOn([...closing, sql`commit`]));
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

function rowsWritten({ uniqueBy }: Waiting, outcome: Outcome | undefined): unknown[] {
  if (!outcome) throw new Error("A flight came back without one of its statements.");
  if (uniqueBy !== undefined && outcome.status === "rejected") {
    if (violates(outcome.reason, uniqueBy)) throw new JudgeAgain(outcome.reason);
  }
  return rowsOf(outcome);
}

/** An aborted transaction answers COMMIT with the tag ROLLBACK and no error, so only the tag COMMIT counts. */
function mustBeCommitted(outcomes: readonly Outcome[]): void {
  outcomes.forEach(rowsOf);
  const ended = outcomes.at(-1);
  const command = ended?.status === "fulfilled" ? ended.value.command : "nothing";
  if (command !== "COMMIT") throw new Error(`COMMIT was answered with ${command}.`);
}

/** A connection that is lost in this flight leaves the outcome open, which is said as it is. */
function commitUnknown(cause: unknown): Problem {
  const problem = new Problem(
    "commit_unknown",
    "The connection to the database was lost during COMMIT: the change may have happened or not. Repeat it under its Idempotency-Key; without one, read before you repeat it.",
    { retry_after: 1 },
  );
  problem.cause = cause;
  return problem;
}
