import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface SourceFile {
  path: string;
  lines: number;
  imports: Import[];
}

/** A file of ours that imports another, by its path, or a package, by its name. */
export interface Import {
  from: string;
  to: string;
  /** What is there when the program runs; of types nothing is. */
  values: string[];
}

export function readSources(): SourceFile[] {
  return globSync(["{src,bin,dev,test,bench,client,examples}/**/*.ts", "web/**/*.{ts,tsx}"], {
    cwd: root,
  })
    .filter((path) => !isMade.test(path))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, lines: text.split("\n").length - 1, imports: importsIn(path, text) };
    });
}

/** What a program has made of other files. */
const isMade = /^(client\/operations\.ts|(client|web)\/dist\/)/;

const withNames = /^(?:import|export) ([^;"]*?)\s*from "([^"]+)"/gm;
const withoutNames = /^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;

export function importsIn(from: string, text: string): Import[] {
  const pathOf = (place = "") =>
    place.startsWith(".") ? posix.join(posix.dirname(from), place) : place;
  return [
    ...[...text.matchAll(withNames)].map(([, names = "", place]) => ({
      from,
      to: pathOf(place),
      values: valuesIn(names),
    })),
    ...[...text.matchAll(withoutNames)].map(([, place, later]) => ({
      from,
      to: pathOf(place ?? later),
      values: ["*"],
    })),
  ];
}

/** `{ type Sql, sql as tag }` is `sql`; `type { Sql }` is nothing; anything else is the whole module. */
function valuesIn(names: string): string[] {
  if (names.startsWith("type ")) return [];
  const [, list] = /^\{([^}]*)\}$/s.exec(names) ?? [];
  if (list === undefined) return ["*"];
  return list
    .split(",")
    .map((name) => name.trim().replace(/ as .*/s, ""))
    .filter((name) => name !== "" && !name.startsWith("type "));
}
