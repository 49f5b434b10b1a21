import type { z } from "zod";
import type { Queryable } from "../db/pool.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import type { StatusChange as StatusChangeSchema } from "./schemas.ts";
import type { TicketKey } from "./ticket.ts";

/** One transition of a ticket's status, as it was taken. */
export type StatusChange = z.output<typeof StatusChangeSchema>;

/** The history's side of a transition of a ticket that is held; to be sent before the one of the ticket. */
export function appendStatusHistory(
  key: TicketKey,
  transition: Omit<StatusChange, "ticket_id" | "sequence" | "changed_at"> & { workflow_id: string },
): Sql {
  return prepared(sql`
    insert into ticket_status_history (
      workspace_id, ticket_id, sequence, project_id, workflow_id,
      from_status, to_status, actor_id, reason)
    select t.workspace_id, t.id, t.status_sequence + 1, t.project_id, ${transition.workflow_id},
           ${transition.from_status}, ${transition.to_status}, ${transition.actor_id}::uuid, ${transition.reason}
      from tickets t
     where t.workspace_id = ${key.workspace_id}
       and t.id = ${key.id}`);
}

/** Oldest first, after the sequence given (0 for the beginning). */
export async function listStatusChanges(
  db: Queryable,
  key: TicketKey,
  { after, limit }: { after: number; limit: number },
): Promise<StatusChange[]> {
  return await db.query(sql<StatusChange>`
    select h.ticket_id, h.sequence, h.from_status, h.to_status, h.actor_id, h.reason, h.changed_at
      from ticket_status_history h
     where h.workspace_id = ${key.workspace_id}
       and h.ticket_id = ${key.id}
       and h.sequence > ${after}
     order by h.sequence
     limit ${limit}`);
}
