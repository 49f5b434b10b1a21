import type { Scope } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import type { HeldProject } from "../projects/queries.ts";
import { mustBeActive } from "../projects/require-active.ts";
import { type LockedTicket, lockTicketInProject, type TicketLock } from "./queries.ts";
import type { Ticket, TicketRef } from "./ticket.ts";

/** A ticket that is held until the transaction ends, and since when: what is changed of it has that time. */
export interface HeldTicket {
  ticket: Ticket;
  held_at: string;
}

/** The same with its project. */
export interface Held extends HeldTicket {
  project: Omit<HeldProject, "id">;
}

/**
 * Holds a ticket for a change: its project against archiving, then the ticket itself. Throws `not_found`
 * for a ticket that does not exist or is in the trash, `project_archived` for one that is read-only.
 */
export async function holdTicket(
  tx: Tx,
  scope: Scope,
  ref: TicketRef,
  lock: TicketLock,
): Promise<Held> {
  const held = await holdTicketOrTrash(tx, scope, ref, lock);
  if (held.ticket.deleted_at !== null) throw inTheTrash();
  mustBeActive(held.project);
  return held;
}

/** The same for a ticket that may be in the trash, of a project that may be archived. */
export async function holdTicketOrTrash(
  tx: Tx,
  { workspace_id }: Pick<Scope, "workspace_id">,
  ref: TicketRef,
  lock: TicketLock,
): Promise<Held> {
  const [row] = await tx.query(lockTicketInProject(workspace_id, ref, lock));
  if (!row) throw noSuchTicket();
  const { project_key, project_workflow_id, project_archived_at, ...locked } = row;
  return {
    ...heldTicket(locked),
    project: {
      key: project_key,
      workflow_id: project_workflow_id,
      archived_at: project_archived_at,
    },
  };
}

export function heldTicket({ held_at, ...ticket }: LockedTicket): HeldTicket {
  return { ticket, held_at };
}

export function noSuchTicket(): Problem {
  return new Problem("not_found", "There is no such ticket in this workspace.");
}

/** The same for a program; a person is told where to look. */
export function inTheTrash(): Problem {
  return new Problem("not_found", "This ticket is in the trash: POST …/restore takes it out.");
}
