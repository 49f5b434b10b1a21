import { hash } from "node:crypto";
import type { Request } from "express";
import { canonical } from "../canonical.ts";
import type { Endpoint, Spec } from "../contract/endpoint.ts";
import type { DeferredResponse } from "../contract/handlers.ts";
import type { Tx } from "../db/transaction.ts";
import type { ApiResponse } from "../http/locals.ts";
import type { Reply } from "../http/responses/reply.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import {
  acquireKey,
  insertStoredResponse,
  keyIsUnique,
  type StoredResponse,
  type UserKey,
} from "./queries.ts";

/** A request that may be repeated: whose key it has, and a digest of what it asks for. */
export interface IdempotentRequest extends UserKey {
  request: Buffer;
}

/** Every POST except those for signing in: they carry secrets, and a refresh has its own grace period. */
export function takesIdempotencyKey({ method, spec }: Endpoint): boolean {
  return method === "POST" && spec.permission !== "anyone";
}

/**
 * Reads `Idempotency-Key`: bare, or as the string that draft-ietf-httpapi-idempotency-key-header has it, in
 * double quotes. Both are the same key. Undefined where it is neither.
 */
export function parseIdempotencyKey(header: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1]?.replace(/\\(["\\])/g, "$1");
  if (quoted === undefined && header.startsWith('"')) return undefined;
  const key = quoted ?? header;
  return key.length <= limits.idempotency_key && /^[!-~]+$/.test(key) ? key : undefined;
}

/**
 * The same request has the same method, address and body. The body counts by what it says, not by how it is
 * written: a client that serializes it again may order the fields differently.
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

/**
 * Acquires the key and looks up its response, at the front of the transaction's next batch. Where the key is in
 * use or has a response, the gate closes, so that nothing behind it waits for a lock. The function that it
 * returns is to be called when the batch is back and the principal was authorized: it gives the response to
 * replay, if there is one. Throws `request_in_progress` and `idempotency_key_reused`.
 */
export function openIdempotent(tx: Tx, request: IdempotentRequest): () => Reply | undefined {
  const key = tx.defer(acquireKey(request));
  return () => {
    const [found] = key();
    if (found && found.request !== null) return replay(found, request);
    if (found?.acquired) return undefined;
    const detail = "The same request is in progress. Ask again in 1 s for its response.";
    throw new Problem("request_in_progress", detail, { retry_after: 1 });
  };
}

/**
 * Stores the response in the transaction of its effect: both are there, or neither. A refusal is rolled back and so
 * not stored, and a repeat is checked anew. The key's lookup can miss a response that another request committed
 * in the same moment; the key is then taken, and the transaction runs again and replays it.
 */
export function storeResponse(
  tx: Tx,
  { user_id, key, request }: IdempotentRequest,
  reply: Reply,
  assigned?: DeferredResponse<unknown>["assigned"],
): void {
  const statement = insertStoredResponse({ user_id, key }, { request, ...reply }, assigned);
  tx.defer(statement, { uniqueBy: keyIsUnique });
}

/** What is shown once is stored nowhere in clear: a repeat has null in its place. */
export function withoutSecrets(response: unknown, { shownOnce = [] }: Spec): unknown {
  if (shownOnce.length === 0) return response;
  return { ...(response as object), ...Object.fromEntries(shownOnce.map((name) => [name, null])) };
}

function replay({ assigned, ...stored }: StoredResponse, { request }: IdempotentRequest): Reply {
  if (!stored.request.equals(request)) {
    throw new Problem(
      "idempotency_key_reused",
      "This key belongs to a request with another method, address or body. Use a new key.",
    );
  }
  const { status, headers, body } = stored;
  return {
    status,
    headers: { ...headers, "Idempotency-Replayed": "true" },
    // The stored body has null where the database assigned a value, so the order of its fields stays.
    body: body && assigned ? JSON.stringify({ ...JSON.parse(body), ...assigned }) : body,
  };
}
