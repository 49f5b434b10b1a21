import type { Db } from "../db/pool.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { type EventSource, systemOrigin } from "../events/record.ts";
import { changeTicket } from "../tickets/change.ts";
import { toLockedTicket } from "../tickets/lock-ticket.ts";
import type { LockedTicketRow } from "../tickets/queries.ts";
import { recordTicketEvent } from "../tickets/record.ts";
import { uniqueLabels } from "./label-names.ts";
import {
  claimReplacement,
  excludeLabeling,
  findReplacement,
  forgetLabel,
  insertLabels,
  type LabelKey,
  labelIsUnique,
} from "./queries.ts";
import { listTicketsWithLabel, lockTicketsWithLabel } from "./ticket-queries.ts";

/** How many tickets one transaction changes. */
export const ticketsInStep = 100;
/** Found by one scan of the index, which still has an entry for every ticket that was changed. */
const ticketsInScan = 10_000;

/**
 * Changes every ticket that has a renamed or deleted label, a hundred in a transaction, and then
 * forgets the label. Each ticket gets a new version and an event. It waits for nobody: tickets that
 * are locked are left for the next run, and so is everything if another process is at work.
 */
export async function replaceLabel(
  db: Db,
  label: LabelKey,
  { stopping, scan = ticketsInScan }: { stopping: AbortSignal; scan?: number },
): Promise<void> {
  for (;;) {
    const ids = await listTicketsWithLabel(db, label, { limit: scan });
    let replaced = 0;
    for (let start = 0; start < ids.length; start += ticketsInStep) {
      if (stopping.aborted) return;
      const some = ids.slice(start, start + ticketsInStep);
      replaced += await transaction(db, (tx) => replaceSome(tx, label, some));
    }
    if (ids.length < scan || replaced === 0) break;
  }
  await transaction(db, async (tx) => void (await forgetIfUnused(tx, label)));
}

async function replaceSome(tx: Tx, label: LabelKey, ids: readonly string[]): Promise<number> {
  if (!(await claimReplacement(tx, label))) return 0;
  const rows = await lockTicketsWithLabel(tx, label, { ids, skipLocked: true });
  const replacement = await findReplacement(tx, label);
  if (!replacement) return 0;
  const { workspace_id } = label;
  const source = { workspace_id, actor: null, origin: systemOrigin };
  replaceInTickets(tx, source, rows, { ...label, ...replacement });
  return rows.length;
}

/**
 * Gives locked tickets the new name of a label, or takes the label from them if there is none, and
 * records it.
 */
export function replaceInTickets(
  tx: Tx,
  source: EventSource,
  rows: readonly LockedTicketRow[],
  { workspace_id, name, renamed_to }: LabelKey & { renamed_to: string | null },
): void {
  if (rows.length > 0 && renamed_to !== null) {
    tx.defer(insertLabels(workspace_id, [renamed_to]), { uniqueBy: labelIsUnique });
  }
  for (const row of rows) {
    const locked = toLockedTicket(row);
    const before = locked.ticket;
    const others = before.labels.filter((other) => other !== name);
    const labels = renamed_to === null ? others : uniqueLabels([...others, renamed_to]);
    const after = changeTicket(tx, locked, { labels });
    if (renamed_to === null) {
      const extra = { label: name, cause: "label_deleted" as const };
      recordTicketEvent(tx, source, "ticket.unlabeled", { before, after, ...extra });
    } else {
      const extra = { label: renamed_to, cause: "label_renamed" as const };
      recordTicketEvent(tx, source, "ticket.labeled", { before, after, ...extra });
    }
  }
}

/** Deletes a replaced label from the list, unless a ticket has it or may be given it just now. */
export async function forgetIfUnused(tx: Tx, label: LabelKey): Promise<void> {
  if (await excludeLabeling(tx, label.workspace_id)) await forgetLabel(tx, label);
}
