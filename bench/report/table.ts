export type Cell = string;

export function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : Math.round(value).toLocaleString("en");
}

export function tenths(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : value.toFixed(1);
}

/** A text table. The first column is left-aligned, the others right-aligned. */
export function table(head: readonly Cell[], rows: readonly Cell[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly Cell[]) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  return all.map(line).join("\n");
}
