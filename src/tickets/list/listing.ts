import type { CursorKeys } from "../../db/cursor.ts";
import type { TicketFilter } from "./filter-queries.ts";
import type { TicketSearch } from "./match-queries.ts";
import type { TicketSort } from "./order-queries.ts";

export interface TicketListing {
  workspace_id: string;
  filter: TicketFilter;
  sort: TicketSort;
  /** The sort keys of the last row of the page before; undefined for the first page. */
  after: CursorKeys | undefined;
  /** The maximum number of rows. */
  limit: number;
  /** Whether only the fields of a card are read. */
  isCard: boolean;
}

/** A list that is searched. */
export type SearchListing = TicketListing & { filter: { search: TicketSearch } };
