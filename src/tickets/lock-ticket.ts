import type { Sql } from "../db/sql.ts";
import { Problem } from "../problems.ts";
import type { LockedProject } from "../projects/queries.ts";
import { requireActiveProject } from "../projects/require-active.ts";
import {
  type LockedTicketRow,
  type LockedTicketRowInProject,
  lockTicketRowInProject,
} from "./queries.ts";
import type { Ticket } from "./ticket.ts";
import type { TicketRef } from "./ticket-ref.ts";

interface TicketTarget {
  params: { workspace_id: string; ticket_id: TicketRef };
}

/** The lock of a command that changes the ticket which its path names. */
export function forChange({ params }: TicketTarget): Sql<LockedTicketRowInProject> {
  return lockTicketRowInProject(params.workspace_id, params.ticket_id, "for no key update");
}

/** The lock of a command that moves it into the trash or out of it, which also excludes comments. */
export function forDeletion({ params }: TicketTarget): Sql<LockedTicketRowInProject> {
  return lockTicketRowInProject(params.workspace_id, params.ticket_id, "for update");
}

/** The lock of a command that only its deletion must not overtake, such as a comment. */
export function againstDeletion({ params }: TicketTarget): Sql<LockedTicketRowInProject> {
  return lockTicketRowInProject(params.workspace_id, params.ticket_id, "for key share");
}

/** A ticket that is locked until the transaction ends, and the time since which: its changes have that time. */
export interface LockedTicket {
  ticket: Ticket;
  locked_at: string;
}

/** The same with its project. */
export interface LockedTicketInProject extends LockedTicket {
  project: Omit<LockedProject, "id">;
}

/**
 * The row that `lockTicketRowInProject` locked, of a ticket that can be changed. Throws `not_found` for a ticket
 * that does not exist or is in the trash, `project_archived` for one that is read-only.
 */
export function requireTicket(row: LockedTicketRowInProject | undefined): LockedTicketInProject {
  const locked = requireTicketOrTrash(row);
  if (locked.ticket.deleted_at !== null) throw inTheTrash();
  requireActiveProject(locked.project);
  return locked;
}

/** The same for a ticket that may be in the trash, of a project that may be archived. */
export function requireTicketOrTrash(
  row: LockedTicketRowInProject | undefined,
): LockedTicketInProject {
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
  return new Problem("not_found", "This workspace has no such ticket.");
}

/** The same code, because programs need no other; the sentence helps people. */
export function inTheTrash(): Problem {
  return new Problem("not_found", "This ticket is deleted. Restore it first: POST …/restore.");
}
