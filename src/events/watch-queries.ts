import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";

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

/** Somebody who follows a feed, in the session that they opened it with. */
export interface Reader {
  workspace_id: string;
  user_id: string;
  session_id: string;
}

/** Which of these readers (by their place in the list, from 0) may still read: member, workspace and session live. */
export async function listLiveReaders(
  db: Queryable,
  readers: readonly Reader[],
): Promise<number[]> {
  const rows = await db.query(sql<{ place: number }>`
    select (r.place - 1)::integer as place
      from unnest(${readers.map(({ workspace_id }) => workspace_id)}::uuid[],
                  ${readers.map(({ user_id }) => user_id)}::uuid[],
                  ${readers.map(({ session_id }) => session_id)}::uuid[])
           with ordinality as r (workspace_id, user_id, session_id, place)
      join members m on m.workspace_id = r.workspace_id and m.user_id = r.user_id
      join workspaces w on w.id = r.workspace_id
      join sessions s on s.id = r.session_id and s.user_id = r.user_id
     where m.removed_at is null
       and w.deleted_at is null
       and s.ended_at is null
       and s.expires_at > clock_timestamp()`);
  return rows.map(({ place }) => place);
}
