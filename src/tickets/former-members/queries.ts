import type { Queryable } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import type { MemberKey } from "../../members/queries.ts";
import type { TicketKey } from "../ticket.ts";

/**
 * Tickets that are assigned to a member, including those in the trash and in archived projects.
 * Each branch has an index; one condition for both would read the whole workspace.
 */
export async function listAssignedTickets(
  db: Queryable,
  { workspace_id, user_id }: MemberKey,
  limit: number,
): Promise<TicketKey[]> {
  return await db.query(sql<TicketKey>`
    (select t.workspace_id, t.id
       from tickets t
      where t.workspace_id = ${workspace_id}
        and t.assignee_id = ${user_id}
        and t.deleted_at is null
      limit ${limit})
    union all
    (select t.workspace_id, t.id
       from tickets t
      where t.workspace_id = ${workspace_id}
        and t.assignee_id = ${user_id}
        and t.deleted_at is not null
      limit ${limit})
    limit ${limit}`);
}
