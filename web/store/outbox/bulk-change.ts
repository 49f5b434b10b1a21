import { boardWords } from "../../words/en/board.ts";
import { announce } from "../announcements.ts";
import type { TicketFields } from "../conflicts.ts";
import { changed } from "../tickets/overlay.ts";
import { type StoredTicket, type TicketChange, ticketSignal } from "../tickets.ts";
import { showToast } from "../toasts.ts";
import { hasWayBack, type TransitionDetails } from "../transitions/ask-transition.ts";
import { categoryOf, statusName, workspace } from "../workspace.ts";
import { receiveBulkResult } from "./bulk-refusals.ts";
import type { Operation } from "./bulk-versions.ts";
import type { RefusedTicket, WriteResult } from "./entry.ts";
import { cancelWrite, enqueue } from "./outbox.ts";
import { offerUndo, UNDO_MS } from "./undo.ts";

/** One change of many tickets. */
export type BulkChange =
  | ({ to: string } & TransitionDetails)
  | { fields: TicketFields }
  | { addLabels?: readonly string[]; removeLabels?: readonly string[] }
  | { deleted: boolean };

/** What one request may have. */
const OPERATIONS_MAX = 100;

/**
 * Changes many tickets, each by itself: what is refused does not stop the others. `refused` of the result
 * lists them by key with the reason. If a move cannot be taken back for one of them, all wait for 5
 * seconds, in which `undo` still stops them.
 */
export async function bulkChange(ids: readonly string[], change: BulkChange): Promise<WriteResult> {
  const tickets = ids.flatMap((id) => ticketSignal(id)?.peek() ?? []);
  const isWaiting = "to" in change && tickets.some((ticket) => isForGood(ticket, change.to));
  const back = isWaiting ? [] : tickets.flatMap((ticket) => operationsBack(ticket, change));
  const parts = partsOf(tickets, (ticket) => operationsOf(ticket, change));
  const writes = parts.map(({ shown, operations }) => {
    const changes = shown.map((ticket) => [ticket.id, shownChange(ticket, change)] as const);
    return send(operations, { changes: Object.fromEntries(changes), isWaiting });
  });
  if (isWaiting) {
    const text = boardWords.bulkIsForGood(tickets.length, statusName(change.to));
    offerUndo(text, () => stop(writes.map(({ key }) => key)));
  }
  const results = await Promise.all(writes.map(({ result }) => result));
  const failed = results.find(({ ok }) => !ok);
  if (failed) return failed;
  const refused = results.flatMap((result) => (result.ok ? (result.refused ?? []) : []));
  receiveBulkResult(ids, refused);
  announceResult(tickets, { change, refused, back });
  return { ok: true, refused };
}

function announceResult(
  tickets: readonly StoredTicket[],
  { change, refused, back }: { change: BulkChange; refused: RefusedTicket[]; back: Operation[] },
): void {
  const isRefused = new Set(refused.map(({ id }) => id));
  const changed = tickets.length - refused.length;
  if (changed === 0) return;
  const text = "to" in change ? boardWords.bulkMoved(changed, statusName(change.to)) : "";
  const sentence = text || boardWords.bulkChanged(changed);
  announce(sentence);
  const undone = back.filter(({ ticket }) => !isRefused.has(ticket));
  if (undone.length > 0) offerUndo(sentence, () => void takeBack(undone));
}

/** Whether a ticket would move, and no transition leads back that asks for nothing. */
function isForGood(ticket: StoredTicket, to: string): boolean {
  return ticket.status !== to && !hasWayBack(ticket, to);
}

function stop(keys: readonly string[]): void {
  const stopped = keys.filter((key) => cancelWrite(key));
  if (stopped.length < keys.length) showToast({ text: boardWords.bulkSentAlready, tone: "bad" });
}

