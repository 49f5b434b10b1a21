import { setTimeout as sleep } from "node:timers/promises";
import { startThrowAwayPostgres } from "../../dev/postgres/throw-away.ts";
import { sql } from "../../src/db/sql.ts";
import { whole } from "./compare.ts";
import { type Connection, onConnection, openConnection } from "./connection.ts";
import type { Lab, Table } from "./experiment.ts";

const clients = 8;
const timeout_ms = 60_000;

/**
 * Kills a PostgreSQL of its own while clients write, starts it again, and looks for the commits that it had
 * acknowledged. WAL that was not yet handed to the operating system is lost.
 */
export async function loseCommits(lab: Lab): Promise<Table> {
  const postgres = await startThrowAwayPostgres();
  const { databaseOwnerUrl: url } = postgres;
  try {
    await onConnection(url, (owner) => owner.execute("create table notes (id bigint primary key)"));
    const rows: string[][] = [];
    for (const setting of ["on", "off"]) {
      let [acknowledged, lost] = [0, 0];
      for (let crash = 1; crash <= lab.rounds; crash += 1) {
        lab.show(`synchronous_commit = ${setting}, crash ${crash} of ${lab.rounds}`);
        const ids = await writeUntilItEnds(lab, postgres, setting);
        acknowledged += ids.length;
        lost += await countMissing(url, ids);
      }
      rows.push([`synchronous_commit = ${setting}`, whole(acknowledged), whole(lost)]);
    }
    return {
      about: `${lab.rounds} crashes of PostgreSQL, each after ${lab.seconds} s of writing`,
      head: ["", "acknowledged", "lost"],
      rows,
    };
  } finally {
    await postgres.stop();
  }
}

let lastId = 0;

async function writeUntilItEnds(
  { seconds }: Lab,
  { databaseOwnerUrl: url, kill }: { databaseOwnerUrl: string; kill(): void },
  setting: string,
): Promise<number[]> {
  const acknowledged: number[] = [];
  const connections = await Promise.all(Array.from({ length: clients }, () => openConnection(url)));
  const writing = connections.map((connection) => write(connection, setting, acknowledged));
  await sleep(seconds * 1000);
  kill();
  await Promise.all(writing);
  return acknowledged;
}

/** Writes until the server is killed, which is an error of the current statement. */
async function write(connection: Connection, setting: string, acknowledged: number[]) {
  try {
    await connection.execute(`set synchronous_commit = ${setting}`);
    for (;;) {
      lastId += 1;
      const id = lastId;
      await connection.query(sql`insert into notes values (${id})`);
      acknowledged.push(id);
    }
  } catch {
    await connection.close().catch(() => {});
  }
}

async function countMissing(url: string, ids: readonly number[]): Promise<number> {
  const [row] = await whenRestarted(() =>
    onConnection(url, (connection) =>
      connection.query(sql<{ missing: string }>`
        select count(*) as missing
          from unnest(${ids}::bigint[]) as a (id)
         where not exists (select from notes n where n.id = a.id)`),
    ),
  );
  return Number(row?.missing);
}

async function whenRestarted<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + timeout_ms;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
