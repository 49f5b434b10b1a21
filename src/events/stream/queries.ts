import type { Principal } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";

/** How far the feeds of these workspaces are. */
export async function listHeads(
  db: Queryable,
  workspace_ids: readonly string[],
): Promise<{ workspace_id: string; head: number }[]> {
  return await db.query(sql<{ workspace_id: string; head: number }>`
    select h.workspace_id, h.sequence as head
      from event_heads h
     where h.workspace_id = any(${workspace_ids}::uuid[])`);
}

/** Somebody who follows a feed, by the session or the token that they opened it with. */
export interface StreamClient {
  workspace_id: string;
  principal: Principal;
}

/**
 * Which of these readers (by their place in the list, from 0) may read no more: they are no member, or the
 * workspace or their session or token is over. Those who may are most of them, and are not told.
 */
export async function listUnauthorizedClients(
  db: Queryable,
  clients: readonly StreamClient[],
): Promise<number[]> {
  const principals = clients.map(({ principal }) => principal);
  const rows = await db.query(sql<{ place: number }>`
    select (r.place - 1)::integer as place
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
      left join api_tokens t on t.workspace_id = r.workspace_id and t.id = r.credential_id and t.user_id = r.user_id
            and t.revoked_at is null and (t.expires_at is null or t.expires_at > clock_timestamp())
     where m.user_id is null
        or w.id is null
        or s.id is null and t.id is null`);
  return rows.map(({ place }) => place);
}

function credentialId(principal: Principal): string {
  return principal.kind === "session" ? principal.session_id : principal.token.id;
}
