import { hash } from "node:crypto";
import type { Request } from "express";
import { canonical } from "../canonical.ts";
import type { IdempotentRequest } from "../idempotency/run-idempotent.ts";
import { limits } from "../limits.ts";
import type { ApiResponse } from "./locals.ts";

/**
 * Parses `Idempotency-Key`, which may be bare or a quoted string as in
 * draft-ietf-httpapi-idempotency-key-header. Both forms are the same key. Undefined if it is
 * invalid.
 */
export function parseIdempotencyKey(header: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1]?.replace(/\\(["\\])/g, "$1");
  if (quoted === undefined && header.startsWith('"')) return undefined;
  const key = quoted ?? header;
  return key.length <= limits.idempotency_key && /^[!-~]+$/.test(key) ? key : undefined;
}

/**
 * Requests are the same if they have the same method, URL and body. Bodies are compared by content:
 * a client that serializes again may order the fields differently.
 */
export function idempotentRequest(
  req: Request,
  { locals }: ApiResponse,
): IdempotentRequest | undefined {
  const { idempotency_key: key, principal, raw_body = {} } = locals;
  if (key === undefined || !principal) return undefined;
  const content = canonical([req.method, req.originalUrl, raw_body]);
  return { user_id: principal.user_id, key, request: hash("sha256", content, "buffer") };
}
