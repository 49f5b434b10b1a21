import { setTimeout as sleep } from "node:timers/promises";
import { canWriteElsewhere } from "./connection/begin-session.ts";
import { asProblem, isRetryable, RetryTransaction } from "./failures.ts";
import { openTransaction, type Tx } from "./open-transaction.ts";
import type { Db } from "./pool.ts";
import { sql } from "./sql.ts";

export type { Tx } from "./open-transaction.ts";

const ATTEMPTS = 4;
const DEADLINE_MS = 20_000;

/**
 * Runs `work` in one transaction and commits it, or rolls back if `work` throws.
 *
 * After a deadlock, a serialization failure, a lost race, or on a connection that cannot write any
 * more, `work` runs again from the start, up to four times in total, so it must have no effects except through `tx`. Throws what `work` throws;
 * `unavailable` if the database is busy or unreachable; `commit_unknown` if the connection was lost
 * during COMMIT.
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
 * Runs `find` after a savepoint and rolls back to it if nothing was found, which releases the locks
 * that `find` took.
 */
export async function withSavepoint<T>(
  tx: Tx,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  await tx.query(sql`savepoint find`);
  const found = await find();
  await tx.query(
    found === undefined ? sql`rollback to savepoint find` : sql`release savepoint find`,
  );
  return found;
}

async function runOnce<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { client, release: giveBack } = await db.connect();
  const release = once(giveBack);
  // `pg` cannot abort a query: a connection that is still busy at the deadline is closed.
  const deadline = setTimeout(() => release(true), DEADLINE_MS);
  const { tx, commit, rollback } = openTransaction(client, db.onPosition);
  try {
    const result = await work(tx);
    // A commit has its own timeout, and its connection may have to stay open.
    clearTimeout(deadline);
    await commit();
    release(false);
    return result;
  } catch (error) {
    release(!(await rollback()));
    throw canWriteElsewhere(client, error) ? new RetryTransaction(error) : error;
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
