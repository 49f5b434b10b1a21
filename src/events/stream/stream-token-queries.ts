import type { Principal } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";

/** Identifies a stream token: of the token itself, only the hash is stored. */
export interface StreamTokenKey {
  /** Null for a token that opens the stream of a person's inbox. */
  workspace_id: string | null;
  hash: Buffer;
}

export function insertStreamToken(
  { workspace_id, hash }: StreamTokenKey,
  principal: Principal,
): Sql<StreamTokenExpiry> {
  const { user_id, expires_at } = principal;
  const session_id = principal.kind === "session" ? principal.session_id : null;
  const api_token_id = principal.kind === "token" ? principal.token.id : null;
  return sql<StreamTokenExpiry>`
    insert into stream_tokens (
      workspace_id, hash, user_id, session_id, api_token_id, credential_expires_at, expires_at)
    values (${workspace_id}, ${hash}, ${user_id}, ${session_id}, ${api_token_id},
            to_timestamp(${expires_at}),
            clock_timestamp() + ${limits.stream_token_seconds} * interval '1 second')
    returning expires_at`;
}

export interface StreamTokenExpiry {
  expires_at: string;
}

interface TakenStreamToken {
  user_id: string;
  session_id: string | null;
  token: { id: string; name: string } | null;
  scopes: Extract<Principal, { kind: "token" }>["scopes"];
  expires_at: number | null;
}

/**
 * Deletes a stream token that has not expired and returns its owner. Of concurrent requests, one
 * gets it.
 */
export async function takeStreamToken(
  db: Queryable,
  { workspace_id, hash }: StreamTokenKey,
): Promise<Principal | undefined> {
  const [taken] = await db.query(sql<TakenStreamToken>`
    with taken as (
      delete from stream_tokens s
       where s.workspace_id is not distinct from ${workspace_id}
         and s.hash = ${hash}
         and s.expires_at > clock_timestamp()
      returning s.workspace_id, s.user_id, s.session_id, s.api_token_id, s.credential_expires_at
    )
    select s.user_id, s.session_id,
           case when t.id is not null
                then jsonb_build_object('id', t.id, 'name', t.name) end as token,
           t.scopes, floor(extract(epoch from s.credential_expires_at))::bigint as expires_at
      from taken s
      left join api_tokens t on t.workspace_id = s.workspace_id and t.id = s.api_token_id`);
  if (!taken) return undefined;
  const { user_id, session_id, token, scopes, expires_at } = taken;
  if (session_id !== null) return { kind: "session", user_id, session_id, expires_at };
  if (token !== null && workspace_id !== null) {
    return { kind: "token", user_id, workspace_id, token, scopes, expires_at };
  }
  throw new Error("A stream token belongs neither to a session nor to an API token.");
}

/** Deletes expired stream tokens and returns how many. */
export async function deleteOldStreamTokens(
  db: Queryable,
  { limit }: { limit: number },
): Promise<number> {
  const deleted = await db.query(sql`
    delete from stream_tokens
     where hash in (
       select s.hash
         from stream_tokens s
        where s.expires_at < clock_timestamp()
        limit ${limit})
    returning hash`);
  return deleted.length;
}
