import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A proxy that delays everything that a client sends, as a network would. */
export async function startDelay(url: string, delay_ms: number) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    const end = () => [client, upstream].map((socket) => socket.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    // Timers with the same delay fire in the order in which they were set, so bytes stay in order.
    client.on("data", (bytes) => void setTimeout(() => upstream.write(bytes), delay_ms));
    upstream.on("data", (bytes) => void client.write(bytes));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const delayed = new URL(url);
  delayed.port = String((server.address() as AddressInfo).port);
  return {
    url: delayed.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
