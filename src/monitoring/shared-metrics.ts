import type { Logger } from "pino";
import { AggregatorRegistry, collectDefaultMetrics } from "prom-client";
import type { Metrics } from "./metrics.ts";
import { type MetricsServer, serveMetrics } from "./metrics-server.ts";

/** In one of several processes of a command: the process that started them collects its metrics. */
export function shareMetrics({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry });
  AggregatorRegistry.setRegistries([registry]);
  // It adds the listener that responds.
  new AggregatorRegistry();
}

/**
 * Serves what all processes of this command count together. A process that was replaced takes its
 * counts with it, which Prometheus reads like those of a restart.
 */
export function serveSharedMetrics(
  at: { host: string; port: number },
  log: Logger,
): Promise<MetricsServer> {
  const registry = new AggregatorRegistry();
  return serveMetrics(
    { contentType: registry.contentType, read: () => registry.clusterMetrics() },
    at,
    log,
  );
}
