import type { z } from "zod";
import type { createShape } from "./fields/ticket-fields.ts";
import type { Ticket as TicketSchema } from "./schemas.ts";

/** A ticket as the API shows it. `key` is composed at reading; `version` rises with every change of it. */
export type Ticket = z.output<typeof TicketSchema>;

/** What integrations keep on a ticket: a JSON object. */
export type Metadata = Ticket["metadata"];

/** Names a ticket within its workspace. An object, so that the two ids cannot be swapped. */
export type TicketKey = Pick<Ticket, "workspace_id" | "id">;

/** What a person can change of a ticket by naming it. */
export type EditableFields = Pick<Ticket, keyof typeof createShape>;

/** New values of some of them, and the HTML that follows from a description. */
export type FieldChanges = Partial<EditableFields & Pick<Ticket, "description_html">>;

/** New values of whatever commands change. A status is given with the transition that leads to it. */
export type TicketChanges = FieldChanges &
  Partial<Pick<Ticket, "status" | "resolution" | "labels" | "deleted_at">>;
