import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../dev/data-dir.ts";
import type { Table } from "./experiment.ts";

const begin = "<!-- figures: written by the command below -->";
const end = "<!-- end of figures -->";

/** The text between the two marks of a page: the tables, and what they were measured on. */
export function figures(tables: readonly Table[], measuredOn: string): string {
  return [...tables.map(markdown), measuredOn].join("\n\n");
}

/** Replaces the figures of a page. */
export function writeFigures(page: string, text: string): void {
  const file = pageFile(page);
  writeFileSync(file, withFigures(readFileSync(file, "utf8"), text));
}

export function withFigures(page: string, text: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`A page needs the lines ${begin} and ${end}.`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

export function pageFile(page: string): string {
  return join(checkout, "docs/tradeoffs", page);
}

/** A Markdown table with aligned columns, which is readable in a terminal too. */
function markdown({ about, head, rows }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(4, ...all.map((row) => row[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [`${about}:`, "", line(head), line(rule), ...rows.map(line)].join("\n");
}
