import type { Comparison } from "../measure/compare.ts";
import type { ScalePoint } from "../measure/scale.ts";
import type { Report } from "./report.ts";

/** What the program is held to. */
export interface Goal {
  goal: string;
  /** Absent where this run has not measured it. */
  value?: number;
  bound: number;
  isMet?: boolean;
}

type Found = Omit<Report, "goals">;

/** Every goal, in one list; each bound is of a ratio measured in one run, or of a figure in its unit. */
export function judgeGoals(report: Found): Goal[] {
  const found = new Map(report.compared?.comparisons.map((one) => [one.workload, one]));
  const of = (name: string) => found.get(name);
  return [
    ...["get", "newest page"].map((name) =>
      atLeast(`${name}: throughput to the bare server's`, 0.6, toBare(of(name))),
    ),
    ...["transition", "create"].map((name) =>
      atLeast(`${name}: throughput to the bare server's`, 0.75, toBare(of(name))),
    ),
    ...["transition", "create", "edit", "comment"].map((name) =>
      atLeast(`${name}: throughput to pgbench's`, 0.4, toPgbench(of(name))),
    ),
    atLeast("newest page: throughput to the control's", 25, toControl(of("newest page"))),
    ...["transition", "create"].map((name) =>
      atLeast(`${name}: throughput to the control's`, 2, toControl(of(name))),
    ),
    atMost("page 4,000: time to page 1's", 1.1, deepToFirst(of("page 4,000"), of("newest page"))),
    atMost("any workload: cost on the largest seed to the smallest's", 1.25, growth(report.scale)),
    ...["get", "newest page"].map((name) =>
      atMost(`${name}: server's CPU to the bare server's`, 1.5, cpuToBare(of(name))),
    ),
    ...["transition", "create"].map((name) =>
      atMost(`${name}: server's CPU to the bare server's`, 1.3, cpuToBare(of(name))),
    ),
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
    atMost("an idle stream, KB", 20, kilo(report.streams?.bytes_each)),
    atMost("an event to all live streams, p99, ms", 250, report.streams?.p99_ms),
    atLeast("events relayed a second", 3_000, report.relay?.per_second),
    atMost("start on existing data, s", 3, kilo(report.starts?.again_ms)),
    atMost("first start, s", 6, kilo(report.starts?.first_ms)),
    atMost("resident when idle, MB", 150, kilo(kilo(report.starts?.resident_bytes))),
  ];
}

function atLeast(goal: string, bound: number, value: number | undefined): Goal {
  return value === undefined ? { goal, bound } : { goal, bound, value, isMet: value >= bound };
}

function atMost(goal: string, bound: number, value: number | undefined): Goal {
  return value === undefined ? { goal, bound } : { goal, bound, value, isMet: value <= bound };
}

function toBare(one: Comparison | undefined) {
  return ratio(one?.program.per_second.median, one?.bare?.per_second.median);
}

function toControl(one: Comparison | undefined) {
  return ratio(one?.program.per_second.median, one?.control?.per_second.median);
}

function toPgbench(one: Comparison | undefined) {
  return ratio(one?.program.per_second.median, one?.pgbench?.per_second.median);
}

function cpuToBare(one: Comparison | undefined) {
  return ratio(one?.program.server_us?.median, one?.bare?.server_us?.median);
}

/** In a closed loop the time of a page is the inverse of its throughput. */
function deepToFirst(deep: Comparison | undefined, first: Comparison | undefined) {
  return ratio(first?.program.per_second.median, deep?.program.per_second.median);
}

/** Of the workload that grows the most, by the CPU of server and database together. */
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

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || !b ? undefined : a / b;
}

function kilo(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1_000;
}
