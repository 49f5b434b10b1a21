import { eventConsumers } from "../event-consumers.ts";
import { consumePage, type FeedConsumer, findWork } from "../events/consume/consume.ts";
import { countBehind } from "../events/consume/queries.ts";
import type { Instance } from "../instance.ts";
import type { Job } from "./job.ts";

/** One job per consumer, so that none waits for another. */
export const consumeFeedJobs: readonly Job[] = eventConsumers.map((consumer) => ({
  name: `consume-feed-${consumer.name}`,
  everySeconds: 0.2,
  run: (instance, stopping) => runConsumer(instance, consumer, stopping),
}));

/** Processes every workspace whose feed is ahead of the consumer, a page at a time. */
async function runConsumer(
  { db, log, metrics }: Instance,
  consumer: FeedConsumer,
  stopping: AbortSignal,
): Promise<void> {
  for (const workspace_id of await findWork(db, consumer)) {
    let events: number;
    do {
      if (stopping.aborted) return;
      const page = await consumePage(db, consumer, workspace_id);
      events = page.events;
      metrics.countConsumed(consumer.name, page);
      if (page.skipped) {
        const { sequence, error } = page.skipped;
        log.error(
          { consumer: consumer.name, workspace_id, sequence, error },
          "A consumer of the feed has skipped an event after five attempts.",
        );
      }
    } while (events > 0);
  }
  metrics.showConsumerLag(consumer.name, await countBehind(db, consumer.name));
}
