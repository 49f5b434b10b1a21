import { setTimeout as sleep } from "node:timers/promises";
import { eventSubscribers } from "../event-subscribers.ts";
import { type BlockedChain, relayBatch, relayBatchMax } from "../events/relay/relay.ts";
import type { Job } from "./job.ts";

/**
 * How long events collect before the next batch while there are some. A batch of one costs as many
 * statements and as much of a COMMIT as a full one, and each batch is a write to every stream.
 */
const GATHER_MS = 50;

/**
 * Relays events from the outbox to the feed, batch by batch, until there are none, and soon again.
 */
export const relayEvents: Job = {
  name: "relay-events",
  everySeconds: 0.2,
  async run({ config: { history }, db, log, metrics, handOver }, stopping) {
    const onBlocked = (chain: BlockedChain) =>
      log.error(
        { ...chain },
        "The events of a workspace cannot be relayed. They wait in order, and are tried again every 10 s.",
      );
    while (!stopping.aborted) {
      const startedAt = performance.now();
      const rows = await relayBatch(db, eventSubscribers, {
        history,
        onBlocked,
        onRelayed: handOver.give,
      });
      if (rows === 0) return;
      metrics.countBatch({ rows, seconds: (performance.now() - startedAt) / 1000 });
      if (rows === relayBatchMax) continue;
      await sleep(GATHER_MS, undefined, { signal: stopping }).catch(() => {});
    }
  },
};
