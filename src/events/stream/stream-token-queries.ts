import type { PrincipalWithExpiry } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";

/** Names a pass within its workspace, by what is kept of it. */
export interface StreamTokenKey {
  workspace_id: string;
  hash: Buffer;
}

export function insertStreamToken(
  { workspace_id, hash }: StreamTokenKey,
  principal: PrincipalWithExpiry,
): Sql<StreamTokenExpiry> {
  const { user_id, expires_at } = principal;
  const session_id = principal.kind === "session" ? principal.session_id : null;
  const token_id = principal.kind === "token" ? principal.token.id : null;
  return sql<StreamTokenExpiry>`
    insert into stream_passes (
      workspace_id, hash, user_id, session_id, token_id, credential_expires_at, expires_at)
    values (${workspace_id}, ${hash}, ${user_id}, ${session_id}, ${token_id}, to_timestamp(${expires_at}),
            clock_timestamp() + ${limits.stream_pass_seconds} * interval '1 second')
    returning expires_at`;
}

export interface StreamTokenExpiry {
  expires_at: string;
}

interface TakenStreamToken {
  user_id: string;
  session_id: string | null;
  token: { id: string; name: string } | null;
  scopes: Extract<PrincipalWithExpiry, { kind: "token" }>["scopes"];
  expires_at: number | null;
}

/** Takes a pass that is still good, and says whose it was: of many who show it, one gets it. */
export async function takeStreamToken(
  db: Queryable,
  { workspace_id, hash }: StreamTokenKey,
): Promise<PrincipalWithExpiry | undefined> {
  const [taken] = await db.query(sql<TakenStreamToken>`
    with taken as (
      delete from stream_passes p
       where p.workspace_id = ${workspace_id}
         and p.hash = ${hash}
         and p.expires_at > clock_timestamp()
      returning p.workspace_id, p.user_id, p.session_id, p.token_id, p.credential_expires_at
    )
    select p.user_id, p.session_id,
           case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as token,
           t.scopes, floor(extract(epoch from p.credential_expires_at))::bigint as expires_at
      from taken p
      left join api_tokens t on t.workspace_id = p.workspace_id and t.id = p.token_id`);
  if (!taken) return undefined;
  const { user_id, session_id, token, scopes, expires_at } = taken;
  if (session_id !== null) return { kind: "session", user_id, session_id, expires_at };
  if (token !== null) return { kind: "token", user_id, workspace_id, token, scopes, expires_at };
  throw new Error("A pass was neither a session's nor a token's.");
}

/** Deletes passes that nobody used in time; gives how many. */
export async function deleteOldStreamTokens(
  db: Queryable,
  { limit }: { limit: number },
): Promise<number> {
  const deleted = await db.query(sql`
    delete from stream_passes
     where (workspace_id, hash) in (
       select p.workspace_id, p.hash
         from stream_passes p
        where p.expires_at < clock_timestamp()
        limit ${limit})
    returning workspace_id`);
  return deleted.length;
}
