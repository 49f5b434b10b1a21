import { listCursor } from "../store/list-cursor.ts";
import { selectedIds, toggleSelected } from "../store/selection.ts";
import { ticketSignal } from "../store/tickets.ts";
import { mayWrite, projectById } from "../store/workspace.ts";
import { moveRange } from "./selection-range.ts";

/** Where the range begins that Shift extends. */
let anchor: string | undefined;

/** Nothing changes in the trash or in an archived project; what cannot change is not selected either. */
export function mayChange(id: string): boolean {
  const ticket = ticketSignal(id)?.value;
  if (!mayWrite.value || !ticket || ticket.deleted_at) return false;
  return !projectById(ticket.project_id)?.archived_at;
}

/** The loaded tickets of the list that can be selected. */
export function selectableIds(): readonly string[] {
  return listCursor.value?.ids().filter(mayChange) ?? [];
}

/** Selects a row, or takes it out of the selection; a range begins here. */
export function startSelection(id: string): void {
  anchor = id;
  toggleSelected(id);
}

/** Extends the selection from the anchor to a row. Without an anchor in the list it begins at `from`. */
export function extendSelection(from: string, to: string): void {
  const ids = listCursor.peek()?.ids() ?? [];
  const isNew = anchor === undefined || !selectedIds.peek().has(anchor) || !ids.includes(anchor);
  const start = isNew ? from : (anchor ?? from);
  anchor = start;
  const next = moveRange({ ids, selected: selectedIds.peek(), anchor: start, from, to });
  selectedIds.value = new Set([...next].filter(mayChange));
}
