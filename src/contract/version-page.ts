import { type Cursors, cursorOfAnotherList } from "../db/cursor.ts";
import type { PageRow } from "../db/first-rows.ts";
import { type Page, takePage } from "./page.ts";

/** A page of the versions of one thing, newest first. */
export interface VersionPageRequest {
  /** Identifies the list, without what the versions are of. */
  binding: unknown[];
  cursors: Cursors;
  query: { cursor?: string | undefined; limit: number };
}

/** A range of versions: at most `limit` that are lower than `before`, or from the newest. */
export interface VersionRange {
  before: number | null;
  limit: number;
}

/**
 * The range of versions to read, one more than the page has. Throws `invalid_request` for a cursor
 * of another list.
 */
export function openVersionPage(request: VersionPageRequest): VersionRange {
  const version = openCursor(request)?.version;
  return { before: version ? Number(version) : null, limit: request.query.limit + 1 };
}

/**
 * The page with these versions of what has the ID `owner`. A cursor is valid for that alone, however
 * the request names it.
 */
export function sealVersionPage<Row extends { version: number }>(
  request: VersionPageRequest,
  owner: string,
  rows: readonly PageRow<Row>[],
): Page<Row> {
  const from = openCursor(request);
  if (from && from.owner !== owner) throw cursorOfAnotherList();
  const { data, last } = takePage(rows, request.query.limit);
  const next = last && request.cursors.seal(nameOf(request), [owner, String(last.version)]);
  return { data, next_cursor: next ?? null };
}

function openCursor(request: VersionPageRequest) {
  const { cursor } = request.query;
  if (cursor === undefined) return undefined;
  const [owner, version] = request.cursors.open(nameOf(request), cursor);
  return { owner, version };
}

function nameOf({ binding }: VersionPageRequest): string {
  return JSON.stringify(binding);
}
