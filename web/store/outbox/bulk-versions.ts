import type { OutboxEntry } from "./entry.ts";
import { currentVersion, learnVersion } from "./own-versions.ts";

/** An operation of a bulk. `if_match` is the version that the page showed of its ticket. */
export interface Operation {
  ticket: string;
  op: string;
  if_match: number;
  [member: string]: unknown;
}

/**
 * The entry with the versions that its tickets have when it is sent: one's own edits and moves since then are
 * not a conflict. Neither are the operations before it on the same ticket, because each makes a version.
 */
export function withOwnVersions(entry: OutboxEntry): OutboxEntry {
  if (entry.operation !== "runBulkOperations") return entry;
  return { ...entry, input: { ...entry.input, operations: sentOperations(entry) } };
}

function sentOperations({ input }: OutboxEntry): Operation[] {
  const before = new Map<string, number>();
  return (input.operations as readonly Operation[]).map((operation) => {
    const { ticket } = operation;
    const count = before.get(ticket) ?? 0;
    before.set(ticket, count + 1);
    return { ...operation, if_match: currentVersion(ticket, operation.if_match) + count };
  });
}

/** Learns which versions a bulk has made, from the results of its operations. */
export function learnBulkVersions(
  entry: OutboxEntry,
  results: readonly { ticket?: { version: number } | undefined; problem?: unknown }[],
): void {
  sentOperations(entry).forEach(({ ticket, op, if_match }, index) => {
    const result = results[index];
    // A deletion is answered without the ticket.
    const isDeleted = op === "delete" && result !== undefined && !result.problem;
    const to = isDeleted ? if_match + 1 : result?.ticket?.version;
    if (to !== undefined) learnVersion(ticket, { from: if_match, to });
  });
}
