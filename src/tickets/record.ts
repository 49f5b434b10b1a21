import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../db/transaction.ts";
import { type EventSource, recordEvent } from "../events/record.ts";
import type { EventType } from "../events/types.ts";
import type { Ticket } from "./ticket.ts";

const recordedFields = [
  "title",
  "description",
  "status",
  "priority",
  "assignee_id",
  "due_on",
  "labels",
  "resolution",
  "external_id",
  "metadata",
] as const satisfies (keyof Ticket)[];

/** Records what a command did to a ticket: every field that differs, with both its values. */
export function recordTicketEvent(
  tx: Tx,
  source: EventSource,
  type: Extract<EventType, `ticket.${string}`>,
  { before, after, ...data }: { before?: Ticket; after: Ticket; [name: string]: unknown },
): void {
  const { id, key, project_id, version, status } = after;
  recordEvent(tx, source, {
    type,
    subject: { type: "ticket", id },
    ticket_id: id,
    data: { ...data, key, project_id, version, status, changes: changesBetween(before, after) },
  });
}

/** A ticket that is new differs from one where every field is null. */
function changesBetween(before: Ticket | undefined, after: Ticket) {
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  for (const field of recordedFields) {
    const from = before?.[field] ?? null;
    const to = after[field];
    if (!isDeepStrictEqual(from, to)) changes[field] = { from, to };
  }
  return changes;
}
