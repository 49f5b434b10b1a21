import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** One connection of a client, and the proxy's own to the server in its place. */
export interface ProxiedConnection {
  client: Socket;
  upstream: Socket;
  /** Ends both. */
  end(): void;
}

export interface TcpProxy {
  /** The address of the server with the proxy's host and port. */
  url: string;
  close(): Promise<void>;
}

/**
 * Stands between clients and a server. `forward` is called for each connection and passes on what is
 * sent. When one side ends, so does the other, unless `isDead` says that it cannot learn of it.
 */
export async function startTcpProxy(
  serverUrl: string,
  forward: (connection: ProxiedConnection) => void,
  isDead: () => boolean = () => false,
): Promise<TcpProxy> {
  const url = new URL(serverUrl);
  const target = { host: url.hostname, port: Number(url.port), noDelay: true };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect(target);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => isDead() || end()).on("close", () => isDead() || end());
    }
    forward({ client, upstream, end });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
