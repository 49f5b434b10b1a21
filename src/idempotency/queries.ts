import { hash } from "node:crypto";
import { json, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";

/** Names a key: each user has their own. */
export interface UserKey {
  user_id: string;
  key: string;
}

/** What was answered under a key, and to which request. */
export interface StoredResponse {
  request: Buffer;
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

/**
 * Holds the key until the transaction ends, or says at once that somebody else does: nobody waits. Two keys
 * of which one number comes would be told apart by a repeat, as if one were in progress.
 */
export function tryLockKey({ user_id, key }: UserKey): Sql<{ acquired: boolean }> {
  const digest = hash("sha256", `slacky.idempotency-key.v1 ${user_id} ${key}`, "buffer");
  return sql`
    select pg_try_advisory_xact_lock(${digest.readBigInt64BE().toString()}::bigint) as acquired`;
}

/**
 * A statement of its own, behind the lock: its snapshot is younger than the lock, so it sees what the last
 * holder has committed.
 */
export function findStoredResponse({ user_id, key }: UserKey): Sql<StoredResponse> {
  return sql`
    select k.request, k.status, k.headers, k.body
      from idempotency_keys k
     where k.user_id = ${user_id}
       and k.key = ${key}`;
}

export function insertStoredResponse(
  { user_id, key }: UserKey,
  { request, status, headers, body }: StoredResponse,
): Sql {
  return sql`
    insert into idempotency_keys (user_id, key, request, status, headers, body)
    values (
      ${user_id}, ${key}, ${request}::bytea, ${status}, ${json(headers)}::jsonb, ${body})`;
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
        order by k.created_at
        limit ${limit}
          for update skip locked)
    returning user_id`);
  return deleted.length;
}
