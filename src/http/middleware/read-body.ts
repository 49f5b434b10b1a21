import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "../../problems.ts";

/** Reads a body whole, or refuses it as soon as it is seen to be too large: the rest is not kept. */
export async function readBody(
  req: IncomingMessage,
  res: ServerResponse,
  bytesMax: number,
): Promise<Buffer> {
  // Such a request has no `end`: see `optimizeEmptyRequests`.
  if (!announcesBody(req)) return Buffer.alloc(0);
  if (Number(req.headers["content-length"] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  if (/^100-continue$/i.test(req.headers.expect ?? "")) res.writeContinue();

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: () => void) => {
      req.off("data", take).off("end", finish).off("error", breakOff).off("close", breakOff);
      outcome();
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > bytesMax) settle(() => reject(tooLarge(bytesMax)));
    };
    const finish = () => settle(() => resolve(Buffer.concat(chunks)));
    const breakOff = () => settle(() => reject(brokenOff()));
    req.on("data", take).once("end", finish).once("error", breakOff).once("close", breakOff);
  });
}

/** Without either header a request has no body (RFC 9112 section 6.3). */
export function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

function tooLarge(bytesMax: number): Problem {
  return new Problem("content_too_large", `The body may have ${bytesMax} bytes at most.`);
}

/** Nobody is left to read this answer; it keeps a client that hung up from passing for a fault of ours. */
function brokenOff(): Problem {
  const detail = "The body broke off before its end.";
  return new Problem("invalid_request", detail, { errors: [{ pointer: "", detail }] });
}
