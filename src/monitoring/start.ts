import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { createPool } from "../db/pool.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { serveMetrics } from "./metrics-server.ts";
import { watchOutbox } from "./watch-outbox.ts";

export interface Monitoring {
  metrics: Metrics;
  /** Undefined where they have no port. */
  metricsUrl: string | undefined;
  close(): Promise<void>;
}

/**
 * What a process tells about itself, whatever runs in it: its metrics, where they have a port, and an eye on
 * the outbox. On a connection of its own, because the pools may be what is wrong.
 */
export async function startMonitoring(
  { databaseUrl, metricsPort }: Pick<Config, "databaseUrl" | "metricsPort">,
  log: Logger,
): Promise<Monitoring> {
  const metrics = createMetrics();
  const server = metricsPort === undefined ? undefined : await serveMetrics(metrics, metricsPort);
  const db = createPool(databaseUrl, { size: 1 });
  const stop = new AbortController();
  const watching = watchOutbox({ db, log, metrics }, stop.signal);
  return {
    metrics,
    metricsUrl: server?.url,
    async close() {
      stop.abort();
      await watching;
      server?.close();
      await db.close();
    },
  };
}
