import { hash } from "node:crypto";
import type { Request } from "express";
import { canonical } from "../canonical.ts";
import type { Endpoint, Spec } from "../contract/endpoint.ts";
import { batch, type Tx } from "../db/transaction.ts";
import type { ApiResponse } from "../http/locals.ts";
import type { Reply } from "../http/responses/reply.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { findStoredResponse, insertStoredResponse, tryLockKey, type UserKey } from "./queries.ts";

/** A request that may be repeated: whose key it has, and a digest of what it asks for. */
export interface IdempotentRequest extends UserKey {
  request: Buffer;
}

/** A write in its parts, so that an answer that is kept can take the place of the work. */
interface Write {
  /** Whether the caller may have this done; the work has it judged by itself. */
  authorize(): Promise<void>;
  work(): Promise<unknown>;
  toReply(answer: unknown): Reply;
}

/** Every POST but those by which one signs in: they carry secrets, and a refresh has a grace of its own. */
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
 * The same request is the same method, address and body. Of the body counts what it says, not how it is
 * written: a client that makes its JSON anew may order the fields otherwise.
 */
export function idempotentRequest(
  req: Request,
  { locals }: ApiResponse,
): IdempotentRequest | undefined {
  const { idempotency_key: key, principal, raw_body = {} } = locals;
  if (key === undefined || !principal) return undefined;
  const said = canonical([req.method, req.originalUrl, raw_body]);
  return { user_id: principal.user_id, key, request: hash("sha256", said, "buffer") };
}

/**
 * Does the write, or gives the answer that it had under this key. Throws `request_in_progress` while the same key is
 * at work elsewhere, before anything that could wait; and `idempotency_key_reused`.
 *
 * The answer is kept in the transaction of its effect, by its last statement: both are there, or neither.
 * What is refused is rolled back and so not kept, and a repeat is judged anew. Whether the caller may do it
 * is judged before what they were told is told again. The reply is good once the transaction has committed.
 */
export async function runIdempotent(
  tx: Tx,
  { spec, idempotent }: { spec: Spec; idempotent: IdempotentRequest | undefined },
  { authorize, work, toReply }: Write,
): Promise<() => Reply> {
  if (!idempotent) {
    const answer = await work();
    return () => toReply(resolveResult(answer));
  }

  const [[lock], [stored]] = await batch(tx, [
    tryLockKey(idempotent),
    findStoredResponse(idempotent),
  ]);
  // Where there is an answer the key may well be held: by others who are told it at this moment.
  if (!stored && !lock?.acquired) {
    const detail = "The same request is being worked on: ask again in 1 s for what came of it.";
    throw new Problem("request_in_progress", detail, { retry_after: 1 });
  }
  if (stored) {
    await authorize();
    if (!stored.request.equals(idempotent.request)) throw keyReused();
    return () => ({ ...stored, headers: { ...stored.headers, "Idempotency-Replayed": "true" } });
  }
  const result = await work();
  // The answer goes in with the effect, so what it says has to be back before COMMIT is sent.
  if (isDeferred(result)) await tx.batch([]);
  const answer = resolveResult(result);
  const statement = insertStoredResponse(idempotent, {
    request: idempotent.request,
    ...toReply(withoutSecrets(answer, spec)),
  });
  tx.beforeCommit(() => statement);
  return () => toReply(answer);
}

/** What a handler gave, or has made once the last batch of its transaction is back. */
export function resolveResult(result: unknown): unknown {
  return isDeferred(result) ? result() : result;
}

function isDeferred(result: unknown): result is () => unknown {
  return typeof result === "function";
}

function keyReused(): Problem {
  return new Problem(
    "idempotency_key_reused",
    "This key belongs to a request with another method, address or body: take a new key.",
  );
}

/** What is shown once stands nowhere in clear, here neither: a repeat has null in its place. */
function withoutSecrets(answer: unknown, { shownOnce = [] }: Spec): unknown {
  if (shownOnce.length === 0) return answer;
  return { ...(answer as object), ...Object.fromEntries(shownOnce.map((name) => [name, null])) };
}
