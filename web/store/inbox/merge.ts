/** The part of a notification that decides its place and whether it is in view. */
export interface InboxRow {
  id: string;
  changed_at: string;
  unread: boolean;
  archived_at: string | null;
}

/** Latest change first, as the API lists them. */
export function compareRows(a: InboxRow, b: InboxRow): number {
  if (a.changed_at !== b.changed_at) return a.changed_at < b.changed_at ? 1 : -1;
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}

/**
 * The loaded rows that the first page, read again, should have had and has not: they were archived
 * or read elsewhere. Rows older than the page are unknown, and are not among them.
 */
export function missingFromFirstPage<Row extends InboxRow>(
  loaded: readonly Row[],
  page: readonly Row[],
  { isLast }: { isLast: boolean },
): Row[] {
  const ids = new Set(page.map(({ id }) => id));
  const last = page.at(-1);
  return loaded.filter(
    (row) => !ids.has(row.id) && (isLast || (last !== undefined && compareRows(row, last) < 0)),
  );
}
