import type { CursorKeys } from "../../db/cursor.ts";
import type { Match, Ticket, TicketRow } from "../ticket.ts";
import type { NameField } from "./named-queries.ts";

/** A row of a listing: a matching ticket, or the last one that was examined. */
export interface ListedTicket {
  ticket: TicketRow;
  keys: CursorKeys;
}

/**
 * `edge` is the last examined ticket if there are fewer rows than the limit although more may
 * follow.
 */
export interface Listed {
  rows: ListedTicket[];
  edge: ListedTicket | undefined;
  /** Whether its bytes end the page. The edge is then its last row. */
  isCut: boolean;
}

/** A row of the database: the columns of a ticket, those of the sort, and those of a search. */
export type ListingRow = Ticket &
  Partial<MatchColumns> & {
    is_match: boolean;
    /** Whether it is the last one that was examined, although it may match. */
    is_edge?: boolean;
    has_more?: boolean;
    key_1: string | null;
    key_2: string;
    key_3?: string;
  };

/** Where a search has found the ticket. */
interface MatchColumns {
  /** Which fields the query as a whole names; null if it names none. */
  named_by: NameField[] | null;
  in_title: boolean;
  in_description: boolean;
  /** The newest comments that have all words. */
  comment_ids: string[] | null;
}

/** Separates the matching rows from the edge. */
export function toListed(rows: readonly ListingRow[]): Listed {
  const last = rows.at(-1);
  const isCut = last?.has_more === true;
  const edge = isCut ? last : rows.find(({ is_match, is_edge }) => !is_match || is_edge);
  return {
    rows: rows.filter(({ is_match }) => is_match).map(toListedTicket),
    edge: edge && toListedTicket(edge),
    isCut,
  };
}

/**
 * Hides the columns of the sort with `undefined`, which JSON leaves out. To copy the other columns
 * one by one (a rest pattern) takes five times as long.
 */
function toListedTicket(row: ListingRow): ListedTicket {
  const { key_1, key_2, key_3 } = row;
  const ticket = { ...row, ...noListingColumns, matched: matchedIn(row) };
  return { ticket, keys: [key_1, key_2, ...(key_3 === undefined ? [] : [key_3])] };
}

const noListingColumns = {
  is_match: undefined,
  is_edge: undefined,
  has_more: undefined,
  key_1: undefined,
  key_2: undefined,
  key_3: undefined,
  named_by: undefined,
  in_title: undefined,
  in_description: undefined,
  comment_ids: undefined,
};

/** Undefined without a search. */
function matchedIn({ named_by, in_title, in_description, comment_ids }: ListingRow) {
  if (named_by === undefined) return undefined;
  const matched: Match[] = [
    ...(named_by ?? []).map((field) => ({ field })),
    ...(in_title ? [{ field: "title" as const }] : []),
    ...(in_description ? [{ field: "description" as const }] : []),
    ...(comment_ids ?? []).map((comment_id) => ({ field: "comment" as const, comment_id })),
  ];
  return matched;
}
