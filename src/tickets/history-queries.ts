import type { z } from "zod";
import { firstRows } from "../db/first-rows.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import { ticketIdOf } from "./queries.ts";
import type { StatusChange as StatusChangeSchema } from "./schemas.ts";
import type { TicketKey } from "./ticket.ts";
import type { TicketRef } from "./ticket-ref.ts";

/** One change of a ticket's status. */
export type StatusChange = z.output<typeof StatusChangeSchema>;

/**
 * Inserts the history row for a transition of a locked ticket. Must run before the ticket's own
 * update.
 */
export function appendStatusHistory(
  key: TicketKey,
  transition: Omit<StatusChange, "ticket_id" | "sequence" | "changed_at"> & { workflow_id: string },
): Sql {
  return prepared(sql`
    insert into ticket_status_history (
      workspace_id, ticket_id, sequence, project_id, workflow_id,
      from_status, to_status, actor_id, reason)
    select t.workspace_id, t.id, t.status_sequence + 1, t.project_id, ${transition.workflow_id},
           ${transition.from_status}, ${transition.to_status}, ${transition.actor_id}::uuid,
           ${transition.reason}
      from tickets t
     where t.workspace_id = ${key.workspace_id}
       and t.id = ${key.id}`);
}

/** Oldest first, after the given sequence (0 for the beginning). */
export function listStatusChanges(
  workspace_id: string,
  ref: TicketRef,
  { after, limit }: { after: number; limit: number },
): Sql<StatusChange> {
  const range = sql<StatusChange>`
    select h.ticket_id, h.sequence, h.from_status, h.to_status, h.actor_id, h.reason, h.changed_at
      from ticket_status_history h
     where h.workspace_id = ${workspace_id}
       and h.ticket_id = ${ticketIdOf(workspace_id, ref)}
       and h.sequence > ${after}
     order by h.sequence`;
  return prepared(firstRows(range, limit));
}
