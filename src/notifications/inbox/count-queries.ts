import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import { limits } from "../../limits.ts";
import { activeMemberships, hasPersonal, type InboxScope, isShown } from "./visible-queries.ts";

/**
 * How much is unread, in each workspace and, with null, in no workspace. Counted along the index of what
 * is unread, up to 100 in each: a stored counter would be no faster, and could be wrong.
 */
export async function countUnread(
  db: Queryable,
  scope: InboxScope,
): Promise<{ workspace_id: string | null; unread: number }[]> {
  const { user_id } = scope;
  const personal = hasPersonal(scope)
    ? sql`
     union all
    select null, count(*)::integer
      from (select
              from notifications n
             where n.workspace_id is null
               and n.user_id = ${user_id}
               and n.unread
             limit ${limits.unread_counted}) counted`
    : sql``;
  return await db.query(sql<{ workspace_id: string | null; unread: number }>`
    select m.workspace_id, own.unread
      from ${activeMemberships(scope)}
     cross join lateral (
             select count(*)::integer as unread
               from (select
                       from notifications n
                       left join tickets t
                         on t.workspace_id = n.workspace_id
                        and t.id = n.ticket_id
                       left join projects p
                         on p.workspace_id = n.workspace_id
                        and p.id = t.project_id
                      where n.workspace_id = m.workspace_id
                        and n.user_id = ${user_id}
                        and n.unread
                        and ${isShown({ includes_archived: false })}
                      limit ${limits.unread_counted}) counted) own
     where own.unread > 0
    ${personal}`);
}
