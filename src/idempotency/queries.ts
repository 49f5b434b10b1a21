import { hash } from "node:crypto";
import { closeGateUnless } from "../db/gate.ts";
import { json, prepared, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";

/** Names a key: each user has their own. */
export interface UserKey {
  user_id: string;
  key: string;
}

/** What was responded under a key, and to which request. */
export interface StoredResponse {
  request: Buffer;
  status: number;
  headers: Record<string, string>;
  body: string | null;
  /** What the database assigned in the same transaction, to be laid over the body. */
  assigned: Record<string, unknown> | null;
}

/** Whether the key was acquired; with the columns of its response, which are null where it has none. */
export type AcquiredKey = { acquired: boolean } & (
  | StoredResponse
  | { [Column in keyof StoredResponse]: null }
);

/** The constraint that two requests violate where the second did not see the first one's response. */
export const keyIsUnique = "idempotency_keys_pkey";

/**
 * Locks the key until the transaction ends, without waiting, and reads its response. Closes the gate to the
 * statements after it unless the key was acquired and has no response yet. Two keys with the same lock number
 * only cost each other a retry.
 */
export function acquireKey({ user_id, key }: UserKey): Sql<AcquiredKey> {
  const digest = hash("sha256", `slacky.idempotency-key.v1 ${user_id} ${key}`, "buffer");
  return prepared(sql`
    select one.acquired, k.request, k.status, k.headers, k.body, k.assigned,
           ${closeGateUnless(sql`one.acquired and k.request is null`)} as gate
      from (select pg_try_advisory_xact_lock(${digest.readBigInt64BE().toString()}::bigint) as acquired) one
      left join idempotency_keys k
        on k.user_id = ${user_id}
       and k.key = ${key}`);
}

/** Stores a response, with an expression for what the database assigns to it in this transaction. */
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

/** A person's own, and the answers to others in which their address stands, as in one to an invitation. */
export function deleteKeysAbout({ id, email }: { id: string; email: string }): Sql {
  return sql`
    delete from idempotency_keys
     where user_id = ${id}
        or strpos(lower(body), lower(${email})) > 0`;
}

/** Gives how many it deleted. A row that another worker is at is left to that one. */
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
