import {
  isFull,
  type PendingChange,
  type StoredTicket,
  type TicketChange,
} from "./stored-ticket.ts";

/** The server's ticket with pending changes laid over it, in the order in which they were made. */
export function layOver(server: StoredTicket, pending: readonly PendingChange[]): StoredTicket {
  return pending.reduce((ticket, { change }) => changed(ticket, change), server);
}

export function changed(ticket: StoredTicket, change: TicketChange): StoredTicket {
  const { addLabels = [], removeLabels = [], ...fields } = change;
  if (addLabels.length === 0 && removeLabels.length === 0) return { ...ticket, ...fields };
  const kept = ticket.labels.filter((name) => !removeLabels.includes(name));
  const labels = [...new Set([...kept, ...addLabels])].sort();
  return { ...ticket, ...fields, labels };
}

/**
 * The server's ticket after a row was read. An older row is ignored; a row of the same version adds the
 * fields that were not loaded. A newer card keeps the description that is loaded, with its version, until
 * the whole ticket is read.
 */
export function received(server: StoredTicket | undefined, row: StoredTicket): StoredTicket {
  if (server && row.version < server.version) return server;
  const { textVersion = isFull(row) ? row.version : server?.textVersion } = row;
  return { ...server, ...row, ...(textVersion !== undefined && { textVersion }) };
}

/** What an event says of a ticket: new values of the fields that changed, and the version after it. */
export interface TicketEvent {
  version: number;
  values: Partial<StoredTicket>;
  /** Whether the description changed, which events do not contain. */
  isTextChanged: boolean;
}

/**
 * The server's ticket after an event. Its values count only if it is newer than what is known. The
 * description remains that of its version, unless this is the next one and did not change it.
 */
export function afterEvent(server: StoredTicket, event: TicketEvent): StoredTicket {
  const { version, values, isTextChanged } = event;
  const hasSameText = !isTextChanged && server.textVersion === version - 1;
  const text = hasSameText ? { textVersion: version } : {};
  if (version <= server.version) return { ...server, ...text };
  return { ...server, ...values, ...text, version };
}

/** Whether an event before this one is missing. */
export function needsReading(server: StoredTicket, { version }: { version: number }): boolean {
  return version > server.version + 1;
}
