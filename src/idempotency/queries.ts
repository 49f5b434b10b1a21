import { hash } from "node:crypto";
import { closeGateUnless } from "../db/gate.ts";
import { json, prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";

/** Identifies a key: each user has keys of their own. */
export interface UserKey {
  user_id: string;
  key: string;
}

/** The response that is stored under a key, with the digest of its request. */
export interface StoredResponse {
  request: Buffer;
  status: number;
  headers: Record<string, string>;
  body: string | null;
  /** What the database assigned in the same transaction. It replaces the nulls in the body. */
  assigned: Record<string, unknown> | null;
}

/** Whether the key was acquired, and the columns of its response, which are null if it has none. */
export type AcquiredKey = { acquired: boolean } & (
  | StoredResponse
  | { [Column in keyof StoredResponse]: null }
);

/** The constraint that is violated if a request did not see the response of a concurrent one. */
export const keyIsUnique = "idempotency_keys_pkey";

/**
 * Locks the key until the transaction ends, without waiting, and reads its response. Closes the
 * gate to the statements after it unless the key was acquired and has no response yet. If two keys
 * hash to one lock number, the second gets `request_in_progress` and succeeds on retry.
 */
export function acquireKey({ user_id, key }: UserKey): Sql<AcquiredKey> {
  const digest = hash("sha256", `slacky.idempotency-key.v1 ${user_id} ${key}`, "buffer");
  const lockNumber = digest.readBigInt64BE().toString();
  return prepared(sql`
    select attempt.acquired, k.request, k.status, k.headers, k.body, k.assigned,
           ${closeGateUnless(sql`attempt.acquired and k.request is null`)} as gate
      from (select pg_try_advisory_xact_lock(${lockNumber}::bigint) as acquired) attempt
      left join idempotency_keys k
        on k.user_id = ${user_id}
       and k.key = ${key}`);
}

/**
 * Stores a response. `assigned` is an expression for what the database assigns in this transaction.
 */
export function insertStoredResponse(
  { user_id, key }: UserKey,
  { request, status, headers, body }: Omit<StoredResponse, "assigned">,
  assigned: Sql = sql`null`,
): Sql {
  return prepared(sql`
    insert into idempotency_keys (user_id, key, request, status, headers, body, assigned)
    values (
      ${user_id}, ${key}, ${request}::bytea, ${status}, ${json(headers)}::jsonb, ${body},
      ${assigned})`);
}

/**
 * Deletes a user's stored responses, and those of others that contain an address of the user, such
 * as the response to an invitation.
 */
export function deleteKeysAbout({
  id,
  addresses,
}: {
  id: string;
  addresses: readonly string[];
}): Sql {
  return sql`
    delete from idempotency_keys
     where user_id = ${id}
        or exists (
             select from (select lower(body) as body offset 0) k,
                         unnest(${addresses}::text[]) a (email)
              where strpos(k.body, lower(a.email)) > 0)`;
}

/** Returns how many it deleted. Skips rows that another worker has locked. */
export async function deleteOldKeys(
  tx: Tx,
  { hours, limit }: { hours: number; limit: number },
): Promise<number> {
  const deleted = await tx.query(sql`
    delete from idempotency_keys
     where (user_id, key) in (
       select k.user_id, k.key
         from idempotency_keys k
        where k.created_at < clock_timestamp() - ${hours} * interval '1 hour'
        limit ${limit}
          for update skip locked)
    returning user_id`);
  return deleted.length;
}
