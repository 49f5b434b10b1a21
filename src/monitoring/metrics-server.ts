import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { collectDefaultMetrics } from "prom-client";
import { httpAddress } from "../config.ts";
import type { Metrics } from "./metrics.ts";

/** What a scrape reads, and the jobs that run late. */
interface MetricsSource {
  contentType: string;
  read(): Promise<string>;
  lateJobs?(): readonly string[];
}

export interface MetricsServer {
  url: string;
  close(): void;
}

/** The metrics of this process, with those that Node.js has of every process. */
export function ownMetrics({ registry, lateJobs }: Metrics): MetricsSource {
  collectDefaultMetrics({ register: registry });
  return { contentType: registry.contentType, read: () => registry.metrics(), lateJobs };
}

/**
 * Serves the metrics and the health of the process on a port of their own, so that nothing public
 * ever shows them.
 */
export async function serveMetrics(
  source: MetricsSource,
  { host, port }: { host: string; port: number },
  log: Logger,
): Promise<MetricsServer> {
  const { lateJobs = () => [] } = source;
  const server = createServer((req, res) => {
    if (req.url === "/metrics") {
      void sendMetrics(res, source, log);
    } else if (req.url === "/healthz") {
      sendHealth(res, lateJobs());
    } else {
      res.writeHead(404).end();
    }
  }).listen(port, host);
  await once(server, "listening");
  return {
    url: `${httpAddress(host, (server.address() as AddressInfo).port)}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Never rejects: a child process that does not answer in time must not end those that serve. */
async function sendMetrics(
  res: ServerResponse,
  { contentType, read }: MetricsSource,
  log: Logger,
): Promise<void> {
  try {
    const text = await read();
    res.writeHead(200, { "Content-Type": contentType }).end(text);
  } catch (error) {
    log.warn({ err: error }, "The metrics could not be collected.");
    res.writeHead(503).end();
  }
}

function sendHealth(res: ServerResponse, late_jobs: readonly string[]): void {
  const isAlive = late_jobs.length === 0;
  const body = isAlive ? { status: "alive" } : { status: "late", late_jobs };
  res
    .writeHead(isAlive ? 200 : 503, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
    })
    .end(JSON.stringify(body));
}
