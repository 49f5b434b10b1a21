import type { IncomingMessage, ServerResponse } from "node:http";

const DISCARD_BYTES_MAX = 4 * 1_048_576;
const DISCARD_MS_MAX = 1_000;

/**
 * Limits how much of a body is read after its request was answered. If the connection were closed
 * while the client still sends, TCP would reset it and lose the response; without a limit, Node
 * would read on for as long as the client sends.
 */
export function discardUnreadBody(req: IncomingMessage, res: ServerResponse): void {
  if (!announcesBody(req)) return;
  res.on("prefinish", () => {
    if (req.complete) return;
    let left = DISCARD_BYTES_MAX;
    const disconnect = () => req.socket.destroy();
    const timer = setTimeout(disconnect, DISCARD_MS_MAX);
    req.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) disconnect();
    });
    req.once("close", () => clearTimeout(timer));
    req.resume();
  });
}

/** A request without either header has no body (RFC 9112 section 6.3). */
export function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}
