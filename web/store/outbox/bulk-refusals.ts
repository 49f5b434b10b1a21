import { signal } from "@preact/signals";
import { selectedIds } from "../selection.ts";
import type { RefusedTicket } from "./entry.ts";

/** What the last bulk change could not change, by key and reason. The selection's bar lists it. */
export const bulkRefusals = signal<readonly RefusedTicket[]>([]);

/** After a bulk change, what was changed is no longer selected, and what was refused stays selected. */
export function receiveBulkResult(ids: readonly string[], refused: readonly RefusedTicket[]): void {
  const isRefused = new Set(refused.map(({ id }) => id));
  bulkRefusals.value = refused;
  const left = [...selectedIds.peek()].filter((id) => !ids.includes(id) || isRefused.has(id));
  if (left.length < selectedIds.peek().size) selectedIds.value = new Set(left);
}
