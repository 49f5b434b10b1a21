import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import type { LockedProject } from "../projects/queries.ts";
import { requireActiveProject } from "../projects/require-active.ts";
import { type LockedTicketRow, lockTicketRowInProject, type TicketLock } from "./queries.ts";
import type { Ticket, TicketRef } from "./ticket.ts";

/** A ticket that is held until the transaction ends, and since when: what is changed of it has that time. */
export interface LockedTicket {
  ticket: Ticket;
  locked_at: string;
}

/** The same with its project. */
export interface LockedTicketInProject extends LockedTicket {
  project: Omit<LockedProject, "id">;
}

/**
 * Holds a ticket for a change: its project against archiving, then the ticket itself. Throws `not_found`
 * for a ticket that does not exist or is in the trash, `project_archived` for one that is read-only.
 */
export async function lockTicket(
  tx: Tx,
  context: WorkspaceContext,
  ref: TicketRef,
  lock: TicketLock,
): Promise<LockedTicketInProject> {
  const locked = await lockTicketOrTrash(tx, context, ref, lock);
  if (locked.ticket.deleted_at !== null) throw inTheTrash();
  requireActiveProject(locked.project);
  return locked;
}

/** The same for a ticket that may be in the trash, of a project that may be archived. */
export async function lockTicketOrTrash(
  tx: Tx,
  { workspace_id }: Pick<WorkspaceContext, "workspace_id">,
  ref: TicketRef,
  lock: TicketLock,
): Promise<LockedTicketInProject> {
  const [row] = await tx.query(lockTicketRowInProject(workspace_id, ref, lock));
  if (!row) throw noSuchTicket();
  const { project_key, project_workflow_id, project_archived_at, ...locked } = row;
  return {
    ...toLockedTicket(locked),
    project: {
      key: project_key,
      workflow_id: project_workflow_id,
      archived_at: project_archived_at,
    },
  };
}

export function toLockedTicket({ locked_at, ...ticket }: LockedTicketRow): LockedTicket {
  return { ticket, locked_at };
}

export function noSuchTicket(): Problem {
  return new Problem("not_found", "There is no such ticket in this workspace.");
}

/** The same for a program; a person is told where to look. */
export function inTheTrash(): Problem {
  return new Problem("not_found", "This ticket is in the trash: POST …/restore takes it out.");
}
