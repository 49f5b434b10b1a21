import type { Page } from "../contract/page.ts";
import type { Cursors } from "../db/cursor.ts";
import type { Sql } from "../db/sql.ts";
import { foldName } from "../text/fold.ts";
import { type ListedLabel, listLabels } from "./list-queries.ts";

interface ListRequest {
  workspace_id: string;
  cursors: Cursors;
  query: { prefix?: string | undefined; cursor?: string | undefined; limit: number };
}

type Label = Omit<ListedLabel, "place">;

/** The query of a page. Throws `invalid_request` for a cursor of another list. */
export function labelsQuery(request: ListRequest): Sql<ListedLabel> {
  const { workspace_id, cursors, query } = request;
  const [place, name] =
    query.cursor === undefined ? [] : cursors.open(bindingOf(request), query.cursor);
  return listLabels({
    workspace_id,
    prefix: query.prefix === undefined ? undefined : foldName(query.prefix),
    after: place && name ? { place, name } : undefined,
    // One row more than the page shows whether there is another page.
    limit: query.limit + 1,
  });
}

/** The page with these rows. */
export function toLabelPage(request: ListRequest, rows: readonly ListedLabel[]): Page<Label> {
  const { limit } = request.query;
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    data: rows.slice(0, limit).map(({ place: _, ...label }) => label),
    next_cursor: last ? request.cursors.seal(bindingOf(request), [last.place, last.name]) : null,
  };
}

function bindingOf({ workspace_id, query: { prefix } }: ListRequest): string {
  return JSON.stringify(["labels", 1, workspace_id, prefix ?? null]);
}
