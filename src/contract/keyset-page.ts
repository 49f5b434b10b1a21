import { type Cursors, cursorOfAnotherList } from "../db/cursor.ts";
import { type Page, takePage } from "./page.ts";

/** The sort keys of a list that is ordered by age, in either direction. */
export interface PageKeys {
  created_at: string;
  id: string;
}

/** A range of such a list: at most `limit` rows after the given keys, or from the beginning. */
export interface PageRange {
  after: PageKeys | undefined;
  limit: number;
}

interface PageRequest {
  /** Identifies the list: what it belongs to, and its filter. */
  binding: unknown[];
  cursor?: string | undefined;
  limit: number;
}

/**
 * Returns the page that `cursor` asks for. Throws `invalid_request` for a cursor of another list.
 */
export async function readKeysetPage<Row extends PageKeys>(
  cursors: Cursors,
  request: PageRequest,
  list: (range: PageRange) => Promise<Row[]>,
): Promise<Page<Row>> {
  return sealPage(cursors, request, await list(openPage(cursors, request)));
}

/**
 * The range of rows to read. It has one row more than the page, which shows whether there is
 * another page.
 */
export function openPage(cursors: Cursors, { binding, cursor, limit }: PageRequest): PageRange {
  const [created_at, id] =
    cursor === undefined ? [] : cursors.open(JSON.stringify(binding), cursor);
  return { after: created_at && id ? { created_at, id } : undefined, limit: limit + 1 };
}

/**
 * The page with these rows. `owner` is the ID of what the list belongs to if that is known only
 * once the rows are: it becomes part of the cursor, and a cursor with another owner is refused.
 */
export function sealPage<Row extends PageKeys>(
  cursors: Cursors,
  { binding, cursor, limit, owner = null }: PageRequest & { owner?: string | null },
  rows: readonly Row[],
): Page<Row> {
  const name = JSON.stringify(binding);
  if (cursor !== undefined && owner !== null && cursors.open(name, cursor)[2] !== owner) {
    throw cursorOfAnotherList();
  }
  const { data, last } = takePage(rows, limit);
  return {
    data,
    next_cursor: last ? cursors.seal(name, [last.created_at, last.id, owner]) : null,
  };
}
