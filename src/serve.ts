import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { createGracefulServer } from "./http/server/graceful-shutdown.ts";
import { createHttpServer } from "./http/server/server.ts";
import { createInstance } from "./instance.ts";
import { createMetrics, type Metrics } from "./monitoring/metrics.ts";

/**
 * Serves HTTP until `close()`, which drops no request. It makes `/readyz` fail at once and continues
 * to accept connections for DRAIN_DELAY_MS, because a load balancer learns late; then requests in
 * progress finish, within four seconds. Counts requests in `metrics`.
 */
export async function serve(
  config: Config,
  log: Logger,
  metrics: Metrics = createMetrics(),
): Promise<{ url: string; close(): Promise<void> }> {
  const { host, port, publicUrl } = config;
  const instance = createInstance(config, log, { metrics });
  const server = createHttpServer(createApp(instance), { publicUrl });
  const graceful = createGracefulServer(server);
  const close = async () => {
    instance.drain();
    if (config.drainDelayMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, config.drainDelayMs));
    }
    instance.stop();
    await graceful.shutDown();
    await instance.close();
  };
  try {
    await graceful.listen({ host, port });
  } catch (error) {
    instance.stop();
    await instance.close();
    throw error;
  }
  return { url: urlOf(server), close };
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
