import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { OutboxState } from "./outbox-queries.ts";

export interface OutboxMetrics {
  /** One batch that the relay of this process took, from BEGIN to COMMIT. */
  countBatch(batch: { rows: number; seconds: number }): void;
  /** The last known state of the outbox; undefined if it is unknown. */
  showOutbox(state: OutboxState | undefined): void;
}

/** Several processes of one command see the same outbox: their values are not added. */
const aggregator = "max";
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createOutboxMetrics(registers: Registry[]): OutboxMetrics {
  const relayed = new Counter({
    name: "slacky_relay_rows_total",
    help: "Outbox rows that this process has relayed.",
    registers,
  });
  const duration = new Histogram({
    name: "slacky_relay_batch_duration_seconds",
    help: "Duration of the batches that this process relayed.",
    buckets,
    registers,
  });
  const blocked = new Gauge({
    name: "slacky_relay_blocked_seconds",
    help: "For how long the events of a workspace cannot be relayed, by workspace and first event; at most 20.",
    labelNames: ["workspace", "event_type", "event_id"],
    aggregator,
    registers,
  });
  const gauges: Record<Exclude<keyof OutboxState, "blocked">, Gauge> = {
    lag_seconds: new Gauge({
      name: "slacky_outbox_lag_seconds",
      help: "Age of the oldest outbox row that waits for the relay; 0 if none waits.",
      aggregator,
      registers,
    }),
    rows: new Gauge({
      name: "slacky_outbox_rows",
      help: "Outbox rows that wait for the relay, counted up to 100000.",
      aggregator,
      registers,
    }),
    blocked_chains: new Gauge({
      name: "slacky_relay_blocked_chains",
      help: "Workspaces whose events cannot be relayed; the instance counts as one.",
      aggregator,
      registers,
    }),
    dead_rows: new Gauge({
      name: "slacky_outbox_dead_rows",
      help: "Dead rows of the outbox, as estimated by PostgreSQL.",
      aggregator,
      registers,
    }),
  };
  const showOutbox = (state: OutboxState | undefined) => {
    for (const [name, gauge] of Object.entries(gauges)) {
      // If the value is unknown, the series is removed instead of being 0.
      if (state) gauge.set(state[name as keyof typeof gauges]);
      else gauge.remove();
    }
    blocked.reset();
    for (const { chain_id, event_type, event_id, seconds } of state?.blocked ?? []) {
      blocked.set({ workspace: chain_id, event_type, event_id }, seconds);
    }
  };
  showOutbox(undefined);
  return {
    countBatch({ rows, seconds }) {
      relayed.inc(rows);
      duration.observe(seconds);
    },
    showOutbox,
  };
}
