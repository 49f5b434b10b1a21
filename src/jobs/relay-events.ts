import { relayBatch } from "../events/relay.ts";
import type { Job } from "./job.ts";

/** Brings events from the outbox to the feed, batch by batch, until there are none; then looks again soon. */
export const relayEvents: Job = {
  name: "relay-events",
  everySeconds: 0.2,
  async run({ db, metrics }, stopping) {
    while (!stopping.aborted) {
      const startedAt = performance.now();
      const rows = await relayBatch(db);
      if (rows === 0) return;
      metrics.countBatch({ rows, seconds: (performance.now() - startedAt) / 1000 });
    }
  },
};
