import { setTimeout as sleep } from "node:timers/promises";
import { asProblem, isRetryable } from "./failures.ts";
import { openTransaction, type Tx } from "./open-transaction.ts";
import type { Db } from "./pool.ts";
import { sql } from "./sql.ts";

export type { Tx } from "./open-transaction.ts";

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
 * Runs `poll` behind a savepoint and goes back to it where nothing was found, which gives back the locks
 * that were taken on the way.
 */
export async function withSavepoint<T>(
  tx: Tx,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  await tx.query(sql`savepoint look`);
  const found = await find();
  await tx.query(
    found === undefined ? sql`rollback to savepoint look` : sql`release savepoint look`,
  );
  return found;
}

async function runOnce<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  const release = once((destroy: boolean) => client.release(destroy));
  // pg takes no signal: a connection that is still busy at the deadline is closed under its work.
  const deadline = setTimeout(() => release(true), DEADLINE_MS);
  const { tx, commit, rollback } = openTransaction(client);
  try {
    const result = await work(tx);
    await commit();
    release(false);
    return result;
  } catch (error) {
    release(!(await rollback()));
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

function once<A>(act: (argument: A) => void): (argument: A) => void {
  let isDone = false;
  return (argument) => {
    if (!isDone) act(argument);
    isDone = true;
  };
}
