import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CommandError } from "../../bin/command-error.ts";
import { spreadOf } from "../load/figures.ts";
import { operationGoals } from "./goals.ts";
import { cpuOf, hundredths, type OperationResult, operationResults } from "./operations.ts";
import type { Goal, Report } from "./report.ts";
import { type Cell, table, whole } from "./table.ts";

const usage = "npm run bench -- before-after --before=FOLDER,FOLDER --after=FOLDER,FOLDER";

/** Prints the results of two versions, each given as the folders of its reports. */
export function printBeforeAfter(args: string[]): void {
  const { before, after } = parse(args);
  console.log(beforeAfter(readReports(before), readReports(after)));
}

/** Each figure is the median over the reports of a version, because the speed of a machine changes within minutes. */
export function beforeAfter(before: readonly Report[], after: readonly Report[]): string {
  const [earlier, later] = [before, after].map((reports) =>
    medianResults(reports.map(({ compared }) => (compared ? operationResults(compared) : []))),
  ) as [OperationResult[], OperationResult[]];
  return [
    `Before: ${sourceOf(before)}`,
    `After:  ${sourceOf(after)}`,
    "",
    "Medians, before and after; CPU in µs of server and database for one request",
    resultTable(earlier, later),
    "",
    "Goals",
    goalTable(operationGoals(earlier), operationGoals(later)),
  ].join("\n");
}

/** One result for each operation that is in any report. */
function medianResults(reports: readonly OperationResult[][]): OperationResult[] {
  const all = reports.flat();
  return [...new Set(all.map(({ operation }) => operation))].map((operation) => {
    const own = all.filter((result) => result.operation === operation);
    const median = (name: keyof Omit<OperationResult, "operation">): number | undefined => {
      const figures = own.map((result) => result[name]).filter((figure) => figure !== undefined);
      return figures.length > 0 ? spreadOf(figures).median : undefined;
    };
    return {
      operation,
      per_second: median("per_second") as number,
      to_control: median("to_control"),
      to_sql: median("to_sql"),
      to_bare: median("to_bare"),
      to_pgbench: median("to_pgbench"),
      server_us: median("server_us"),
      database_us: median("database_us"),
      server_to_bare: median("server_to_bare"),
      statements: median("statements"),
      round_trips: median("round_trips"),
      failures: Math.max(...own.map(({ failures }) => failures)),
    };
  });
}

function resultTable(earlier: readonly OperationResult[], later: readonly OperationResult[]) {
  const columns: [string, (result: OperationResult) => string][] = [
    ["requests/s", ({ per_second }) => whole(per_second)],
    ["/control", ({ to_control }) => hundredths(to_control)],
    ["/smallest SQL", ({ to_sql }) => hundredths(to_sql)],
    ["CPU µs", (result) => whole(cpuOf(result))],
    ["statements", ({ statements }) => whole(statements)],
    ["round trips", ({ round_trips }) => whole(round_trips)],
  ];
  const names = [...new Set([...earlier, ...later].map(({ operation }) => operation))];
  const rows = names.map((name): Cell[] => {
    const [one, other] = [earlier, later].map((results) =>
      results.find(({ operation }) => operation === name),
    );
    const isVoid = (one?.failures ?? 0) + (other?.failures ?? 0) > 0;
    return [
      isVoid ? `${name} (requests failed!)` : name,
      ...columns.flatMap(([, cell]) => [one, other].map((result) => (result ? cell(result) : ""))),
    ];
  });
  return table(["", ...columns.flatMap(([name]) => [name, "after"])], rows);
}

function goalTable(earlier: readonly Goal[], later: readonly Goal[]): string {
  const measured = later.flatMap((goal, nth) => {
    const before = earlier[nth]?.value;
    return goal.value === undefined && before === undefined ? [] : [{ ...goal, before }];
  });
  return table(
    ["", "bound", "before", "after", ""],
    measured.map(({ goal, bound, before, value, isMet }) => [
      goal,
      String(bound),
      hundredths(before),
      hundredths(value),
      isMet === undefined ? "not measured" : isMet ? "met" : "NOT MET",
    ]),
  );
}

function sourceOf(reports: readonly Report[]): string {
  const loads = reports.map(({ machine }) => machine.load_before.toFixed(2));
  const commits = [...new Set(reports.map(({ commit }) => commit))];
  return `commit ${commits.join(", ")}, load before each run ${loads.join(", ")}`;
}

function readReports(folders: string): Report[] {
  return folders.split(",").map((folder) => {
    try {
      return JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
    } catch (error) {
      throw new CommandError(
        `${folder} has no readable report.json: ${(error as Error).message}\n\n${usage}`,
      );
    }
  });
}

function parse(args: string[]): { before: string; after: string } {
  try {
    const { before, after } = parseArgs({
      args,
      options: { before: { type: "string" }, after: { type: "string" } },
    }).values;
    if (before && after) return { before, after };
    throw new Error("--before and --after are both required.");
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n\n${usage}`);
  }
}
