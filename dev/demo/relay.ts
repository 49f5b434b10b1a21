import type { DedicatedConnection } from "../../src/db/dedicated-connection.ts";
import type { Db } from "../../src/db/pool.ts";
import { eventConsumers } from "../../src/event-consumers.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { consumePage, findWork } from "../../src/events/consume/consume.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";
import { findEventTime, type Moment, readClock } from "./queries.ts";

/** Numbers and chains all events in the outbox. */
export async function relayOutbox(db: Db): Promise<void> {
  while ((await relayBatch(db, eventSubscribers)) > 0);
}

/**
 * Lets every consumer of the feed catch up, page by page. Returns when each page began, and when its
 * last event happened in the demo.
 */
export async function consumeFeed(db: Db, owner: DedicatedConnection): Promise<Moment[]> {
  const moments: Moment[] = [];
  for (const consumer of eventConsumers) {
    for (const workspace_id of await findWork(db, consumer)) {
      for (let sequence = 0; ; ) {
        const started_at = await readClock(owner);
        const { events } = await consumePage(db, consumer, workspace_id);
        if (events === 0) break;
        sequence += events;
        moments.push({
          started_at,
          happens_at: await findEventTime(owner, workspace_id, sequence),
        });
      }
    }
  }
  return [...moments, { started_at: await readClock(owner), happens_at: null }];
}
