import type { ApiResponse } from "../locals.ts";

/** A response with a JSON body or without one, in which case it has neither length nor type. */
export interface Outgoing {
  status: number;
  headers: Record<string, string>;
  type: "application/json" | "application/problem+json";
  body: string | Buffer | null;
}

/** Sends a response. For HEAD, Node leaves out the body. */
export function send(res: ApiResponse, { status, headers, type, body }: Outgoing): void {
  res.status(status).set(headers);
  if (body === null) return void res.end();

  res.set({
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Length": String(Buffer.byteLength(body)),
  });
  res.end(body);
}
