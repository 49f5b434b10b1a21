import { createServer, type Server } from "node:http";
import { collectDefaultMetrics } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** Serves the metrics on a port of their own, so that nothing public ever shows them. */
export function createMetricsServer({ registry }: Metrics): Server {
  collectDefaultMetrics({ register: registry });
  return createServer(async (req, res) => {
    if (req.url !== "/metrics") {
      res.writeHead(404).end();
      return;
    }
    const text = await registry.metrics();
    res.writeHead(200, { "Content-Type": registry.contentType }).end(text);
  });
}
