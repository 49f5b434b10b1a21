import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { prepareToDrain } from "./http/drain.ts";
import { createHttpServer } from "./http/server.ts";
import { createInstance } from "./instance.ts";
import { createMetricsServer } from "./monitoring/metrics-server.ts";

/**
 * Serves HTTP, and the metrics where they have a port, until `close()`, which drops no request: those under
 * way finish, for four seconds at most.
 */
export async function serve(
  config: Config,
  log: Logger,
): Promise<{ url: string; metricsUrl: string | undefined; close(): Promise<void> }> {
  const { host, port, metricsPort, publicUrl } = config;
  const instance = createInstance(config, log);
  const server = createHttpServer(createApp(instance), { publicUrl });
  const drain = prepareToDrain(server);
  const metrics = metricsPort === undefined ? undefined : createMetricsServer(instance.metrics);
  const close = async () => {
    instance.stop();
    await drain();
    metrics?.close();
    metrics?.closeAllConnections();
    await instance.close();
  };
  try {
    // For this machine alone, wherever the API listens: what it tells is for the operator.
    if (metrics) await listen(metrics, { host: "127.0.0.1", port: metricsPort ?? 0 });
    await listen(server, { host, port });
  } catch (error) {
    await close();
    throw error;
  }
  return { url: urlOf(server), metricsUrl: metrics && `${urlOf(metrics)}/metrics`, close };
}

async function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  server.listen(address);
  await once(server, "listening");
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
