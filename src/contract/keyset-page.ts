import type { Cursors } from "../db/cursor.ts";
import type { Page } from "./page.ts";

/** What a row is sorted by in a list that goes by age, from either end. */
export interface PageKeys {
  created_at: string;
  id: string;
}

/** A range of such a list: so many rows at the most, behind the one named, or from the beginning. */
export interface PageRange {
  after: PageKeys | undefined;
  limit: number;
}

/**
 * Gives the page that `cursor` asks for. `binding` names the list: what it is of, and its filter. Throws
 * `invalid_request` for a cursor that is not one of this very list.
 */
export async function readKeysetPage<Row extends PageKeys>(
  cursors: Cursors,
  { binding, cursor, limit }: { binding: unknown[]; cursor?: string | undefined; limit: number },
  list: (range: PageRange) => Promise<Row[]>,
): Promise<Page<Row>> {
  const name = JSON.stringify(binding);
  const [created_at, id] = cursor === undefined ? [] : cursors.open(name, cursor);
  const after = created_at && id ? { created_at, id } : undefined;
  // One row more than the page shows whether there is another page.
  const rows = await list({ after, limit: limit + 1 });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    data: rows.slice(0, limit),
    next_cursor: last ? cursors.seal(name, [last.created_at, last.id]) : null,
  };
}
