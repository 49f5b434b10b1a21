import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import {
  type LabelNames,
  labelsToAdd,
  resolveLabels,
  uniqueLabels,
} from "../labels/label-names.ts";
import { insertLabels, labelIsUnique, listStoredNames } from "../labels/queries.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import { foldName } from "../text/fold.ts";
import type { ExpectedVersion } from "../versions.ts";
import { changeTicket } from "./change.ts";
import type { LockedTicketInProject } from "./lock-ticket.ts";
import { checkTicketVersion } from "./lock-ticket.ts";
import { recordTicketEvent } from "./record.ts";
import type { Ticket } from "./ticket.ts";

interface Labeling {
  label: string;
  expected?: ExpectedVersion | undefined;
}

/**
 * Adds a label to a ticket; does nothing if the ticket already has it, in whatever spelling. Throws
 * `not_found`, `project_archived`, `version_mismatch`, `too_many_labels`, `label_busy`.
 */
export async function labelTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { label: sent, expected }: Labeling,
  labelNames: LabelNames = resolveLabels([]),
): Promise<Ticket> {
  const { ticket } = locked;
  checkTicketVersion(ticket, expected);
  if (ticket.labels.some(isCalled(sent))) return ticket;
  const [label = sent] = labelsToAdd([sent], labelNames);
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
  tx.defer(insertLabels(ticket.workspace_id, [label]), { uniqueBy: labelIsUnique });
  const labeled = changeTicket(tx, locked, { labels: uniqueLabels([...ticket.labels, label]) });
  recordTicketEvent(tx, context, "ticket.labeled", { before: ticket, after: labeled, label });
  return labeled;
}

/**
 * Removes a label from a ticket, in whatever spelling; does nothing if the ticket does not have it.
 * Throws `not_found`, `project_archived`, `version_mismatch`.
 */
export async function unlabelTicket(
  tx: Tx,
  context: WorkspaceContext,
  locked: LockedTicketInProject,
  { label, expected }: Labeling,
): Promise<Ticket> {
  const { ticket } = locked;
  checkTicketVersion(ticket, expected);
  const removed = await namesToRemove(tx, ticket, label);
  if (removed.length === 0) return ticket;
  const others = ticket.labels.filter((name) => !removed.includes(name));
  const unlabeled = changeTicket(tx, locked, { labels: others });
  recordTicketEvent(tx, context, "ticket.unlabeled", {
    before: ticket,
    after: unlabeled,
    label: removed[0] ?? label,
  });
  return unlabeled;
}

/** The ticket's labels that the name means. A ticket may still have the name from before a renaming. */
async function namesToRemove(tx: Tx, ticket: Ticket, label: string): Promise<string[]> {
  const called = ticket.labels.filter(isCalled(label));
  if (called.length > 0 || ticket.labels.length === 0) return called;
  const stored = await listStoredNames(tx, ticket.workspace_id, label);
  return ticket.labels.filter((name) => stored.includes(name));
}

function isCalled(label: string): (name: string) => boolean {
  const folded = foldName(label);
  return (name) => name === label || foldName(name) === folded;
}
