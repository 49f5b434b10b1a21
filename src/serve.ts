import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { prepareToDrain } from "./http/server/graceful-shutdown.ts";
import { createHttpServer } from "./http/server/server.ts";
import { createInstance } from "./instance.ts";
import { createMetrics, type Metrics } from "./monitoring/metrics.ts";

/**
 * Serves HTTP until `close()`, which drops no request: those under way finish, for four seconds at most.
 * What there is to count goes into `metrics`.
 */
export async function serve(
  config: Config,
  log: Logger,
  metrics: Metrics = createMetrics(),
): Promise<{ url: string; close(): Promise<void> }> {
  const { host, port, publicUrl } = config;
  const instance = createInstance(config, log, { metrics });
  const server = createHttpServer(createApp(instance), { publicUrl });
  const drain = prepareToDrain(server);
  const close = async () => {
    instance.stop();
    await drain();
    await instance.close();
  };
  try {
    await listen(server, { host, port });
  } catch (error) {
    await close();
    throw error;
  }
  return { url: urlOf(server), close };
}

async function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  server.listen(address);
  await once(server, "listening");
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
