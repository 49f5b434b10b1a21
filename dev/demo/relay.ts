import type { Db } from "../../src/db/pool.ts";
import { eventConsumers } from "../../src/event-consumers.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { consumePage, findWork } from "../../src/events/consume/consume.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";

/** Numbers and chains the events in the outbox, and lets the consumers of the feed catch up. */
export async function relayOutbox(db: Db): Promise<void> {
  while ((await relayBatch(db, eventSubscribers)) > 0);
  for (const consumer of eventConsumers) {
    for (const workspace_id of await findWork(db, consumer)) {
      while ((await consumePage(db, consumer, workspace_id)).events > 0);
    }
  }
}
