import type { FeedEvent } from "../../../client/index.ts";
import type { StoredTicket } from "../tickets/stored-ticket.ts";

/** What an event says of a ticket. */
export interface TicketNews {
  id: string;
  key: string;
  project_id: string;
  version: number;
  values: Partial<StoredTicket>;
  /** Under which status it counted before and counts now; undefined while it does not exist or is deleted. */
  from: string | undefined;
  to: string | undefined;
  /** Whether a text changed, which events do not contain. */
  isTextChanged: boolean;
  /** Whether it changes the ticket, not only what surrounds it. */
  isChange: boolean;
}

interface TicketEventData {
  key: string;
  project_id: string;
  version: number;
  status: string;
  changes: Record<string, { from?: unknown; to?: unknown; changed?: true }>;
}

/** Reads an event of a ticket; undefined for every other event. */
export function ticketNews(event: FeedEvent): TicketNews | undefined {
  const { ticket_id: id, type, occurred_at } = event;
  if (id === null || !type.startsWith("ticket.") || !("status" in event.data)) return undefined;
  const { key, project_id, version, status, changes } = event.data as TicketEventData;
  const values: Record<string, unknown> = { updated_at: occurred_at };
  for (const [name, change] of Object.entries(changes)) {
    if ("to" in change) values[name] = change.to;
  }
  if (type === "ticket.deleted" || type === "ticket.restored") {
    const isGone = type === "ticket.deleted";
    values.deleted_at = isGone ? occurred_at : null;
    values.deleted_by = isGone ? event.actor_id : null;
  }
  const isGone = type === "ticket.deleted";
  const isNew = type === "ticket.created" || type === "ticket.restored";
  const before = changes.status?.from;
  return {
    id,
    key,
    project_id,
    version,
    values: values as Partial<StoredTicket>,
    from: isNew ? undefined : typeof before === "string" ? before : status,
    to: isGone ? undefined : status,
    isTextChanged: changes.description !== undefined,
    isChange: type !== "ticket.due" && type !== "ticket.version_redacted",
  };
}

/**
 * The card of a ticket that was just created, from its event: an import does not cost every open board a
 * request for each ticket.
 */
export function createdCard(event: FeedEvent, news: TicketNews): StoredTicket | undefined {
  const { title } = news.values;
  if (event.type !== "ticket.created" || title === undefined) return undefined;
  return {
    id: news.id,
    project_id: news.project_id,
    key: news.key,
    title,
    status: news.to ?? "",
    priority: "none",
    assignee_id: null,
    due_on: null,
    labels: [],
    resolution: null,
    returned_at: null,
    deleted_at: null,
    deleted_by: null,
    created_at: event.occurred_at,
    updated_at: event.occurred_at,
    ...news.values,
    version: news.version,
  };
}
