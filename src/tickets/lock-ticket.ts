import type { Sql } from "../db/sql.ts";
import { Problem } from "../problems.ts";
import type { LockedProject } from "../projects/queries.ts";
import { requireActiveProject } from "../projects/require-active.ts";
import { checkVersion, type ExpectedVersion } from "../versions.ts";
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

/** The lock for commands that change the ticket. */
export function forChange({ params }: TicketTarget): Sql<LockedTicketRowInProject> {
  return lockTicketRowInProject(params.workspace_id, params.ticket_id, "for no key update");
}

/**
 * The lock for commands that move the ticket into or out of the trash, which also excludes
 * comments.
 */
export function forDeletion({ params }: TicketTarget): Sql<LockedTicketRowInProject> {
  return lockTicketRowInProject(params.workspace_id, params.ticket_id, "for update");
}

/** The lock for commands that only a deletion must not overtake, such as a comment. */
export function againstDeletion({ params }: TicketTarget): Sql<LockedTicketRowInProject> {
  return lockTicketRowInProject(params.workspace_id, params.ticket_id, "for key share");
}

/**
 * A ticket that is locked until the transaction ends, and when it was locked, which is the time of
 * its changes.
 */
export interface LockedTicket {
  ticket: Ticket;
  locked_at: string;
}

/** A locked ticket and its project. */
export interface LockedTicketInProject extends LockedTicket {
  project: Omit<LockedProject, "id">;
}

/**
 * Converts the row of `lockTicketRowInProject` for a command that changes the ticket. Throws
 * `not_found` for a ticket that does not exist or is in the trash, `project_archived` for one that
 * is read-only.
 */
export function requireTicket(row: LockedTicketRowInProject | undefined): LockedTicketInProject {
  const locked = requireTicketOrTrash(row);
  if (locked.ticket.deleted_at !== null) throw inTheTrash();
  requireActiveProject(locked.project);
  return locked;
}

/**
 * Converts the row for a command that accepts tickets in the trash and in archived projects. Throws
 * `not_found`.
 */
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

/**
 * Checks the version of a locked ticket. Throws `version_mismatch` with the ticket as `current`, which
 * saves a client that may read it a request. Others do not get it: see src/http/responses/receipt.ts.
 */
export function checkTicketVersion(ticket: Ticket, expected: ExpectedVersion | undefined): void {
  checkVersion(ticket, expected, ticket);
}

export function noSuchTicket(): Problem {
  return new Problem("not_found", "This workspace has no such ticket.");
}

/** The code is the same as for a ticket that does not exist; the detail helps people. */
export function inTheTrash(): Problem {
  return new Problem("not_found", "This ticket is deleted. Restore it first: POST …/restore.");
}
