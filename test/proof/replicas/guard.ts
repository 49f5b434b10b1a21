import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import type { Db } from "../../../src/db/pool.ts";
import { type LogPosition, toDigits, toLsn } from "../../../src/db/replicas/position.ts";
import { type Least, type Replica, ReplicaBehind } from "../../../src/db/replicas/replica.ts";
import { sql } from "../../../src/db/sql.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { startWithReplica } from "../../replicas/start.ts";

const DEADLINE_MS = 5_000;

export interface GuardedReads {
  passed: number;
  /** The guard passed, and the row was not visible. */
  invisible: number;
  /** The control: the guard is a part of the statement that reads. */
  invisible_in_one_statement: number;
}

/** Commits a row, and asks the replica at once and again until the guard passes. */
export async function proveGuard(tries: number): Promise<GuardedReads> {
  const place = await startWithReplica();
  const { instance, db } = place.api;
  const [replica] = instance.replicas?.replicas ?? [];
  if (!replica) throw new Error("There is no replica.");
  const counts = { passed: 0, invisible: 0, invisible_in_one_statement: 0 };
  try {
    await withDedicatedConnection(place.primary.url("slacky_owner"), (owner) =>
      owner.execute(`
        create table proof_rows (n integer primary key);
        grant select, insert on proof_rows to public;`),
    );
    const [{ cluster: history = "" } = {}] = await db.query(sql<{ cluster: string }>`
      select r.cluster from relay r where r.id = 1`);
    for (let n = 0; n < tries; n += 1) {
      const least = { history, l: await insertRow(db, n) };
      if (!(await isVisibleWhenPassed(replica, { n, least }))) counts.invisible += 1;
      counts.passed += 1;
      const own = { history, l: await insertRow(db, -n - 1) };
      if (!(await isVisibleInOneStatement(replica.db, { n: -n - 1, least: own }))) {
        counts.invisible_in_one_statement += 1;
      }
    }
  } finally {
    await place.close();
  }
  return counts;
}

/** Returns the position of its commit. */
async function insertRow(db: Db, n: number): Promise<string> {
  let position: LogPosition | undefined;
  const reporting = db.reportingTo((committed) => {
    position = committed;
  });
  await transaction(reporting, (tx) => tx.query(sql`insert into proof_rows (n) values (${n})`));
  if (!position) throw new Error("The commit has no position.");
  return toDigits(position.lsn);
}

interface Asked {
  n: number;
  least: Least;
}

async function isVisibleWhenPassed(replica: Replica, { n, least }: Asked): Promise<boolean> {
  const find = sql`select r.n from proof_rows r where r.n = ${n}`;
  for (;;) {
    try {
      const deadline = performance.now() + DEADLINE_MS;
      const { rows } = await replica.send([find], { least, deadline });
      return rows[0]?.length === 1;
    } catch (error) {
      if (!(error instanceof ReplicaBehind)) throw error;
    }
  }
}

async function isVisibleInOneStatement(db: Db, { n, least }: Asked): Promise<boolean> {
  for (;;) {
    const [row] = await db.query(sql<{ passed: boolean; is_visible: boolean }>`
      select pg_last_wal_replay_lsn() >= ${toLsn(least.l)}::pg_lsn as passed,
             exists (select from proof_rows r where r.n = ${n}) as is_visible`);
    if (row?.passed) return row.is_visible;
  }
}
