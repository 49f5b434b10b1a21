import cluster from "node:cluster";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { onPrimaryChange } from "../db/hosts/primary.ts";
import { createPool } from "../db/pool.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { ownMetrics, serveMetrics } from "./metrics-server.ts";
import { shareMetrics } from "./shared-metrics.ts";
import { watchOutbox } from "./watch-outbox.ts";

export interface Monitoring {
  metrics: Metrics;
  /** Undefined if the metrics have no port, or another process serves them. */
  metricsUrl: string | undefined;
  close(): Promise<void>;
}

/**
 * Starts the monitoring of a process: its metrics, if they have a port, the watch on the outbox, and
 * the news of another primary. It has a connection of its own, because the pools may be the problem.
 */
export async function startMonitoring(
  {
    databaseUrl,
    metricsHost: host,
    metricsPort: port,
  }: Pick<Config, "databaseUrl" | "metricsHost" | "metricsPort">,
  log: Logger,
): Promise<Monitoring> {
  const metrics = createMetrics();
  if (cluster.isWorker) shareMetrics(metrics);
  const isServed = port !== undefined && cluster.isPrimary;
  const server = isServed
    ? await serveMetrics(ownMetrics(metrics), { host, port }, log)
    : undefined;
  const stopListening = onPrimaryChange(databaseUrl, (change) => {
    metrics.countPrimaryChange();
    log.warn(change, `The primary is ${change.to} now, on timeline ${change.timeline}.`);
  });
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
      stopListening();
      await db.close();
    },
  };
}
