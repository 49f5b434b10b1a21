import { signal } from "@preact/signals";

export type Direction = "up" | "down" | "left" | "right" | "first" | "last";

/** What the board or the list in view lets the keyboard do. The view that is mounted sets it. */
export interface ListCursor {
  /** Moves the focus, by one or by `by` rows, and returns the ticket that has it then. */
  move(direction: Direction, by?: number): string | undefined;
  /** Puts the focus on a ticket, scrolling to it. */
  focus(id: string): void;
  /** The loaded tickets in the order in which they are shown. */
  ids(): readonly string[];
}

export const listCursor = signal<ListCursor | undefined>(undefined);
