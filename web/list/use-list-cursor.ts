import { useEffect } from "preact/hooks";
import { type Direction, listCursor } from "../store/list-cursor.ts";
import { clearSelection, focusedTicketId } from "../store/selection.ts";

/** The row that the keyboard goes to from another one. Left and right are for boards. */
export function rowAfter(
  count: number,
  { from, direction, by = 1 }: { from: number; direction: Direction; by?: number },
): number | undefined {
  if (count === 0 || direction === "left" || direction === "right") return undefined;
  if (direction === "first") return 0;
  if (direction === "last") return count - 1;
  // Nothing has the focus yet: the first key goes to the first row, whatever its direction.
  if (from === -1) return 0;
  const to = direction === "down" ? from + by : from - by;
  return Math.min(count - 1, Math.max(0, to));
}

/** Lets the keyboard move through the rows of a list while it is in view. */
export function useListCursor(list: {
  ids(): readonly string[];
  /** Puts the focus on a row and scrolls to it. */
  focusRow(id: string): void;
}): void {
  useEffect(() => {
    const cursor = {
      ids: list.ids,
      focus: (id: string) => list.focusRow(id),
      move(direction: Direction, by?: number) {
        const ids = list.ids();
        const from = ids.indexOf(focusedTicketId.peek() ?? "");
        const row = rowAfter(ids.length, { from, direction, ...(by !== undefined && { by }) });
        const id = row === undefined ? undefined : ids[row];
        if (id !== undefined) list.focusRow(id);
        return id;
      },
    };
    listCursor.value = cursor;
    return () => {
      if (listCursor.peek() !== cursor) return;
      listCursor.value = undefined;
      focusedTicketId.value = undefined;
      clearSelection();
    };
  }, [list]);
}
