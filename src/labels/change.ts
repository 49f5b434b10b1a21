import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { RetryTransaction } from "../db/failures.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { foldName } from "../text/fold.ts";
import { labelBusy } from "./label-names.ts";
import { lockLabels, type MatchingLabel } from "./queries.ts";
import { forgetIfUnused, replaceInTickets, ticketsInStep } from "./replace.ts";
import { listTicketsWithLabel, lockTicketsWithLabel } from "./ticket-queries.ts";

/** The label that a name means. Throws `not_found`. */
export function requireLabel(matching: readonly MatchingLabel[], name: string): string {
  const replaced = matching.find((label) => label.is_replaced && isNamed(label, name));
  const found = labelInUse(matching, name) ?? replaced?.renamed_to;
  if (!found) throw new Problem("not_found", "This workspace has no such label.");
  return found;
}

/**
 * The label that a renamed label becomes: one that exists, or a new one. Throws `label_busy` if
 * tickets still have that name and are to get another one, or none.
 */
export function newNameOf(
  matching: readonly MatchingLabel[],
  { from, new_name }: { from: string; new_name: string },
): string {
  const existing = labelInUse(matching, new_name);
  if (existing !== undefined && existing !== from) return existing;
  const replaced = matching.find((label) => label.is_replaced && label.name === new_name);
  if (replaced && replaced.renamed_to !== from) throw labelBusy(new_name);
  return new_name;
}

function labelInUse(matching: readonly MatchingLabel[], name: string): string | undefined {
  const inUse = matching.filter((label) => !label.is_replaced && isNamed(label, name));
  return (inUse.find(({ folded }) => folded !== null) ?? inUse[0])?.name;
}

function isNamed(label: MatchingLabel, name: string): boolean {
  return label.name === name || label.folded === foldName(name);
}

/**
 * Changes what becomes of a label, and the tickets that have it. Up to a hundred tickets change in
 * this transaction, and the label is then gone; if there are more, the worker changes all of them.
 * Tickets are locked before labels, as everywhere.
 */
export async function changeLabel(
  tx: Tx,
  context: WorkspaceContext,
  { name, renamed_to, mark }: { name: string; renamed_to: string | null; mark: () => void },
): Promise<void> {
  const { workspace_id } = context;
  const label = { workspace_id, name };
  const ids = await listTicketsWithLabel(tx, label, { limit: ticketsInStep + 1 });
  const isSmall = ids.length <= ticketsInStep;
  const rows = isSmall ? await lockTicketsWithLabel(tx, label, { ids, skipLocked: false }) : [];
  const [locked] = await lockLabels(tx, workspace_id, [name]);
  // It was renamed or deleted since it was found: look again.
  if (!locked || locked.is_replaced) throw new RetryTransaction(undefined);
  mark();
  replaceInTickets(tx, context, rows, { ...label, renamed_to });
  await tx.flush();
  if (isSmall) await forgetIfUnused(tx, label);
}
