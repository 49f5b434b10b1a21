import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cycles, emptyNames, FILES_MAX, importRules, violations } from "./import-rules.ts";
import { type Import, importsIn, readSources } from "./sources.ts";

// What only the whole tree shows. The rules of imports are data: import-rules.ts.

const files = readSources();
const imports = files.flatMap((file) => file.imports).filter(({ from }) => !isTest(from));

describe("an import", () => {
  for (const rule of importRules) {
    it(`follows the rule: ${rule.name}`, () => {
      none(violations(rule, imports));
    });
  }

  it("is not part of a cycle, types included", () => {
    assert.deepEqual(cycles(files), []);
  });

  it("takes the tag `sql` to queries and src/db alone", () => {
    const ofTag = imports.filter(
      ({ to, values }) => to === "src/db/sql.ts" && /\b(sql|\*)/.test(values.join(" ")),
    );
    assert.ok(ofTag.length > 20);
    // An experiment is about its statements, and shows them where it runs them.
    const others = ofTag.filter(({ from }) => !from.startsWith("bench/tradeoffs/"));
    none(others.filter(({ from }) => !isQueries(from) && !from.startsWith("src/db/")));
  });

  it("leads from queries to no verb, which is what calls queries", () => {
    const callers = new Set(imports.filter(({ to }) => isQueries(to)).map(({ from }) => from));
    none(
      imports.filter(
        ({ from, to, values }) =>
          isQueries(from) &&
          values.length > 0 &&
          callers.has(to) &&
          !isQueries(to) &&
          !to.startsWith("src/db/"),
      ),
    );
  });

  it("is found in every form that it can have", () => {
    const forms: [text: string, values: string[]][] = [
      ['import { type Sql, sql } from "../db/sql.ts";', ["sql"]],
      ['import {\n  join,\n  type Sql,\n  sql as tag,\n} from "../db/sql.ts";', ["join", "sql"]],
      ['import type { Sql } from "../db/sql.ts";', []],
      ['import * as all from "../db/sql.ts";', ["*"]],
      ['import "../db/sql.ts";', ["*"]],
      ['const { sql } = await import("../db/sql.ts");', ["*"]],
      ['export * from "../db/sql.ts";', ["*"]],
      ['export { sql } from "../db/sql.ts";', ["sql"]],
    ];
    for (const [text, values] of forms) {
      const from = "src/tickets/queries.ts";
      assert.deepEqual(importsIn(from, text), [{ from, to: "src/db/sql.ts", values }], text);
    }
  });
});

describe("a folder", () => {
  it("is named for what is in it", () => {
    assert.deepEqual(
      files.map(({ path }) => path).filter((path) => emptyNames.test(path)),
      [],
    );
  });

  it(`has ${FILES_MAX} files at most, tests included`, () => {
    const counts = Map.groupBy(files, ({ path }) => folder(path));
    assert.deepEqual(
      [...counts].flatMap(([path, { length }]) =>
        length > FILES_MAX ? [`${path}: ${length}`] : [],
      ),
      [],
    );
  });
});

describe("a file", () => {
  it("has a name in kebab-case, and so have the folders above it", () => {
    const kebab = /^([a-z][a-z0-9]*(-[a-z0-9]+)*\/)+[a-z][a-z0-9]*(-[a-z0-9]+)*(\.test)?\.tsx?$/;
    assert.deepEqual(
      files.map(({ path }) => path).filter((path) => !kebab.test(path)),
      [],
    );
  });

  it("has one subject: 300 lines at the most, 500 where it tests", () => {
    assert.deepEqual(
      files
        .filter(({ path, lines }) => lines > (isTest(path) ? 500 : 300))
        .map(({ path, lines }) => `${path} has ${lines}`),
      [],
    );
  });
});

function none(found: readonly Import[]): void {
  assert.deepEqual(
    found.map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || /^(web\/)?test\//.test(path);
}

function isQueries(path: string): boolean {
  return /^(src|dev|bench)\/.*\bqueries\.ts$/.test(path);
}

function folder(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
