import type { IncomingMessage, ServerResponse } from "node:http";
import { announcesBody } from "../middleware/read-body.ts";

const DISCARD_BYTES_MAX = 4 * 1_048_576;
const DISCARD_MS_MAX = 1_000;

/**
 * Bounds what is read of a body once its request is answered. A connection closed under a client that still
 * sends is reset, and the answer lost with it; left alone, Node would read on for as long as the client likes.
 */
export function discardUnreadBody(req: IncomingMessage, res: ServerResponse): void {
  if (!announcesBody(req)) return;
  res.on("prefinish", () => {
    if (req.complete) return;
    let left = DISCARD_BYTES_MAX;
    const cut = () => req.socket.destroy();
    const timer = setTimeout(cut, DISCARD_MS_MAX);
    req.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) cut();
    });
    req.once("close", () => clearTimeout(timer));
    req.resume();
  });
}
