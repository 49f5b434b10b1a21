import { listCursor } from "../store/list-cursor.ts";
import { selectedIds, toggleSelected } from "../store/selection.ts";
import { moveRange } from "./selection-range.ts";

/** Where the range begins that Shift extends. */
let anchor: string | undefined;

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
  selectedIds.value = moveRange({ ids, selected: selectedIds.peek(), anchor: start, from, to });
}
