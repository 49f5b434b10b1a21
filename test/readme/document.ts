import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const checkout = resolve(import.meta.dirname, "../..");

export function readDocument(path: string): string {
  return readFileSync(join(checkout, path), "utf8");
}

/** The text under a heading, up to the next heading of the same level. */
export function section(document: string, title: string): string {
  const [, rest] = document.split(`\n## ${title}\n`);
  if (rest === undefined) throw new Error(`There is no section "${title}".`);
  return rest.split("\n## ")[0] ?? "";
}

export function fencedBlocks(document: string, language: string): string[] {
  const blocks = document.matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...blocks].filter(([, name]) => name === language).map(([, , block = ""]) => block);
}

/** The cells of a table's rows, below its heading. */
export function tableRows(document: string): string[][] {
  return document
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^[|\s-]+$/.test(line))
    .slice(1)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
