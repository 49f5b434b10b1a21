import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface DatabaseProxy {
  /** The same database, by way of the proxy. */
  url: string;
  /**
   * Cuts the connection that says `text` next: before the server hears of it, or once it has answered,
   * so that the client does not hear that.
   */
  cutAt(text: string, when: "before" | "after"): void;
  close(): Promise<void>;
}

/** Stands between a client and PostgreSQL, and can fail just where it hurts. */
export async function startProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let cut: { text: string; when: "before" | "after" } | undefined;

  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    const end = () => [client, upstream].map((socket) => socket.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (bytes) => {
      const isHit = cut !== undefined && bytes.includes(cut.text);
      if (!isHit) return void upstream.write(bytes);
      const { when } = cut ?? {};
      cut = undefined;
      if (when === "before") return void end();
      upstream.off("data", forward);
      upstream.write(bytes);
      upstream.once("data", end);
    });
    const forward = (bytes: Buffer) => void client.write(bytes);
    upstream.on("data", forward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutAt: (text, when) => {
      cut = { text, when };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
