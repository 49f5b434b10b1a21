const successors = new Map<string, Map<number, number>>();

/** A write of this tab has made this version of a ticket out of the one before it. */
export function learnVersion(ticketId: string, version: number): void {
  const ofTicket = successors.get(ticketId) ?? new Map<number, number>();
  successors.set(ticketId, ofTicket.set(version - 1, version));
}

/**
 * The version that an edit may be sent under if it began from this one: one's own writes since then are
 * not a conflict.
 */
export function currentVersion(ticketId: string, version: number): number {
  let current = version;
  for (;;) {
    const next = successors.get(ticketId)?.get(current);
    if (next === undefined) return current;
    current = next;
  }
}
