import type { CursorKeys } from "../../db/cursor.ts";
import type { Ticket } from "../ticket.ts";

/** A row of a listing: a matching ticket, or the last one that was examined. */
export interface ListedTicket {
  ticket: Ticket;
  keys: CursorKeys;
}

/**
 * `edge` is the last examined ticket if there are fewer rows than the limit although more may
 * follow.
 */
export interface Listed {
  rows: ListedTicket[];
  edge: ListedTicket | undefined;
}

/** A row of the database: the columns of a ticket and those of the sort. */
export type ListingRow = Ticket & {
  is_match: boolean;
  /** Whether it is the last one that was examined, although it may match. */
  is_edge?: boolean;
  key_1: string | null;
  key_2: string;
  key_3?: string;
};

/** Separates the matching rows from the edge. */
export function toListed(rows: readonly ListingRow[]): Listed {
  const edge = rows.find(({ is_match, is_edge }) => !is_match || is_edge);
  return {
    rows: rows.filter(({ is_match }) => is_match).map(toListedTicket),
    edge: edge && toListedTicket(edge),
  };
}

/**
 * Hides the columns of the sort with `undefined`, which JSON leaves out. To copy the other columns
 * one by one (a rest pattern) takes five times as long.
 */
function toListedTicket(row: ListingRow): ListedTicket {
  const { key_1, key_2, key_3 } = row;
  const ticket = { ...row, ...noListingColumns };
  return { ticket, keys: [key_1, key_2, ...(key_3 === undefined ? [] : [key_3])] };
}

const noListingColumns = {
  is_match: undefined,
  is_edge: undefined,
  key_1: undefined,
  key_2: undefined,
  key_3: undefined,
};
