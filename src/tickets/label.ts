import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { checkVersion, type ExpectedVersion } from "../versions.ts";
import { changeTicket } from "./change.ts";
import type { LockedTicketInProject } from "./lock-ticket.ts";
import { insertLabels } from "./queries.ts";
import { recordTicketEvent } from "./record.ts";
import type { Ticket } from "./ticket.ts";

interface Labeling {
  label: string;
  expected?: ExpectedVersion | undefined;
}

/**
 * Adds a label to a ticket; does nothing if the ticket already has it. Throws `not_found`,
 * `project_archived`, `version_mismatch`, `too_many_labels`.
 */
export async function labelTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { label, expected }: Labeling,
): Promise<Ticket> {
  const { ticket } = locked;
  checkVersion(ticket, expected);
  if (ticket.labels.includes(label)) return ticket;
  if (ticket.labels.length >= limits.labels_of_ticket) {
    throw new Problem(
      "too_many_labels",
      `A ticket can have at most ${limits.labels_of_ticket} labels.`,
      {
        limit: limits.labels_of_ticket,
      },
    );
  }
  tx.defer(insertLabels(ticket.workspace_id, [label]));
  const labeled = changeTicket(tx, locked, { labels: [...ticket.labels, label].sort() });
  recordTicketEvent(tx, context, "ticket.labeled", { before: ticket, after: labeled, label });
  return labeled;
}

/**
 * Removes a label from a ticket; does nothing if the ticket does not have it. Throws `not_found`,
 * `project_archived`, `version_mismatch`.
 */
export async function unlabelTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { label, expected }: Labeling,
): Promise<Ticket> {
  const { ticket } = locked;
  checkVersion(ticket, expected);
  if (!ticket.labels.includes(label)) return ticket;
  const others = ticket.labels.filter((name) => name !== label);
  const unlabeled = changeTicket(tx, locked, { labels: others });
  recordTicketEvent(tx, context, "ticket.unlabeled", { before: ticket, after: unlabeled, label });
  return unlabeled;
}
