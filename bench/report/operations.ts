import type { CompareResult, Comparison } from "../measure/compare.ts";
import { type Cell, table, tenths, whole } from "./table.ts";

/** The results of one operation in a run: a line of the table that compares two versions. */
export interface OperationResult {
  operation: string;
  per_second: number;
  /** Requests a second, divided by those of each limit. */
  to_control: number | undefined;
  to_sql: number | undefined;
  to_bare: number | undefined;
  to_pgbench: number | undefined;
  /** Microseconds of CPU a request. */
  server_us: number | undefined;
  database_us: number | undefined;
  /** The server's CPU, divided by that of the bare server. */
  server_to_bare: number | undefined;
  /** Counted on the wire. Absent for a mix. */
  statements: number | undefined;
  round_trips: number | undefined;
  failures: number;
}

export function operationResults({ comparisons, costs }: CompareResult): OperationResult[] {
  const costOf = new Map(costs.map((cost) => [cost.workload, cost]));
  return comparisons.map((comparison) => {
    const { workload, program, failures } = comparison;
    const cost = costOf.get(workload);
    return {
      operation: workload,
      per_second: program.per_second.median,
      to_control: ratioTo(comparison.control, comparison),
      to_sql: ratioTo(comparison.sql, comparison),
      to_bare: ratioTo(comparison.bare, comparison),
      to_pgbench: ratioTo(comparison.pgbench, comparison),
      server_us: program.server_us?.median,
      database_us: program.database_us?.median,
      server_to_bare: ratio(program.server_us?.median, comparison.bare?.server_us?.median),
      statements: cost?.statements,
      round_trips: cost?.round_trips,
      failures,
    };
  });
}

export function operationTable(results: readonly OperationResult[]): string {
  const head = [
    "",
    "requests/s",
    "/control",
    "/smallest SQL",
    "/bare",
    "/pgbench",
    "server µs",
    "database µs",
    "statements",
    "round trips",
  ];
  const rows = results.map((one): Cell[] => [
    one.failures > 0 ? `${one.operation} (${one.failures} failed!)` : one.operation,
    whole(one.per_second),
    hundredths(one.to_control),
    hundredths(one.to_sql),
    hundredths(one.to_bare),
    hundredths(one.to_pgbench),
    whole(one.server_us),
    whole(one.database_us),
    whole(one.statements),
    whole(one.round_trips),
  ]);
  return table(head, rows);
}

/** The CPU of server and database for one request, in microseconds. */
export function cpuOf(result: OperationResult | undefined): number | undefined {
  if (result?.server_us === undefined || result.database_us === undefined) return undefined;
  return result.server_us + result.database_us;
}

function ratioTo(limit: { per_second: { median: number } } | undefined, { program }: Comparison) {
  return ratio(program.per_second.median, limit?.per_second.median);
}

/** Undefined if one of the two was not measured. */
export function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || !b ? undefined : a / b;
}

export function hundredths(value: number | undefined): string {
  return value === undefined || value >= 100 ? tenths(value) : value.toFixed(2);
}
