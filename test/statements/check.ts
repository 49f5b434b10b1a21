import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { acrossWorkspaces } from "./across-workspaces.ts";
import { readTables } from "./tables.ts";
import { isAll, isIn, lengthOf, type Template, templatesIn } from "./templates.ts";
import { workspaceRuleErrors } from "./workspace-rule.ts";

const root = join(import.meta.dirname, "../..");

/** The queries of operator commands, which use their own connections and the whole database. */
const ofCommands = [
  "src/db/copy/queries.ts",
  "src/doctor/queries.ts",
  "src/doctor/replica-queries.ts",
];

export interface Verdict {
  faults: string[];
  /** What was checked, in one line. */
  summary: string;
}

/** Checks all statements that were sent while the tests ran, as record.ts recorded them in this folder. */
export function checkStatements(folder: string): Verdict {
  const statements = readStatements(folder);
  const templates = readTemplates();
  const tables = readTables(readFileSync(join(root, "schema.sql"), "utf8"));
  const ours = statements
    .map((statement) => ({ statement, source: sourceOf(statement, templates) }))
    .filter(({ statement, source }) => !source || !isOfTests(source, statement));

  const found = new Map<string, string>();
  for (const { statement, source } of ours) {
    const faults = workspaceRuleErrors(statement, tables);
    if (faults.length === 0) continue;
    const name = source ? `${source.file} ${source.owner}` : "An unknown function";
    found.set(name, `reaches ${faults.join(" and ")}:\n${statement}`);
  }
  const excused = Object.keys(acrossWorkspaces);
  const faulty = [...found].filter(([name]) => !excused.includes(name));
  const unneeded = excused.filter((name) => !found.has(name));
  const sent = ours.map(({ statement }) => statement);
  return {
    faults: [
      ...faulty.map(([name, fault]) => `${name} ${fault}`),
      ...unneeded.map((name) => `${name} no longer needs its exception in across-workspaces.ts.`),
      ...unsent(templates, sent),
    ],
    summary: `${sent.length} statements are restricted to their workspace, except in ${excused.length} listed functions`,
  };
}

function readStatements(folder: string): string[] {
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), "utf8").trimEnd().split("\n"),
  );
  return [...new Set(lines)].map((line) => JSON.parse(line));
}

function readTemplates(): Template[] {
  return globSync("{src,bin,dev,test,bench}/**/*.ts", { cwd: root })
    .sort()
    .flatMap((file) => templatesIn(file, readFileSync(join(root, file), "utf8")));
}

/** The template that covers most of the statement, preferably from the source instead of the tests. */
function sourceOf(statement: string, templates: readonly Template[]): Template | undefined {
  return templates
    .filter((template) => isAll(template, statement))
    .sort((a, b) => lengthOf(b) - lengthOf(a) || Number(isTest(a)) - Number(isTest(b)))[0];
}

/** A very short template, such as `select` alone, does not count, because it matches every statement. */
function isOfTests(source: Template, statement: string): boolean {
  return isTest(source) && lengthOf(source) > statement.length / 2;
}

function isTest({ file }: Template): boolean {
  return !file.startsWith("src/") || file.endsWith(".test.ts");
}

/** The templates of queries that no test has sent. */
function unsent(templates: readonly Template[], statements: readonly string[]): string[] {
  return templates
    .filter(({ file }) => /^src\/.*queries\.ts$/.test(file) && !ofCommands.includes(file))
    .filter((template) => !statements.some((statement) => isIn(template, statement)))
    .map(({ file, line, owner }) => `No test sends what ${owner} has in ${file}:${line}.`);
}
