import { isDeepStrictEqual } from "node:util";
import type { Tx } from "../db/transaction.ts";
import type { EventData, EventType } from "../events/catalogue/event-types.ts";
import { type EventSource, recordEvent } from "../events/record.ts";
import type { LockedProject } from "../projects/queries.ts";
import { ticketFields } from "./fields/ticket-fields.ts";
import { keyOfTicket, type NewTicket } from "./queries.ts";
import type { Ticket } from "./ticket.ts";

type TicketEvent = Extract<EventType, `ticket.${string}`>;
type Changes = EventData<TicketEvent>["changes"];
/** What a type of event says beside that which every event of a ticket says. */
type ExtraData<Type extends TicketEvent> = Omit<EventData<Type>, keyof EventData<"ticket.deleted">>;

type RecordedField = keyof typeof ticketFields;
type Recorded = Pick<Ticket, RecordedField>;
const recordedFields = Object.keys(ticketFields) as RecordedField[];

/** Records what a command did to a ticket: every field that differs, with both its values. */
export function recordTicketEvent<Type extends TicketEvent>(
  tx: Tx,
  source: EventSource,
  type: Type,
  { before, after, ...extra }: { before: Ticket; after: Ticket } & ExtraData<Type>,
): void {
  const { id, key, project_id, version, status } = after;
  const changes = changesBetween(before, after);
  const facts: EventData<"ticket.deleted"> = { key, project_id, version, status, changes };
  // That a type's own fields and the common ones are all of them is more than the compiler can follow.
  const data = { ...extra, ...facts } as unknown as EventData<Type>;
  recordEvent<TicketEvent>(tx, source, {
    type,
    subject: { type: "ticket", id },
    ticket_id: id,
    data,
  });
}

/** The same of a ticket that is made: of its key only the counter knows the number. */
export function recordCreation(
  tx: Tx,
  source: EventSource,
  project: Pick<LockedProject, "key">,
  ticket: NewTicket,
): void {
  const { id, project_id, status } = ticket;
  recordEvent(tx, source, {
    type: "ticket.created",
    subject: { type: "ticket", id },
    ticket_id: id,
    data: { key: project.key, project_id, version: 1, status, changes: changesBetween({}, ticket) },
    computedData: keyOfTicket(ticket, project),
  });
}

/** A ticket that is new differs from one where every field is null; what is not said is null. */
function changesBetween(before: Partial<Recorded>, after: Partial<Recorded>): Changes {
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  for (const field of recordedFields) {
    const from = before[field] ?? null;
    const to = after[field] ?? null;
    if (!isDeepStrictEqual(from, to)) changes[field] = { from, to };
  }
  return changes as Changes;
}
