import { setTimeout as sleep } from "node:timers/promises";
import { appendToAudit } from "../../src/audit/on-event.ts";
import type { Db } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import { type Tx, transaction } from "../../src/db/transaction.ts";
import { insertEvents } from "../../src/events/queries.ts";
import type { OutboxEntry } from "../../src/events/relay/queries.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";

/** A way to leave a record of a write. */
export interface Recorder {
  /** Inside the write's transaction. */
  inside?(tx: Tx, row: OutboxEntry): Promise<void>;
  /** Once it has committed, and before it is answered. */
  behind?(row: OutboxEntry): void;
  /** What is acknowledged and not on record yet, and whether it would be lost with the process. */
  waiting?(): Promise<{ rows: number; oldest_ms: number; isLost: boolean }>;
  /** Brings on record what waits. */
  work?(): Promise<void>;
}

export const none: Recorder = {};

/** The next link of the chain, by the write itself; what it holds is the chain's end, until COMMIT. */
export const inTheWrite: Recorder = { inside: (tx, row) => appendToAudit(tx, [row]) };

/** What Slacky has: a row of the outbox in the batch of COMMIT, and a worker that makes the chain of them. */
export function byWorker(db: Db): Recorder {
  return {
    inside: async (tx, row) => tx.beforeCommit(() => insertEvents([row])),
    waiting: async () => ({ ...(await findWaiting(db)), isLost: false }),
    async work() {
      while ((await relayBatch(db)) > 0);
    },
  };
}

/** A list in memory, which is written every now and then: no cost to the write, and nobody's promise. */
export function fromMemory(db: Db): Recorder {
  const list: OutboxEntry[] = [];
  return {
    behind: (row) => void list.push(row),
    waiting: async () => ({
      rows: list.length,
      oldest_ms: list[0] ? Date.now() - Date.parse(list[0].occurred_at) : 0,
      isLost: true,
    }),
    async work() {
      if (list.length === 0) return;
      const rows = list.slice();
      await transaction(db, (tx) => appendToAudit(tx, rows));
      list.splice(0, rows.length);
    },
  };
}

/** Lets the workers work, and notes the worst that it sees, until it is told to end. */
export function watch(recorder: Recorder) {
  const worst = { rows: 0, oldest_ms: 0, lost: 0 };
  let isOver = false;
  const watching = async () => {
    while (!isOver) {
      const now = await recorder.waiting?.();
      worst.rows = Math.max(worst.rows, now?.rows ?? 0);
      worst.oldest_ms = Math.max(worst.oldest_ms, now?.oldest_ms ?? 0);
      if (now?.isLost) worst.lost = worst.rows;
      await sleep(10);
    }
  };
  const working = async () => {
    while (!isOver) {
      await recorder.work?.();
      await sleep(10);
    }
    await recorder.work?.();
  };
  const done = Promise.all([watching(), working()]);
  return {
    worst,
    async end() {
      isOver = true;
      await done;
    },
  };
}

async function findWaiting(db: Db): Promise<{ rows: number; oldest_ms: number }> {
  const [row] = await db.query(sql<{ rows: number; oldest_ms: number }>`
    select count(*) as rows,
           coalesce(extract(epoch from clock_timestamp() - min(o.occurred_at)) * 1000, 0)::float8
             as oldest_ms
      from outbox o`);
  return row ?? { rows: 0, oldest_ms: 0 };
}
