import { createPool, type Db } from "../../../src/db/pool.ts";
import { type Tx, transaction } from "../../../src/db/transaction.ts";
import { insertEvents } from "../../../src/events/queries.ts";
import type { OutboxEntry } from "../../../src/events/relay/queries.ts";
import { countBlocked } from "../blocked.ts";
import type { Lab, Table } from "../experiment.ts";
import { retitle, type Team } from "../team.ts";
import { byWorker, inTheWrite, type Recorder } from "./recorders.ts";
import { rowOf, writer } from "./write.ts";

const rivals = 10;

/** One transaction stays open after its record, while ten others of the workspace write to other tickets. */
export async function waitingTable({ url }: Pick<Lab, "url">, team: Team): Promise<Table> {
  const db = createPool(url, { size: rivals + 2 });
  try {
    const insert = async (tx: Tx, row: OutboxEntry) => void (await tx.query(insertEvents([row])));
    const worker = { ...byWorker(db), record: insert };
    const write = { ...inTheWrite, record: inTheWrite.inside };
    return {
      about: "Writers of the workspace that wait while one transaction stays open",
      head: ["", "waiting"],
      rows: [
        ["outbox and worker", `${await countWaiting(db, team, worker)} of ${rivals}`],
        ["in the write", `${await countWaiting(db, team, write)} of ${rivals}`],
      ],
    };
  } finally {
    await db.close();
  }
}

/** `record` is the record that the open transaction has sent. */
async function countWaiting(
  db: Db,
  team: Team,
  { record, ...recorder }: Recorder & { record: Recorder["inside"] },
): Promise<number> {
  const [locked = "", ...others] = team.ticket_ids;
  const rival = { name: "", recorder, teams: [team], acknowledged: 0 };
  const { writing, waiting } = await transaction(db, async (tx) => {
    await tx.query(retitle(team, locked));
    await record?.(tx, rowOf(team, locked));
    const writing = others.slice(0, rivals).map((_, nth) => writer(db, rival, nth + 1)());
    return { writing, waiting: await countBlocked(db, writing) };
  });
  await Promise.all(writing);
  return waiting;
}
