import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { collectDefaultMetrics } from "prom-client";
import type { Metrics } from "./metrics.ts";

const HOST = "127.0.0.1";

/**
 * Serves the metrics on a port of their own, so that nothing public ever shows them: to this machine alone,
 * wherever the API listens.
 */
export async function serveMetrics(
  { registry }: Metrics,
  port: number,
): Promise<{ url: string; close(): void }> {
  collectDefaultMetrics({ register: registry });
  const server = createServer(async (req, res) => {
    if (req.url !== "/metrics") {
      res.writeHead(404).end();
      return;
    }
    const text = await registry.metrics();
    res.writeHead(200, { "Content-Type": registry.contentType }).end(text);
  }).listen(port, HOST);
  await once(server, "listening");
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
