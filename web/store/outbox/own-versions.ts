const successors = new Map<string, Map<number, number>>();

/**
 * A write of this tab was sent under the version `from` and answered with `to`. It has made that version
 * only if it is the next one: a write that changes nothing is answered with the version that is there,
 * which may be somebody else's.
 */
export function learnVersion(ticketId: string, { from, to }: { from: number; to: number }): void {
  if (to !== from + 1) return;
  const ofTicket = successors.get(ticketId) ?? new Map<number, number>();
  successors.set(ticketId, ofTicket.set(from, to));
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
