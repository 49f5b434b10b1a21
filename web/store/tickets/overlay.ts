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
 * fields that were not loaded. A newer card keeps the texts that are loaded until the whole ticket is read.
 */
export function received(server: StoredTicket | undefined, row: StoredTicket): StoredTicket {
  if (!server) return row;
  if (row.version < server.version) return server;
  return { ...server, ...row };
}

/** What an event says of a ticket: new values of the fields that changed, and the version after it. */
export interface TicketEvent {
  version: number;
  values: Partial<StoredTicket>;
}

/** The server's ticket after an event, which counts only if it is newer than what is known. */
export function afterEvent(server: StoredTicket, { version, values }: TicketEvent): StoredTicket {
  if (version <= server.version) return server;
  return { ...server, ...values, version };
}

/** Whether something is missing after an event: an event before it, or a text that is not in events. */
export function needsReading(
  server: StoredTicket,
  { version, isTextChanged }: { version: number; isTextChanged: boolean },
): boolean {
  if (version <= server.version) return false;
  return version > server.version + 1 || (isTextChanged && isFull(server));
}
