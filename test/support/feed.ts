import type { Backfill } from "../../src/backfill/backfill.ts";
import { fillStep, openBackfill } from "../../src/backfill/fill.ts";
import type { Db } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import { eventConsumers } from "../../src/event-consumers.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { consumePage, findWork } from "../../src/events/consume/consume.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";

/** Relays all events in the outbox. */
export async function relayAll(db: Db, { limit }: { limit?: number } = {}): Promise<void> {
  while ((await relayBatch(db, eventSubscribers, limit === undefined ? {} : { limit })) > 0);
}

/** Relays all events in the outbox and lets every consumer of the feed catch up, as a worker does. */
export async function settleFeed(db: Db, options: { limit?: number } = {}): Promise<void> {
  await relayAll(db, options);
  for (const consumer of eventConsumers) {
    for (const workspace_id of await findWork(db, consumer)) {
      while ((await consumePage(db, consumer, workspace_id)).events > 0);
    }
  }
}

/** Runs a backfill to its end, as a worker does. Returns how many rows each step processed. */
export async function fillAll(db: Db, backfill: Backfill): Promise<number[]> {
  await openBackfill(db, backfill);
  const steps: number[] = [];
  for (;;) {
    const step = await fillStep(db, backfill);
    if (!step) return steps;
    steps.push(step.rows);
  }
}

/** A notice in somebody's inbox. */
interface StoredNotice {
  workspace_id: string | null;
  actor_id: string | null;
  notice: { type: string; text: string; [field: string]: unknown };
}

/** All notices that somebody was ever given, oldest first, also those that they may not see any more. */
export async function noticesOf({ db }: { db: Db }, user: { id: string }): Promise<StoredNotice[]> {
  return await db.query(sql<StoredNotice>`
    select n.workspace_id, n.actor_id, n.notice
      from notifications n
     where n.user_id = ${user.id}
       and n.notice is not null
     order by n.changed_at, n.id`);
}
