import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Metafile } from "esbuild";
import { checkout } from "./build.ts";

/**
 * How many kilobytes of each kind the browser may load: compressed with gzip, except fonts. `start` is
 * the script and what it imports, before the first page's own code. `scripts` is everything; it was
 * planned as 120 for the pages of a first version without settings of notifications, labels and
 * versions, and without keeping what was typed after a refusal and while there is no network. The
 * last kilobyte is for loading the next page of a list again, and for giving the focus back. `styles`
 * is one file for all pages.
 */
export const budgets = { start: 60, scripts: 141, styles: 13, font: 50, fonts: 136 };

type Sizes = Record<keyof typeof budgets, number>;

/** A sentence for each budget that is exceeded, and a line with all sizes on standard output. */
export function checkBudgets(metafile: Metafile): string[] {
  const sizes = measure(metafile);
  console.log(
    (Object.keys(budgets) as (keyof Sizes)[])
      .map((name) => `${name} ${sizes[name].toFixed(1)} of ${budgets[name]} kB`)
      .join(", "),
  );
  return (Object.keys(budgets) as (keyof Sizes)[])
    .filter((name) => sizes[name] > budgets[name])
    .map(
      (name) =>
        `${name}: ${sizes[name].toFixed(1)} kB are more than ${budgets[name]} kB. ` +
        "Load less at the start, or say in dev/web/budgets.ts why more is worth it.",
    );
}

function measure({ outputs }: Metafile): Sizes {
  const sizes = new Map(
    Object.keys(outputs).map((path) => [path, kilobytes(join(checkout, pathOf(path)))]),
  );
  const sum = (paths: Iterable<string>) =>
    [...paths].reduce((all, path) => all + (sizes.get(path) ?? 0), 0);
  const of = (ending: string) => Object.keys(outputs).filter((path) => path.endsWith(ending));
  const fonts = of(".woff2");
  return {
    start: sum(loadedAtStart(outputs)),
    scripts: sum(of(".js")),
    styles: sum(of(".css")),
    font: sum(
      fonts.filter(
        (path) =>
          basename(path).startsWith("inter-latin-") &&
          !basename(path).startsWith("inter-latin-ext-"),
      ),
    ),
    fonts: sum(fonts),
  };
}

/** The folder was built under another name and then renamed. */
function pathOf(path: string): string {
  return join("web/dist/assets", basename(path));
}

/** The first script and everything that it imports by a statement. */
function loadedAtStart(outputs: Metafile["outputs"]): Set<string> {
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement") visit(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint === "web/main.tsx") visit(path);
  }
  return found;
}

function kilobytes(file: string): number {
  const content = readFileSync(file);
  return (file.endsWith(".woff2") ? content : gzipSync(content, { level: 9 })).length / 1_000;
}
