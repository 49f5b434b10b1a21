import type { OutboxEntry } from "../outbox/entry.ts";

/**
 * The draft of a reason belongs to the first of its tickets by ID: of many tickets some are refused, and the
 * question about those finds it again.
 */
export function reasonDraftName(ticketIds: readonly string[], to: string): string {
  const [first = ""] = [...ticketIds].sort();
  return `reason:${to}:${first}`;
}

/** The draft that the reason of a refused move becomes. `ticketIds` are those that did not move. */
export function reasonDraft({ operation, input }: OutboxEntry, ticketIds: readonly string[]) {
  const move = (operation === "runBulkOperations" ? firstOf(input.operations) : input) as {
    to?: string;
    reason?: string;
  };
  if (move?.to === undefined || move.reason === undefined) return undefined;
  return { name: reasonDraftName(ticketIds, move.to), value: move.reason };
}

function firstOf(operations: unknown): unknown {
  return (operations as readonly unknown[])[0];
}
