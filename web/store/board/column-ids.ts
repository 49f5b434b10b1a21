type Compare<Row> = (a: Row, b: Row) => number;

export interface LoadedRows<Row> {
  ids: readonly string[];
  /** The last row of the last page. What comes after it is not loaded, unless the column is whole. */
  edge: Row | undefined;
  isWhole: boolean;
  rowOf: (id: string) => Row | undefined;
  compare: Compare<Row>;
}

/**
 * The IDs with one more at its place. Beyond the edge of what is loaded it is left out: it comes with the
 * page that it belongs to.
 */
export function inserted<Row extends { id: string }>(
  { ids, edge, isWhole, rowOf, compare }: LoadedRows<Row>,
  row: Row,
): readonly string[] {
  const others = without(ids, row.id);
  if (!isWhole && (edge === undefined || compare(edge, row) < 0)) return others;
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = rowOf(others[middle] as string);
    if (other && compare(other, row) < 0) low = middle + 1;
    else high = middle;
  }
  return [...others.slice(0, low), row.id, ...others.slice(low)];
}

export function without(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((each) => each !== id) : ids;
}

/** The IDs of what was loaded and of a new page together, in order and each once. */
export function merged<Row extends { id: string }>(
  { ids, rowOf, compare }: Pick<LoadedRows<Row>, "ids" | "rowOf" | "compare">,
  page: readonly Row[],
): readonly string[] {
  const rows = new Map<string, Row>();
  for (const id of ids) {
    const row = rowOf(id);
    if (row) rows.set(id, row);
  }
  for (const row of page) rows.set(row.id, row);
  return [...rows.values()].sort(compare).map(({ id }) => id);
}
