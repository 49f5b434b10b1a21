import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../db/transaction.ts";
import type { EventData, EventType } from "../events/catalogue/event-types.ts";
import { type EventSource, recordEvent } from "../events/record.ts";
import { newlyMentioned } from "../mentions/texts.ts";
import type { LockedProject } from "../projects/queries.ts";
import { ticketFields } from "./fields/ticket-fields.ts";
import { keyOfTicket, type NewTicket } from "./queries.ts";
import type { Ticket } from "./ticket.ts";

type TicketEvent = Extract<EventType, `ticket.${string}`>;
type Changes = EventData<TicketEvent>["changes"];
/** The `data` of an event type except what all events of a ticket have. */
type ExtraData<Type extends TicketEvent> = Omit<EventData<Type>, keyof EventData<"ticket.deleted">>;

type RecordedField = keyof typeof ticketFields;
type Recorded = Pick<Ticket, RecordedField>;
const recordedFields = Object.keys(ticketFields) as RecordedField[];

/** Records what a command did to a ticket: every field that differs, with its old and new value. */
export function recordTicketEvent<Type extends TicketEvent>(
  tx: Tx,
  source: EventSource,
  type: Type,
  { before, after, ...extra }: { before: Ticket; after: Ticket } & ExtraData<Type>,
): void {
  const { id, key, project_id, version, status } = after;
  const changes = changesBetween(before, after);
  const common: EventData<"ticket.deleted"> = { key, project_id, version, status, changes };
  const mentions = newlyMentioned(before.mentions, after.mentions);
  // The compiler cannot see that the common fields and those of the type are complete.
  const data = { ...extra, ...common, ...(mentions && { mentions }) } as unknown as EventData<Type>;
  recordEvent<TicketEvent>(tx, source, {
    type,
    subject: { type: "ticket", id },
    ticket_id: id,
    data,
  });
}

/** Records a new ticket. Its key is computed by the database, which assigns the number. */
export function recordCreation(
  tx: Tx,
  source: EventSource,
  project: Pick<LockedProject, "key">,
  ticket: NewTicket,
): void {
  const { id, project_id, status } = ticket;
  const mentions = newlyMentioned([], ticket.mentions);
  recordEvent(tx, source, {
    type: "ticket.created",
    subject: { type: "ticket", id },
    ticket_id: id,
    data: {
      ...{ key: project.key, project_id, version: 1, status },
      changes: changesBetween({}, ticket),
      ...(mentions && { mentions }),
    },
    computedData: keyOfTicket(ticket, project),
  });
}

/**
 * The fields that differ. For a new ticket, `before` is empty, which counts as null in every field.
 */
function changesBetween(before: Partial<Recorded>, after: Partial<Recorded>): Changes {
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  for (const field of recordedFields) {
    const from = before[field] ?? null;
    const to = after[field] ?? null;
    if (!isDeepStrictEqual(from, to)) changes[field] = { from, to };
  }
  return changes as Changes;
}
