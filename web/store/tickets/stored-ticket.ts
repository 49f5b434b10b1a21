import type { Ticket, TicketCard } from "../../../client/index.ts";

/** A ticket as the app has it: what a card shows always, the rest once the whole ticket was read. */
export type StoredTicket = TicketCard &
  Partial<Omit<Ticket, keyof TicketCard>> & {
    /**
     * The version that the description was read with; undefined while it is not loaded. Cards and events raise
     * `version` and do not contain the description, so an edit of it begins from this version.
     */
    textVersion?: number;
  };

/** A change that is shown before the server has confirmed it. */
export interface TicketChange {
  title?: string;
  description?: string | null;
  priority?: Ticket["priority"];
  assignee_id?: string | null;
  due_on?: string | null;
  status?: string;
  resolution?: Ticket["resolution"];
  deleted_at?: string | null;
  addLabels?: readonly string[];
  removeLabels?: readonly string[];
}

/** A change with the key of its write. */
export interface PendingChange {
  key: string;
  change: TicketChange;
}

export function isFull(ticket: Partial<StoredTicket>): boolean {
  return ticket.description !== undefined;
}

/** Whether the description that is loaded may be older than the rest of the ticket. */
export function isTextOutdated({ version, textVersion }: StoredTicket): boolean {
  return textVersion !== undefined && textVersion < version;
}
