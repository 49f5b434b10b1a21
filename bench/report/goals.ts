import type { ScalePoint } from "../measure/scale.ts";
import { cpuOf, type OperationResult, operationResults, ratio } from "./operations.ts";
import type { Goal, Report } from "./report.ts";

type Found = Omit<Report, "goals">;

/** Writes that are measured with and without a key, with the minimum ratio of each with a key to the control. */
const writes: readonly [name: string, toControl: number][] = [
  ["create in many projects", 0.7],
  ["create in one project", 0.55],
  ["transition", 0.85],
  ["comment", 1.1],
];
const replayed = ["transition without a key", "create in one project without a key"];

/** Every goal. A bound is on a ratio of two figures of one run, or on a figure in its unit. */
export function evaluateGoals(report: Found): Goal[] {
  return [
    ...operationGoals(report.compared ? operationResults(report.compared) : []),
    ...growthGoals(report.scale),
    atMost(
      "a hundred clients on the same rows: deadlocks",
      0,
      sumOf(report.contention.map(({ deadlocks }) => deadlocks)),
    ),
    atMost(
      "a hundred clients on the same rows: answers with 500 or 503",
      0,
      sumOf(report.contention.map(({ faults }) => faults)),
    ),
    atMost("an idle stream, KB", 28, kilo(report.streams?.bytes_each)),
    atMost("an event to all live streams, p99, ms", 250, report.streams?.p99_ms),
    atLeast("events relayed a second", 3_000, report.relay?.per_second),
    atMost("start on existing data, s", 3, kilo(report.starts?.again_ms)),
    atMost("first start, s", 6, kilo(report.starts?.first_ms)),
    atMost("resident when idle, MB", 150, kilo(kilo(report.starts?.resident_bytes))),
  ];
}

/** The goals of the operations that are compared with limits. */
export function operationGoals(results: readonly OperationResult[]): Goal[] {
  const result = (name: string) => results.find(({ operation }) => operation === name);
  return [
    atLeast("get: throughput to the smallest SQL's", 0.75, result("get")?.to_sql),
    atLeast("newest page: throughput to the smallest SQL's", 0.7, result("newest page")?.to_sql),
    atLeast("newest page: throughput to the control's", 22, result("newest page")?.to_control),
    ...writes.map(([name, bound]) =>
      atLeast(`${name}: throughput to the control's`, bound, result(name)?.to_control),
    ),
    ...writes.map(([name]) =>
      atMost(
        `${name}: CPU of server and database to that without a key`,
        1.25,
        ratio(cpuOf(result(name)), cpuOf(result(`${name} without a key`))),
      ),
    ),
    ...["get", "newest page"].map((name) =>
      atLeast(`${name}: throughput to the bare server's`, 0.6, result(name)?.to_bare),
    ),
    ...replayed.map((name) =>
      atLeast(`${name}: throughput to the bare server's`, 0.75, result(name)?.to_bare),
    ),
    ...[...replayed, "edit", "comment without a key"].map((name) =>
      atLeast(`${name}: throughput to pgbench's`, 0.4, result(name)?.to_pgbench),
    ),
    ...["get", "newest page"].map((name) =>
      atMost(`${name}: server's CPU to the bare server's`, 1.5, result(name)?.server_to_bare),
    ),
    ...replayed.map((name) =>
      atMost(`${name}: server's CPU to the bare server's`, 1.3, result(name)?.server_to_bare),
    ),
    // In a closed loop the time of a page is the inverse of its throughput.
    atMost(
      "page 4,000: time to page 1's",
      1.1,
      ratio(result("newest page")?.per_second, result("page 4,000")?.per_second),
    ),
  ];
}

function atLeast(goal: string, bound: number, value: number | undefined): Goal {
  return value === undefined ? { goal, bound } : { goal, bound, value, isMet: value >= bound };
}

function atMost(goal: string, bound: number, value: number | undefined): Goal {
  return value === undefined ? { goal, bound } : { goal, bound, value, isMet: value <= bound };
}

/** A search finds more on more data, so its bound is its own. */
function growthGoals(points: readonly ScalePoint[]): Goal[] {
  const searches: [name: string, bound: number][] = [
    ["search", 1.5],
    ["search by prefix", 2],
  ];
  const isSearch = ({ workload }: ScalePoint) => searches.some(([name]) => name === workload);
  const others = points.filter((point) => !isSearch(point));
  const of = "cost on the largest seed to the smallest's";
  return [
    atMost(`any other workload: ${of}`, 1.25, growth(others)),
    ...searches.map(([name, bound]) =>
      atMost(`${name}: ${of}`, bound, growth(points.filter(({ workload }) => workload === name))),
    ),
  ];
}

/** The ratio of the workload that grows the most, in CPU of server and database. */
function growth(points: readonly ScalePoint[]): number | undefined {
  const [smallest, largest] = [points[0]?.size, points.at(-1)?.size];
  if (smallest === largest) return undefined;
  const cost = (size: string | undefined, workload: string) => {
    const { measured } = points.find((p) => p.size === size && p.workload === workload) ?? {};
    return measured && (measured.server_us?.median ?? 0) + (measured.database_us?.median ?? 0);
  };
  const ratios = points
    .filter(({ size }) => size === largest)
    .map(({ workload }) => ratio(cost(largest, workload), cost(smallest, workload)))
    .filter((one) => one !== undefined);
  return ratios.length > 0 ? Math.max(...ratios) : undefined;
}

function sumOf(counts: readonly number[]): number | undefined {
  return counts.length > 0 ? counts.reduce((a, b) => a + b) : undefined;
}

function kilo(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1_000;
}
