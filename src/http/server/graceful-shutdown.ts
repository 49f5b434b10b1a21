import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";

/** How long a connection may be idle and yet have a request on its way to us. */
const GRACE_MS = 250;
const SWEEP_MS = 50;
const DRAIN_MS = 4_000;

/**
 * Prepares a server to go without dropping a request. The function that it gives takes no new connections
 * any more, answers what comes on those there are with `Connection: close`, and cuts the idle ones off only
 * when they have been idle for a while, because a request may be on its way. After four seconds it is over.
 */
export function prepareToDrain(server: Server): () => Promise<void> {
  const answering = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  let isDraining = false;

  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  for (const event of ["request", "checkContinue", "checkExpectation"]) {
    server.prependListener(event, (_req: IncomingMessage, res: ServerResponse) => {
      if (isDraining) res.setHeader("Connection", "close");
      answering.add(res);
      res.on("close", () => answering.delete(res));
    });
  }

  const cutIdle = () => {
    server.closeIdleConnections();
    // Those that have never said a word do not count as idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };

  return async () => {
    isDraining = true;
    for (const res of answering) if (!res.headersSent) res.setHeader("Connection", "close");
    if (!server.listening) return;
    const closed = once(server, "close");
    // An HTTP server's own `close` would cut idle connections off at once.
    NetServer.prototype.close.call(server);
    const startedAt = performance.now();
    const sweep = setInterval(() => {
      if (performance.now() - startedAt > GRACE_MS) cutIdle();
    }, SWEEP_MS);
    const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  };
}
