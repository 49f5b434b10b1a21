import type { Spec } from "../contract/endpoint.ts";
import type { DeferredResponse } from "../contract/handlers.ts";
import { receiptOf } from "../contract/receipt.ts";
import type { Reply } from "../contract/reply.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import {
  acquireKey,
  insertStoredResponse,
  keyIsUnique,
  type StoredResponse,
  type UserKey,
} from "./queries.ts";

/** A request under a key, with a digest of its content. */
export interface IdempotentRequest extends UserKey {
  request: Buffer;
}

/**
 * Acquires the key and looks up its response, at the beginning of the transaction's next batch. If
 * the key is in use or has a response, the gate closes, so that nothing after it waits for a lock.
 * Call the returned function once the batch has returned and the principal is authorized: it
 * returns the response to replay, if there is one. Throws `request_in_progress` and
 * `idempotency_key_reused`.
 */
export function openIdempotent(tx: Tx, request: IdempotentRequest): () => Reply | undefined {
  const key = tx.defer(acquireKey(request));
  return () => {
    const [found] = key();
    if (found && found.request !== null) return replay(found, request);
    if (found?.acquired) return undefined;
    const detail =
      "The same request is still in progress. Send it again in 1 s to get its response.";
    throw new Problem("request_in_progress", detail, { retry_after: 1 });
  };
}

/** Marks a replay that is the receipt of the first response. */
const shortened = "Idempotency-Shortened";

/**
 * Stores the response in the transaction of its effect, so that both exist or neither does. A
 * refusal is rolled back and so not stored; a repeat is checked again. The lookup of the key can
 * miss a response that another request commits at the same time: then the key is taken, the
 * transaction runs again, and replays it.
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

/** The response as it is stored: fields that are shown once are null. */
export function withoutSecrets(response: unknown, { shownOnce = [] }: Spec): unknown {
  if (shownOnce.length === 0) return response;
  return { ...(response as object), ...Object.fromEntries(shownOnce.map((name) => [name, null])) };
}

function pickFields(object: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

/**
 * The response as it is stored: of a large one, only the receipt. Otherwise the texts of each change
 * would be in the database once more for a day.
 */
export function withoutTexts(reply: Reply, spec: Spec): Reply {
  const receipt = receiptOf(spec);
  const { headers, body } = reply;
  if (!receipt || body === null || Buffer.byteLength(body) <= limits.stored_response_bytes) {
    return reply;
  }
  return {
    ...reply,
    headers: { ...headers, [shortened]: "true" },
    body: JSON.stringify(pickFields(JSON.parse(body), Object.keys(receipt.shape))),
  };
}

function replay({ assigned, ...stored }: StoredResponse, { request }: IdempotentRequest): Reply {
  if (!stored.request.equals(request)) {
    throw new Problem(
      "idempotency_key_reused",
      "This key was used for a request with another method, path or body. Use a new key.",
    );
  }
  const { status, headers, body } = stored;
  return {
    status,
    headers: { ...headers, "Idempotency-Replayed": "true" },
    // The stored body has null where the database assigned a value, so the order of its fields
    // stays.
    body: body && assigned ? JSON.stringify(withAssigned(JSON.parse(body), assigned)) : body,
  };
}

/** The response with the fields that the database assigned, if it has them. */
function withAssigned(response: object, assigned: Record<string, unknown>): object {
  return { ...response, ...pickFields(assigned, Object.keys(response)) };
}
