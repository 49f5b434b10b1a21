import type { z } from "zod";
import type { createShape } from "./fields/ticket-fields.ts";
import type { TicketCard } from "./list/schemas.ts";
import type { Ticket as TicketSchema } from "./schemas.ts";

/**
 * A ticket as the API returns it. `key` is computed on reading; `version` rises with every change.
 */
export type Ticket = z.output<typeof TicketSchema>;

/** The data of integrations: a JSON object. */
export type Metadata = Ticket["metadata"];

/** Identifies a ticket. An object, so that the two IDs cannot be swapped. */
export type TicketKey = Pick<Ticket, "workspace_id" | "id">;

/** The fields that can be set directly. */
export type EditableFields = Pick<Ticket, keyof typeof createShape>;

/** New values for some of these fields, and what follows from a new description. */
export type FieldChanges = Partial<EditableFields & Pick<Ticket, "description_html" | "mentions">>;

/** New values for any field that commands change. A status changes only with a transition. */
export type TicketChanges = FieldChanges &
  Partial<Pick<Ticket, "status" | "resolution" | "labels" | "deleted_at" | "deleted_by">> &
  Partial<Pick<Ticket, "claimed_at" | "lease_expires_at" | "returned_at">>;

/** The same, except what replaces its title or description: an edit keeps those. */
export type ChangesExceptTexts = TicketChanges & { title?: undefined; description?: undefined };

/**
 * A ticket in a list, complete or with the fields of a card; in the results of a search, with what
 * was found in it.
 */
export type TicketRow = z.output<typeof TicketCard>;

export type Match = NonNullable<TicketRow["matched"]>[number];
