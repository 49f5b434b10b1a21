import type { Principal } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";

/** The newest sequence of each of these feeds. */
export async function listHeads(
  db: Queryable,
  workspace_ids: readonly string[],
): Promise<{ workspace_id: string; head: number }[]> {
  return await db.query(sql<{ workspace_id: string; head: number }>`
    select h.workspace_id, h.sequence as head
      from event_heads h
     where h.workspace_id = any(${workspace_ids}::uuid[])`);
}

/** A follower of a feed and the session or API token with which it opened the stream. */
export interface StreamClient {
  workspace_id: string;
  principal: Principal;
}

/**
 * The indexes (from 0) of the clients that may no longer read: they are no longer members, or the
 * workspace, session or API token has ended. Authorized clients, usually almost all, are not
 * returned.
 */
export async function listUnauthorizedClients(
  db: Queryable,
  clients: readonly StreamClient[],
): Promise<number[]> {
  const principals = clients.map(({ principal }) => principal);
  const rows = await db.query(sql<{ index: number }>`
    select (r.place - 1)::integer as index
      from unnest(${clients.map(({ workspace_id }) => workspace_id)}::uuid[],
                  ${principals.map(({ user_id }) => user_id)}::uuid[],
                  ${principals.map(credentialId)}::uuid[])
           with ordinality as r (workspace_id, user_id, credential_id, place)
      left join members m on m.workspace_id = r.workspace_id and m.user_id = r.user_id
            and m.removed_at is null
      left join workspaces w on w.id = r.workspace_id
            and w.deleted_at is null
      left join sessions s on s.id = r.credential_id and s.user_id = r.user_id
            and s.ended_at is null and s.expires_at > clock_timestamp()
      left join api_tokens t on t.workspace_id = r.workspace_id and t.id = r.credential_id
            and t.user_id = r.user_id
            and t.revoked_at is null and (t.expires_at is null or t.expires_at > clock_timestamp())
     where m.user_id is null
        or w.id is null
        or s.id is null and t.id is null`);
  return rows.map(({ index }) => index);
}

function credentialId(principal: Principal): string {
  return principal.kind === "session" ? principal.session_id : principal.token.id;
}
