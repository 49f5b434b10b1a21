import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a request may be in transit on a connection that looks idle. */
const GRACE_MS = 250;
const SWEEP_MS = 50;
const SHUTDOWN_MS = 4_000;

/** An HTTP server that can stop without dropping a request. */
export interface GracefulServer {
  listen(address: { host: string; port: number }): Promise<void>;
  /**
   * Stops accepting connections, answers requests on the open ones with `Connection: close`, and
   * closes idle ones only after a short delay, because a request may be in transit. Takes at most
   * four seconds.
   */
  shutDown(): Promise<void>;
}

/**
 * The port belongs to a TCP server whose handle the HTTP server listens on. Closing the TCP server
 * stops new connections and nothing else, whereas `close` of an HTTP server closes its idle
 * connections immediately. Pass `shutdownMs` only in tests.
 */
export function createGracefulServer(
  server: Server,
  { shutdownMs = SHUTDOWN_MS }: { shutdownMs?: number } = {},
): GracefulServer {
  const port = createServer();
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  let isShuttingDown = false;

  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  for (const event of ["request", "checkContinue", "checkExpectation"]) {
    server.prependListener(event, (_req: IncomingMessage, res: ServerResponse) => {
      if (isShuttingDown) res.setHeader("Connection", "close");
      responses.add(res);
      res.on("close", () => responses.delete(res));
    });
  }
  const closeIdle = () => {
    server.closeIdleConnections();
    // For Node, a connection on which nothing was ever sent is not idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };

  return {
    async listen(address) {
      port.listen(address);
      await once(port, "listening");
      server.listen(port);
    },
    async shutDown() {
      isShuttingDown = true;
      for (const res of responses) if (!res.headersSent) res.setHeader("Connection", "close");
      if (!server.listening) return;
      const deadline = setTimeout(() => server.closeAllConnections(), shutdownMs);
      port.close();
      if (sockets.size > 0) await sleep(GRACE_MS);
      const closed = once(server, "close");
      server.close();
      closeIdle();
      const sweep = setInterval(closeIdle, SWEEP_MS);
      await closed;
      clearInterval(sweep);
      clearTimeout(deadline);
    },
  };
}
