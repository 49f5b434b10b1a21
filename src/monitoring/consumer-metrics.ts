import { Counter, Gauge, type Registry } from "prom-client";

export interface ConsumerMetrics {
  /** A page that a consumer of this process has processed. */
  countConsumed(consumer: string, page: { events: number; skipped?: unknown }): void;
  /** How many events a consumer has still to process, over all workspaces. */
  showConsumerLag(consumer: string, events: number): void;
}

export function createConsumerMetrics(registers: Registry[]): ConsumerMetrics {
  const labelNames = ["consumer"];
  const consumed = new Counter({
    name: "slacky_consumer_events_total",
    help: "Events that consumers of this process have processed.",
    labelNames,
    registers,
  });
  const skipped = new Counter({
    name: "slacky_consumer_skips_total",
    help: "Events that consumers of this process have skipped after five attempts.",
    labelNames,
    registers,
  });
  const lag = new Gauge({
    name: "slacky_consumer_lag_events",
    help: "Events of the feed that a consumer has not processed yet, over all workspaces.",
    labelNames,
    registers,
  });
  return {
    countConsumed(consumer, page) {
      consumed.inc({ consumer }, page.events);
      if (page.skipped) skipped.inc({ consumer });
    },
    showConsumerLag: (consumer, events) => lag.set({ consumer }, events),
  };
}
