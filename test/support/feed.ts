import type { Backfill } from "../../src/backfill/backfill.ts";
import { fillStep, openBackfill } from "../../src/backfill/fill.ts";
import type { Db } from "../../src/db/pool.ts";
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
