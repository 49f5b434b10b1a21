import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { createPool } from "../db/pool.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { serveMetrics } from "./metrics-server.ts";
import { watchOutbox } from "./watch-outbox.ts";

export interface Monitoring {
  metrics: Metrics;
  /** Undefined if the metrics have no port. */
  metricsUrl: string | undefined;
  close(): Promise<void>;
}

/**
 * Starts the monitoring of a process: its metrics, if they have a port, and the watch on the
 * outbox. It has a connection of its own, because the pools may be the problem.
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
