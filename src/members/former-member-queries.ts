import type { Queryable } from "../db/pool.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { MemberKey } from "./queries.ts";

/** Former members of any workspace who may still have tickets, for the job that unassigns them. */
export async function listFormerMembersWithTickets(
  db: Queryable,
  limit: number,
): Promise<MemberKey[]> {
  return await db.query(sql<MemberKey>`
    select m.workspace_id, m.user_id
      from members m
     where m.removed_at is not null
       and m.tickets_released_at is null
     order by m.removed_at
     limit ${limit}`);
}

/** Marks a locked member as having no more tickets. */
export function setTicketsReleased(key: MemberKey): Sql {
  return sql`
    update members m
       set tickets_released_at = clock_timestamp(), updated_at = clock_timestamp()
     where m.workspace_id = ${key.workspace_id}
       and m.user_id = ${key.user_id}
       and m.tickets_released_at is null`;
}
