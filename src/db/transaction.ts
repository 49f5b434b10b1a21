import { setTimeout as sleep } from "node:timers/promises";
import type { PoolClient } from "pg";
import { Problem } from "../problems.ts";
import { asProblem, isConnectionLoss, isRetryable } from "./failures.ts";
import { type Db, type Queryable, statementChannel } from "./pool.ts";
import { type Sql, sql } from "./sql.ts";

declare const brand: unique symbol;

/** An open transaction. Branded, so that what locks or writes cannot be given the pool. */
export interface Tx extends Queryable {
  readonly [brand]: true;
  /** Sends what `make` gives right before COMMIT, in the same flight; in the order of the calls. */
  beforeCommit(make: () => Sql): void;
}

const ATTEMPTS = 4;
const DEADLINE_MS = 20_000;

/**
 * Runs `work` in one transaction and commits what it did, or nothing.
 *
 * Deadlocks and serialization failures run `work` again, from the start, up to four times in all, so it
 * must have no effect but through `tx`. Throws what `work` throws; `unavailable` where the database is busy
 * or away; `commit_unknown` where the connection was lost while COMMIT was under way.
 */
export async function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(db, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) throw asProblem(error);
      await sleep(2 ** attempt * 5 * Math.random());
    }
  }
}

/**
 * Sends independent statements in one flight, and gives the rows of each. Every value was encoded when
 * its statement was made, so the flight is sent whole; it is awaited whole, so no rejection is left behind.
 */
export async function pipeline<const Statements extends readonly Sql<unknown>[]>(
  tx: Queryable,
  statements: Statements,
): Promise<{ -readonly [I in keyof Statements]: RowsOf<Statements[I]> }> {
  const outcomes = await Promise.allSettled(statements.map((statement) => tx.query(statement)));
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  }) as { -readonly [I in keyof Statements]: RowsOf<Statements[I]> };
}

/**
 * Runs `look` behind a savepoint and goes back to it where nothing was found, which gives back the locks
 * that were taken on the way.
 */
export async function keepIfFound<T>(
  tx: Tx,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  await tx.query(sql`savepoint look`);
  const found = await look();
  await tx.query(
    found === undefined ? sql`rollback to savepoint look` : sql`release savepoint look`,
  );
  return found;
}

type RowsOf<Statement> = Statement extends Sql<infer Row> ? Row[] : never;

async function runOnce<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  const release = once((destroy: boolean) => client.release(destroy));
  // pg takes no signal: a connection that is still busy at the deadline is closed under its work.
  const deadline = setTimeout(() => release(true), DEADLINE_MS);
  const last: (() => Sql)[] = [];
  const tx = {
    query: async <Row>({ text, values }: Sql<Row>) => {
      statementChannel.publish(text);
      return (await client.query(text, [...values])).rows as Row[];
    },
    beforeCommit: (make: () => Sql) => void last.push(make),
  } as unknown as Tx;

  try {
    await tx.query(sql`begin`);
    const result = await work(tx);
    await commit(client, tx, last);
    release(false);
    return result;
  } catch (error) {
    const isSound = await client.query("rollback").then(
      () => true,
      () => false,
    );
    release(!isSound);
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

/**
 * An aborted transaction answers COMMIT with the tag ROLLBACK and no error, so only the tag COMMIT counts.
 * A connection lost in this flight leaves the outcome open, which is said as it is.
 */
async function commit(client: PoolClient, tx: Tx, last: (() => Sql)[]): Promise<void> {
  const closing = last.map((make) => make());
  const outcomes = await Promise.allSettled([
    ...closing.map((statement) => tx.query(statement)),
    client.query("commit").then(({ command }) => {
      if (command !== "COMMIT") throw new Error(`COMMIT was answered with ${command}.`);
    }),
  ]);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (!failed) return;
  if (!isConnectionLoss(failed.reason)) throw failed.reason;
  const problem = new Problem(
    "commit_unknown",
    "The connection to the database was lost during COMMIT: the change may have happened or not. Repeat it under its Idempotency-Key; without one, read before you repeat it.",
    { retry_after: 1 },
  );
  problem.cause = failed.reason;
  throw problem;
}

function once<A>(act: (argument: A) => void): (argument: A) => void {
  let isDone = false;
  return (argument) => {
    if (!isDone) act(argument);
    isDone = true;
  };
}
