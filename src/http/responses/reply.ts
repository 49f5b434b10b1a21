import type { Request } from "express";
import type { z } from "zod";
import { isRead, type Spec } from "../../contract/endpoint.ts";
import type { Reply } from "../../contract/reply.ts";
import type { ApiResponse } from "../locals.ts";
import { codingFor, compress } from "./compress.ts";
import { etagOf, matchesIfNoneMatch } from "./etag.ts";
import { send } from "./send.ts";

/** Turns the result of a handler into a response. `base` is the path prefix of PUBLIC_URL. */
export function toReply(
  response: unknown,
  { spec, base, req }: { spec: Spec; base: string; req: Request },
): Reply {
  if (!spec.response || response === undefined) {
    return { status: spec.status === 202 ? 202 : 204, headers: {}, body: null };
  }
  const headers: Reply["headers"] = {};
  if (spec.location) headers.Location = base + spec.location(response as z.input<z.ZodType>);
  if (spec.etag) {
    const { version } = response as { version: number };
    headers.ETag = etagOf(version);
    if (isRead(spec) && matchesIfNoneMatch(req.get("if-none-match"), version)) {
      return { status: 304, headers, body: null };
    }
  }
  const { next_cursor } = response as { next_cursor?: string | null };
  if (next_cursor) headers.Link = linkToNext(req, { base, next_cursor });
  // Without an ETag only `*` can match: it stands for any existing representation.
  if (req.headers["if-none-match"] === "*" && req.fresh)
    return { status: 304, headers, body: null };
  return { status: spec.status ?? 200, headers, body: JSON.stringify(response) };
}

/** Sends a response, compressed if it is long and has no secret. */
export async function sendReply(res: ApiResponse, spec: Spec, reply: Reply): Promise<void> {
  const headers = {
    "Cache-Control": spec.secret ? "no-store" : "private, no-cache",
    ...reply.headers,
  };
  const { status, body } = reply;
  const coding = body === null || spec.secret ? undefined : codingFor(res.req, body);
  if (body === null || coding === undefined) {
    return send(res, { status, headers, type: "application/json", body });
  }
  send(res, {
    status,
    headers: { ...headers, "Content-Encoding": coding },
    type: "application/json",
    body: await compress(body, coding),
  });
}

/**
 * The same request with the next cursor (RFC 8288). Relative, so that it is correct with any proxy.
 */
function linkToNext(req: Request, page: { base: string; next_cursor: string }): string {
  const url = new URL(req.originalUrl, "http://localhost");
  url.searchParams.set("cursor", page.next_cursor);
  return `<${page.base}${url.pathname}${url.search}>; rel="next"`;
}
