import { setTimeout as sleep } from "node:timers/promises";
import { appendToAudit } from "../../../src/audit/on-event.ts";
import type { Db } from "../../../src/db/pool.ts";
import { sql } from "../../../src/db/sql.ts";
import { type Tx, transaction } from "../../../src/db/transaction.ts";
import { eventSubscribers } from "../../../src/event-subscribers.ts";
import { insertEvents } from "../../../src/events/queries.ts";
import type { OutboxEntry } from "../../../src/events/relay/queries.ts";
import { relayBatch } from "../../../src/events/relay/relay.ts";

/** A way to record a write. */
export interface Recorder {
  /** Runs inside the transaction of the write. */
  inside?(tx: Tx, row: OutboxEntry): Promise<void>;
  /** Runs after the commit, before the response. */
  afterCommit?(row: OutboxEntry): void;
  /** The writes that are acknowledged but not recorded yet, and whether they are lost if the process ends. */
  pending?(): Promise<{ rows: number; oldest_ms: number; isLost: boolean }>;
  /** Records pending writes. */
  work?(): Promise<void>;
}

export const none: Recorder = {};

/** The write itself appends to the chain, and locks the end of the chain until COMMIT. */
export const inTheWrite: Recorder = { inside: (tx, row) => appendToAudit(tx, [row]) };

/** Slacky's way: a row in the outbox, sent in the batch of COMMIT, and a worker that appends to the chain. */
export function byWorker(db: Db): Recorder {
  return {
    inside: async (tx, row) => tx.beforeCommit(() => insertEvents([row])),
    pending: async () => ({ ...(await findPending(db)), isLost: false }),
    async work() {
      while ((await relayBatch(db, eventSubscribers)) > 0);
    },
  };
}

/** A list in memory, written from time to time: no cost for the write, and no guarantee. */
export function fromMemory(db: Db): Recorder {
  const list: OutboxEntry[] = [];
  return {
    afterCommit: (row) => void list.push(row),
    pending: async () => ({
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

/** Runs the worker and records the worst pending state, until `end()`. */
export function watch(recorder: Recorder) {
  const worst = { rows: 0, oldest_ms: 0, lost: 0 };
  let hasEnded = false;
  const watching = async () => {
    while (!hasEnded) {
      const now = await recorder.pending?.();
      worst.rows = Math.max(worst.rows, now?.rows ?? 0);
      worst.oldest_ms = Math.max(worst.oldest_ms, now?.oldest_ms ?? 0);
      if (now?.isLost) worst.lost = worst.rows;
      await sleep(10);
    }
  };
  const working = async () => {
    while (!hasEnded) {
      await recorder.work?.();
      await sleep(10);
    }
    await recorder.work?.();
  };
  const done = Promise.all([watching(), working()]);
  return {
    worst,
    async end() {
      hasEnded = true;
      await done;
    },
  };
}

async function findPending(db: Db): Promise<{ rows: number; oldest_ms: number }> {
  const [row] = await db.query(sql<{ rows: number; oldest_ms: number }>`
    select count(*) as rows,
           coalesce(extract(epoch from clock_timestamp() - min(o.occurred_at)) * 1000, 0)::float8
             as oldest_ms
      from outbox o`);
  return row ?? { rows: 0, oldest_ms: 0 };
}
