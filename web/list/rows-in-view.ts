import { rowHeight } from "./row-height.ts";

const OVERSCAN = 10;
/** The range moves in steps of this many rows, so that scrolling draws the list once for each of them. */
const STEP = 5;

export interface RowRange {
  first: number;
  /** The row after the last one. */
  end: number;
}

/** The rows that are drawn for a scroll position. `above` is what lies over the first row, in pixels. */
export function rowsInView({
  scrollTop,
  height,
  above,
  count,
}: {
  scrollTop: number;
  height: number;
  above: number;
  count: number;
}): RowRange {
  const top = Math.max(0, scrollTop - above);
  const first = Math.floor(top / rowHeight.value / STEP) * STEP - OVERSCAN;
  const end = Math.ceil((top + height) / rowHeight.value / STEP) * STEP + OVERSCAN;
  return { first: Math.min(Math.max(0, first), count), end: Math.min(count, end) };
}

/** The scroll position at which a row is in view: the present one if it is already. */
export function scrollToRow(
  row: number,
  { scrollTop, height, above }: { scrollTop: number; height: number; above: number },
): number {
  const top = above + row * rowHeight.value;
  // What lies over the rows sticks to the upper edge and covers them.
  if (top - above < scrollTop) return top - above;
  if (top + rowHeight.value > scrollTop + height) return top + rowHeight.value - height;
  return scrollTop;
}

/**
 * By how many pixels the list must scroll so that the first row in view stays where it is while rows
 * come and go above it.
 */
export function scrollCorrection(
  before: readonly string[],
  after: readonly string[],
  { scrollTop, above }: { scrollTop: number; above: number },
): number {
  const top = Math.floor(Math.max(0, scrollTop - above) / rowHeight.value);
  if (scrollTop <= above) return 0;
  const places = new Map(after.map((id, index) => [id, index]));
  for (let row = top; row < before.length; row += 1) {
    const place = places.get(before[row] ?? "");
    if (place !== undefined) return (place - row) * rowHeight.value;
  }
  return 0;
}
