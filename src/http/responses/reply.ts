import type { Request } from "express";
import type { z } from "zod";
import type { Spec } from "../../contract/endpoint.ts";
import type { Answer } from "../locals.ts";
import { etagOf, isKnown } from "./etag.ts";
import { send } from "./send.ts";

/** A success as it goes out. What is kept under an `Idempotency-Key` is just this, to go out again. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

/** Puts what a handler gave into the form in which it travels. `base` is where this server's paths begin. */
export function toReply(
  answer: unknown,
  { spec, base, req }: { spec: Spec; base: string; req: Request },
): Reply {
  if (!spec.answer || answer === undefined) return { status: 204, headers: {}, body: null };
  const headers: Reply["headers"] = {};
  if (spec.location) headers.Location = base + spec.location(answer as z.input<z.ZodType>);
  if (spec.etag) {
    const { version } = answer as { version: number };
    headers.ETag = etagOf(version);
    if ("read" in spec && isKnown(req.get("if-none-match"), version)) {
      return { status: 304, headers, body: null };
    }
  }
  const { next_cursor } = answer as { next_cursor?: string | null };
  if (next_cursor) headers.Link = linkToNext(req, { base, next_cursor });
  // Without an ETag only `*` is known, which is whatever there is.
  if (req.headers["if-none-match"] === "*" && req.fresh)
    return { status: 304, headers, body: null };
  return { status: spec.status ?? 200, headers, body: JSON.stringify(answer) };
}

export function sendReply(res: Answer, spec: Spec, { status, headers, body }: Reply): void {
  send(res, {
    status,
    headers: { "Cache-Control": spec.secret ? "no-store" : "private, no-cache", ...headers },
    type: "application/json",
    body,
  });
}

/** The same request with the next cursor (RFC 8288), as a reference that any proxy's address suits. */
function linkToNext(req: Request, page: { base: string; next_cursor: string }): string {
  const url = new URL(req.originalUrl, "http://localhost");
  url.searchParams.set("cursor", page.next_cursor);
  return `<${page.base}${url.pathname}${url.search}>; rel="next"`;
}
