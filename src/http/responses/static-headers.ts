import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { RequestHandler } from "express";

/** What a middleware sets on the answer to a plain GET, for who sends the same on every answer: names and values, in turns. */
export function headersSetBy(middleware: RequestHandler): readonly string[] {
  const req = Object.assign(new IncomingMessage(new Socket()), { method: "GET" });
  // Its type leaves this method out, which gives the names as they were written.
  const res = new ServerResponse(req) as ServerResponse & { getRawHeaderNames(): string[] };
  let isDone = false;
  middleware(req as never, res as never, (error) => {
    if (error) throw error;
    isDone = true;
  });
  if (!isDone) throw new Error("A middleware that takes its time may decide otherwise each time.");
  return res.getRawHeaderNames().flatMap((name) => [name, String(res.getHeader(name))]);
}