/** Sends what takes a change back. Nothing lists what is refused of it, so a toast does. */
async function takeBack(operations: readonly Operation[]): Promise<void> {
  const refused: RefusedTicket[] = [];
  for (let at = 0; at < operations.length; at += OPERATIONS_MAX) {
    const result = await send(operations.slice(at, at + OPERATIONS_MAX)).result;
    if (result.ok) refused.push(...(result.refused ?? []));
  }
  if (refused.length === 0) return;
  const tickets = new Set(operations.map(({ ticket }) => ticket));
  showToast({ text: boardWords.bulkRefused(refused, tickets.size), tone: "bad" });
}

function send(
  operations: readonly Operation[],
  {
    changes = {},
    isWaiting = false,
  }: { changes?: Record<string, TicketChange>; isWaiting?: boolean } = {},
) {
  return enqueue({
    operation: "runBulkOperations",
    input: { workspace_id: workspace.peek()?.id ?? "", operations, atomic: false },
    ticketIds: [...new Set(operations.map(({ ticket }) => ticket))],
    changes,
    subject: boardWords.theTickets,
    ...(isWaiting && { notBefore: Date.now() + UNDO_MS }),
  });
}

/** Groups of tickets whose operations fit into one request each. */
function partsOf(
  tickets: readonly StoredTicket[],
  operationsOfTicket: (ticket: StoredTicket) => Operation[],
) {
  const parts: { shown: StoredTicket[]; operations: Operation[] }[] = [];
  for (const ticket of tickets) {
    const operations = operationsOfTicket(ticket);
    if (operations.length === 0) continue;
    const last = parts.at(-1);
    if (last && last.operations.length + operations.length <= OPERATIONS_MAX) {
      last.shown.push(ticket);
      last.operations.push(...operations);
    } else parts.push({ shown: [ticket], operations });
  }
  return parts;
}

function operationsOf(shown: StoredTicket, change: BulkChange): Operation[] {
  const { id: ticket, status, labels, version: if_match } = shown;
  const of = { ticket, if_match };
  if ("to" in change) return status === change.to ? [] : [{ op: "transition", ...of, ...change }];
  if ("fields" in change) return [{ op: "update", ...of, ...change.fields }];
  if ("deleted" in change) return [{ op: change.deleted ? "delete" : "restore", ...of }];
  // What would change nothing makes no version, which the operations after it would expect.
  const { addLabels = [], removeLabels = [] } = change;
  const added = addLabels.filter((name) => !labels.includes(name));
  const removed = removeLabels.filter((name) => labels.includes(name));
  return [
    ...added.map((label) => ({ op: "label", ...of, label })),
    ...removed.map((label) => ({ op: "unlabel", ...of, label })),
  ];
}

/** What takes the change back. */
function operationsBack(shown: StoredTicket, change: BulkChange): Operation[] {
  if ("to" in change) return operationsOf({ ...shown, status: change.to }, { to: shown.status });
  if ("deleted" in change) return operationsOf(shown, { deleted: !change.deleted });
  if ("fields" in change) {
    const names = Object.keys(change.fields) as (keyof TicketFields)[];
    const before = names.map((name) => [name, shown[name] ?? null] as const);
    return operationsOf(shown, { fields: Object.fromEntries(before) as TicketFields });
  }
  const { labels } = shown;
  const after = changed(shown, change);
  return operationsOf(after, {
    addLabels: (change.removeLabels ?? []).filter((name) => labels.includes(name)),
    removeLabels: (change.addLabels ?? []).filter((name) => !labels.includes(name)),
  });
}

function shownChange({ project_id, deleted_at }: StoredTicket, change: BulkChange): TicketChange {
  if ("fields" in change) return change.fields;
  if ("deleted" in change) {
    return { deleted_at: change.deleted ? (deleted_at ?? new Date().toISOString()) : null };
  }
  if (!("to" in change)) return change;
  if (change.resolution) return { status: change.to, resolution: change.resolution };
  const isDone = categoryOf(project_id, change.to) === "done";
  return isDone ? { status: change.to } : { status: change.to, resolution: null };
}
