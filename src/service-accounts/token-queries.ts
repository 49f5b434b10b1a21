import type { z } from "zod";
import type { PageRange } from "../contract/keyset-page.ts";
import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { AccountKey } from "./queries.ts";
import type { ApiToken as ApiTokenSchema } from "./schemas.ts";

/** An API token as the API returns it: everything except the secret. */
export type ApiToken = z.output<typeof ApiTokenSchema>;

/** Identifies a token of a service account. */
export type TokenKey = AccountKey & { id: string };

const columns = sql`
  t.workspace_id, t.id, t.user_id, t.name, t.scopes, t.last_four, t.created_by, t.created_at,
  t.expires_at, t.last_used_at`;

export interface TokenDraft extends Omit<ApiToken, "created_at" | "expires_at" | "last_used_at"> {
  hash: Buffer;
  expires_in_days: number | null;
}

export async function insertToken(tx: Tx, draft: TokenDraft): Promise<ApiToken> {
  const [token] = await tx.query(sql<ApiToken>`
    insert into api_tokens as t (
      workspace_id, id, user_id, name, hash, last_four, scopes, created_by, expires_at)
    values (${draft.workspace_id}, ${draft.id}, ${draft.user_id}, ${draft.name}, ${draft.hash},
            ${draft.last_four}, ${draft.scopes}, ${draft.created_by},
            clock_timestamp() + ${draft.expires_in_days}::integer * interval '1 day')
    returning ${columns}`);
  if (!token) throw new Error("The inserted API token was not returned.");
  return token;
}

/** Undefined if it was revoked; a token that has expired is returned. */
export async function findToken(db: Queryable, key: TokenKey): Promise<ApiToken | undefined> {
  const [token] = await db.query(sql<ApiToken>`
    select ${columns}
      from api_tokens t
     where t.workspace_id = ${key.workspace_id}
       and t.user_id = ${key.user_id}
       and t.id = ${key.id}
       and t.revoked_at is null`);
  return token;
}

/** Tokens that were not revoked, newest first. */
export async function listApiTokens(
  db: Queryable,
  key: AccountKey,
  { after, limit }: PageRange,
): Promise<ApiToken[]> {
  const older = after
    ? sql`and (t.created_at, t.id) < (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  return await db.query(sql<ApiToken>`
    select ${columns}
      from api_tokens t
     where t.workspace_id = ${key.workspace_id}
       and t.user_id = ${key.user_id}
       and t.revoked_at is null
       ${older}
     order by t.created_at desc, t.id desc
     limit ${limit}`);
}

type Revoked = Pick<ApiToken, "id" | "name">;

/** Returns no row if there is no such token or it was already revoked. */
export function setTokenRevoked(key: TokenKey): Sql<Revoked> {
  return sql<Revoked>`
    update api_tokens t
       set revoked_at = clock_timestamp()
     where t.workspace_id = ${key.workspace_id}
       and t.user_id = ${key.user_id}
       and t.id = ${key.id}
       and t.revoked_at is null
    returning t.id, t.name`;
}

/**
 * Revokes the account's remaining tokens. Locks them in the order in which `setTokensUsed` does.
 */
export function setTokensRevoked({ workspace_id, user_id }: AccountKey): Sql<Revoked> {
  return sql<Revoked>`
    with remaining as materialized (
      select t.id
        from api_tokens t
       where t.workspace_id = ${workspace_id}
         and t.user_id = ${user_id}
         and t.revoked_at is null
       order by t.id
         for no key update
    )
    update api_tokens t
       set revoked_at = clock_timestamp()
      from remaining
     where t.workspace_id = ${workspace_id}
       and t.id = remaining.id
    returning t.id, t.name`;
}

/**
 * Deletes tokens that were revoked or expired at least `overForDays` ago, of any workspace, and
 * returns how many.
 */
export async function deleteOldTokens(
  tx: Tx,
  { overForDays, limit }: { overForDays: number; limit: number },
): Promise<number> {
  const deleted = await tx.query(sql`
    delete from api_tokens d
     where (d.workspace_id, d.id) in (
       select t.workspace_id, t.id
         from api_tokens t
        where least(t.revoked_at, t.expires_at)
              < clock_timestamp() - ${overForDays} * interval '1 day'
        limit ${limit}
          for update skip locked)
    returning d.id`);
  return deleted.length;
}

/** How many there are, counted up to the limit. */
export function countApiTokens({ workspace_id, user_id }: AccountKey): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from api_tokens t
             where t.workspace_id = ${workspace_id}
               and t.user_id = ${user_id}
               and t.revoked_at is null
             limit ${limits.tokens_of_account}) counted`;
}
