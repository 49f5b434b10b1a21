import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { acrossWorkspaces } from "./across-workspaces.ts";
import { readTables } from "./tables.ts";
import { isAll, isIn, lengthOf, type Template, templatesIn } from "./templates.ts";
import { workspaceRuleErrors } from "./workspace-rule.ts";

const root = join(import.meta.dirname, "../..");

/** Sent by commands of the operator, over connections of their own, about the whole database. */
const ofCommands = ["src/db/copy/queries.ts", "src/doctor/queries.ts"];

export interface Verdict {
  faults: string[];
  /** What was judged, in a line. */
  summary: string;
}

/** Judges all statements that were sent while the tests ran, as record.ts noted them in this folder. */
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
    const name = source ? `${source.file} ${source.owner}` : "Nobody knows what";
    found.set(name, `reaches ${faults.join(" and ")}:\n${statement}`);
  }
  const excused = Object.keys(acrossWorkspaces);
  const faulty = [...found].filter(([name]) => !excused.includes(name));
  const blameless = excused.filter((name) => !found.has(name));
  const sent = ours.map(({ statement }) => statement);
  return {
    faults: [
      ...faulty.map(([name, fault]) => `${name} ${fault}`),
      ...blameless.map((name) => `${name} needs no excuse any more in across-workspaces.ts.`),
      ...unsent(templates, sent),
    ],
    summary: `${sent.length} statements keep to their workspace, but for ${excused.length} functions that are excused`,
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

/** The template that says the most of it; of the source before the tests. */
function sourceOf(statement: string, templates: readonly Template[]): Template | undefined {
  return templates
    .filter((template) => isAll(template, statement))
    .sort((a, b) => lengthOf(b) - lengthOf(a) || Number(isTest(a)) - Number(isTest(b)))[0];
}

/** What says next to nothing, such as a template of `select` alone, would pass for the origin of anything. */
function isOfTests(source: Template, statement: string): boolean {
  return isTest(source) && lengthOf(source) > statement.length / 2;
}

function isTest({ file }: Template): boolean {
  return !file.startsWith("src/") || file.endsWith(".test.ts");
}

/** What a query might send, and never did. */
function unsent(templates: readonly Template[], statements: readonly string[]): string[] {
  return templates
    .filter(({ file }) => /^src\/.*queries\.ts$/.test(file) && !ofCommands.includes(file))
    .filter((template) => !statements.some((statement) => isIn(template, statement)))
    .map(({ file, line, owner }) => `No test sends what ${owner} has in ${file}:${line}.`);
}
