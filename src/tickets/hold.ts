import type { Scope } from "../auth/scope.ts";
import { pipeline, type Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { mustBeActive } from "../projects/archived.ts";
import { type HeldProject, lockProject } from "../projects/queries.ts";
import { findTicketPlace, lockTicket, type TicketLock } from "./queries.ts";
import type { Ticket, TicketRef } from "./ticket.ts";

/** A ticket and its project, both held until the transaction ends. */
export interface Held {
  ticket: Ticket;
  project: HeldProject;
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
  const place = await findTicketPlace(tx, workspace_id, ref);
  if (!place) throw noSuchTicket();
  const [[project], [ticket]] = await pipeline(tx, [
    lockProject({ workspace_id, id: place.project_id }),
    lockTicket({ workspace_id, id: place.id }, lock),
  ]);
  if (!project || !ticket) throw noSuchTicket();
  return { ticket, project };
}

export function noSuchTicket(): Problem {
  return new Problem("not_found", "There is no such ticket in this workspace.");
}

/** The same for a program; a person is told where to look. */
export function inTheTrash(): Problem {
  return new Problem("not_found", "This ticket is in the trash: POST …/restore takes it out.");
}
