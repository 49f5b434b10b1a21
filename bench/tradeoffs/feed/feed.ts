import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Db } from "../../../src/db/pool.ts";
import { type Sql, sql } from "../../../src/db/sql.ts";
import { transaction } from "../../../src/db/transaction.ts";
import { countBlocked } from "../blocked.ts";
import type { Turn } from "../closed-loop.ts";
import { type Compared, compare, loadTable, milliseconds, whole } from "../compare.ts";
import { type Connection, onConnection } from "../connection.ts";
import type { Experiment, Lab, Table } from "../experiment.ts";
import {
  byCounter,
  byGuardedSerial,
  byRelay,
  bySerial,
  type Numbering,
  tables,
} from "./numberings.ts";
import { createReader, delayOf } from "./reader.ts";

const clients = 16;
const subjects = 64;
const rivals = 10;
const numberings = [
  bySerial(1),
  byGuardedSerial(2),
  byCounter([3]),
  byCounter(Array.from({ length: 16 }, (_, nth) => 101 + nth)),
  byRelay(4),
];
const keyEvery = 3;
const rollbackEvery = 20;

/** Writers change a few subjects. A reader follows the events by remembering the last number that it saw. */
export const feed: Experiment = {
  name: "feed",
  page: "a-gapless-feed.md",
  schema: "own",
  async run(lab) {
    await createSubjects(lab);
    const db = createPool(lab.url, { size: rivals + 4 });
    try {
      const openWrite = await openWriteTable(lab, db);
      return [await loadedTable(lab, db), openWrite];
    } finally {
      await db.close();
    }
  },
};

export async function createSubjects({ ownerUrl }: Pick<Lab, "ownerUrl">): Promise<void> {
  const workspace_ids = numberings.flatMap((numbering) => numbering.workspace_ids);
  await onConnection(ownerUrl, async (owner) => {
    await owner.execute(tables);
    await owner.query(sql`
      insert into heads (workspace_id)
      select unnest(${workspace_ids}::integer[])`);
    await owner.query(sql`
      insert into subjects (workspace_id, id)
      select w, n
        from unnest(${workspace_ids}::integer[]) w, generate_series(1, ${subjects}::integer) n`);
  });
}

async function loadedTable(lab: Lab, db: Db): Promise<Table> {
  const readers = new Map(
    numberings.map((numbering) => [numbering.name, createReader(db, numbering)]),
  );
  for (const reader of readers.values()) {
    await reader.end();
    Object.assign(reader.seen, { events: 0, outOfOrder: 0, delays_ms: [] });
  }
  const committed = new Map<string, number>();
  let current: ReturnType<typeof createReader> | undefined;
  const compared = await compare(
    lab,
    numberings.map((numbering) => ({
      name: numbering.name,
      clients,
      async prepare() {
        await current?.end();
        current = readers.get(numbering.name);
        current?.begin();
      },
      client: (connection: Connection, { index }: Turn) =>
        writer(connection, numbering, index, () =>
          committed.set(numbering.name, (committed.get(numbering.name) ?? 0) + 1),
        ),
    })),
  );
  await current?.end();
  const gaps = new Map<string, number>();
  for (const numbering of numberings)
    gaps.set(numbering.name, (await db.query(numbering.gaps))[0]?.gaps ?? 0);
  return loadTable(`Writes, ${clients} clients on ${subjects} subjects of a workspace`, compared, {
    head: ["events", "never delivered", "out of order", "gaps", "delivery p99 ms"],
    cells({ variant }: Compared) {
      const { seen } = readers.get(variant) as ReturnType<typeof createReader>;
      const events = committed.get(variant) ?? 0;
      const counts = [events, events - seen.events, seen.outOfOrder, gaps.get(variant) ?? 0];
      return [...counts.map(whole), milliseconds(delayOf(seen))];
    },
  });
}

/**
 * Every third write first writes to another table, like a write with an idempotency key. Every
 * twentieth is rolled back.
 */
function writer(connection: Connection, numbering: Numbering, index: number, onCommit: () => void) {
  let turn = 0;
  return async () => {
    turn += 1;
    const workspace_id = numbering.workspace_ids[index % numbering.workspace_ids.length] as number;
    const subject_id = 1 + ((index * 7 + turn * 3) % subjects);
    const isRolledBack = turn % rollbackEvery === 0;
    await connection.batch([
      sql`begin`,
      ...(turn % keyEvery === 0 ? [sql`insert into keys default values`] : []),
      ...change(numbering, workspace_id, subject_id),
      isRolledBack ? sql`rollback` : sql`commit`,
    ]);
    if (isRolledBack) return "rolled back";
    onCommit();
    return undefined;
  };
}

function change(numbering: Numbering, workspace_id: number, subject_id: number): Sql[] {
  return [
    sql`
      update subjects
         set version = version + 1
       where workspace_id = ${workspace_id}::integer and id = ${subject_id}::integer`,
    numbering.record(workspace_id, subject_id),
  ];
}

/** One write stays open after its event, while ten others of its workspace change other subjects. */
export async function openWriteTable({ show }: Pick<Lab, "show">, db: Db): Promise<Table> {
  const rows: string[][] = [];
  for (const numbering of numberings.filter(({ workspace_ids }) => workspace_ids.length === 1)) {
    show(`${numbering.name}: one write stays open`);
    const [workspace_id = 0] = numbering.workspace_ids;
    const { take } = createReader(db, numbering);
    const read = async () => {
      await numbering.work?.(db);
      return await take();
    };
    const { writing, meanwhile, waiting } = await transaction(db, async (open) => {
      await open.batch(change(numbering, workspace_id, 1));
      const writing = Array.from({ length: rivals }, (_, nth) =>
        transaction(db, (tx) => tx.batch(change(numbering, workspace_id, nth + 2))),
      );
      const waiting = await countBlocked(db, writing);
      return { writing, waiting, meanwhile: await read() };
    });
    await Promise.all(writing);
    await untilOthersHaveEnded(db);
    const atTheEnd = meanwhile + (await read());
    rows.push([
      numbering.name,
      ...[waiting, meanwhile].map(String),
      `${atTheEnd} of ${rivals + 1}`,
    ]);
  }
  return {
    about: "One write stays open after its event, while ten others change other subjects",
    head: ["", "others waiting", "delivered meanwhile", "delivered at the end"],
    rows,
  };
}

/** The guard waits for every transaction on the server, so those of other tests have to end as well. */
async function untilOthersHaveEnded(db: Db): Promise<void> {
  const [now] = await db.query(
    sql<{ xid: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as xid`,
  );
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const [row] = await db.query(sql<{ have_ended: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) >= ${now?.xid ?? ""}::text::xid8 as have_ended`);
    if (row?.have_ended) return;
    await sleep(20);
  }
  throw new Error("A transaction of another program stays open.");
}
