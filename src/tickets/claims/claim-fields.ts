import type { Ticket, TicketChanges } from "../ticket.ts";

const claimFields = ["claimed_at", "lease_expires_at", "returned_at"] as const;

/**
 * Adds what a change means for the ticket's claim: another assignee ends it, and another assignee
 * or status clears `returned_at`. Leaves out claim fields that keep their value, so that a command
 * writes only what changes.
 */
export function withClaimFields(ticket: Ticket, changes: TicketChanges): TicketChanges {
  const { assignee_id, status } = changes;
  const isReassigned = assignee_id !== undefined && assignee_id !== ticket.assignee_id;
  const complete: TicketChanges = {
    ...(isReassigned && { claimed_at: null, lease_expires_at: null, returned_at: null }),
    ...(status !== undefined && { returned_at: null }),
    ...changes,
  };
  for (const field of claimFields) {
    if (complete[field] === ticket[field]) delete complete[field];
  }
  return complete;
}

/** The end of a lease that starts at `time`. Keeps the microseconds, which a Date would drop. */
export function endOfLease(time: string, seconds: number): string {
  const end = new Date(Date.parse(time) + seconds * 1000).toISOString();
  return end.slice(0, "2026-11-22T09:30:00".length) + time.slice("2026-11-22T09:30:00".length);
}
