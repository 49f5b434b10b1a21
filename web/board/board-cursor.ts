import { computed, signal } from "@preact/signals";
import { board, type Column } from "../store/columns.ts";
import type { Direction, ListCursor } from "../store/list-cursor.ts";
import { focusedTicketId } from "../store/selection.ts";
import { ticketSignal } from "../store/tickets.ts";
import { cardAt } from "./card-layout.ts";
import { collapsedStatuses } from "./collapsed.ts";

/** What a column that is drawn knows of its cards, by status. */
export interface ColumnView {
  offsets: () => Float64Array;
  scrollTop: () => number;
  /** Puts the focus on a card, scrolling to it. */
  focusCard: (id: string) => void;
}

export const columnViews = new Map<string, ColumnView>();

/** A card that is to have the focus as soon as its column is drawn. */
export const wantedFocus = signal<string | undefined>(undefined);

/** The card that has the focus, or had it when it was taken away from under it. */
let cardWithFocus: string | undefined;

export function takeCardFocus(id: string): void {
  cardWithFocus = id;
  focusedTicketId.value = id;
}

/** Whether a card lost the focus only because it was moved to another column. */
export function hasLostFocus(id: string): boolean {
  return cardWithFocus === id && document.activeElement === document.body;
}

/** Notices when the person takes the focus elsewhere, until the returned function is called. */
export function watchCardFocus(): () => void {
  const leave = ({ target }: Event) => {
    if (!(target instanceof Element && target.closest(".card"))) cardWithFocus = undefined;
  };
  addEventListener("focusin", leave);
  addEventListener("pointerdown", leave, true);
  return () => {
    removeEventListener("focusin", leave);
    removeEventListener("pointerdown", leave, true);
  };
}

/** The one card that Tab reaches: the one that had the focus last, else the first of the board. */
export const tabStopId = computed<string | undefined>(() => {
  const columns = openColumns();
  const focused = focusedTicketId.value;
  const status = focused === undefined ? undefined : ticketSignal(focused)?.value.status;
  const own = columns.find((column) => column.status === status);
  if (focused !== undefined && own?.ids.value.includes(focused)) return focused;
  return columns.find(({ ids }) => ids.value.length > 0)?.ids.value[0];
});

function openColumns(): readonly Column[] {
  const columns = [...(board.value?.columns.values() ?? [])];
  return columns.filter(({ status }) => !collapsedStatuses.value.has(status));
}

/** What the keyboard does on the board. */
export const boardCursor: ListCursor = {
  move(direction, by = 1) {
    const columns = openColumns().filter(({ ids }) => ids.peek().length > 0);
    const id = focusedTicketId.peek();
    const at = columns.findIndex(({ ids }) => id !== undefined && ids.peek().includes(id));
    const column = columns[at];
    if (!column || id === undefined) return focusOn(columns[0]?.ids.peek()[0]);
    if (direction === "left" || direction === "right") {
      const next = columns[direction === "left" ? at - 1 : at + 1];
      return next && focusOn(neighbourOf(id, { column, next }));
    }
    const ids = column.ids.peek();
    return focusOn(ids[placeAfter(ids.length, { from: ids.indexOf(id), direction, by })]);
  },
  focus: (id) => void focusOn(id),
  ids: () => openColumns().flatMap(({ ids }) => ids.peek()),
};

export function placeAfter(
  count: number,
  { from, direction, by }: { from: number; direction: Direction; by: number },
): number {
  if (direction === "first") return 0;
  if (direction === "last") return count - 1;
  const to = direction === "down" ? from + by : from - by;
  return Math.max(0, Math.min(count - 1, to));
}

/** The card of the next column at the height of this one. */
function neighbourOf(
  id: string,
  { column, next }: { column: Column; next: Column },
): string | undefined {
  const here = columnViews.get(column.status);
  const there = columnViews.get(next.status);
  const ids = next.ids.peek();
  if (!here || !there) return ids[0];
  const offsets = here.offsets();
  const index = column.ids.peek().indexOf(id);
  const middle = ((offsets[index] ?? 0) + (offsets[index + 1] ?? 0)) / 2;
  return ids[cardAt(there.offsets(), middle - here.scrollTop() + there.scrollTop())];
}

function focusOn(id: string | undefined): string | undefined {
  const status = id === undefined ? undefined : ticketSignal(id)?.peek().status;
  if (id === undefined || status === undefined) return undefined;
  const view = columnViews.get(status);
  if (view) view.focusCard(id);
  else wantedFocus.value = id;
  return id;
}
