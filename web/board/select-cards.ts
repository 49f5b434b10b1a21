import { focusedTicketId, select, selectedIds, toggleSelected } from "../store/selection.ts";
import { boardCursor } from "./board-cursor.ts";

/** Selects from the focused card to this one if both are in one column, else this card alone. */
export function extendSelectionTo(id: string): void {
  const ids = boardCursor.ids();
  const from = ids.indexOf(focusedTicketId.peek() ?? "");
  const to = ids.indexOf(id);
  const isStart = selectedIds.peek().size === 0 || from < 0 || from === to;
  if (isStart) toggleSelected(id);
  else select(ids.slice(Math.min(from, to), Math.max(from, to) + 1));
}
