import type { CompareResult } from "../measure/compare.ts";
import { operationResults, operationTable } from "./operations.ts";
import type { Goal, Report } from "./report.ts";
import { type Cell, table, tenths, whole } from "./table.ts";

/** The report as text for a terminal. */
export function printed(report: Report): string {
  const { machine, database, compared, scale, contention } = report;
  return [
    `${report.at}, commit ${report.commit}, ${Math.round(report.seconds)} s`,
    `${machine.processor}, ${machine.cores} cores, Node.js ${machine.node}, load before ${machine.load_before.toFixed(2)}`,
    `${database}; ${report.pgbench ?? "pgbench is not installed"}`,
    ...report.seeds.map(
      ({ size, tickets, bytes, seconds }) =>
        `Seed ${size}: ${tickets.toLocaleString("en")} tickets, ${Math.round(bytes / 1e6)} MB, ` +
        (seconds === undefined ? "kept" : `filled in ${Math.round(seconds)} s`),
    ),
    ...(report.generator ? [generatorLine(report.generator)] : []),
    ...(compared ? comparisonTables(compared) : []),
    ...(scale.length > 0
      ? ["", "As the data grows (CPU of server and database in µs per request)", scaleTable(report)]
      : []),
    ...(contention.length > 0
      ? ["", "A hundred clients on the same rows", contentionTable(report)]
      : []),
    ...otherLines(report),
    "",
    "Goals",
    goalTable(report.goals),
  ].join("\n");
}

function generatorLine(generator: NonNullable<Report["generator"]>): string {
  const { per_second, generator_us } = generator;
  return (
    `The generator alone: ${whole(per_second.median)} constant responses a second, ` +
    `${generator_us.median.toFixed(0)} µs of its CPU each`
  );
}

function comparisonTables(compared: CompareResult): string[] {
  const { comparisons, tickets_of_project } = compared;
  const limits = comparisons.map((one): Cell[] => [
    one.workload,
    whole(one.program.per_second.median),
    spread(one.program.per_second),
    ...[one.control, one.sql, one.bare, one.pgbench].map((limit) =>
      whole(limit?.per_second.median),
    ),
    whole(one.bare?.server_us?.median),
  ]);
  const latency = comparisons.map((one): Cell[] => [
    one.workload,
    ...[one.program.p50_ms.median, one.program.p99_ms.median].map(tenths),
    whole(one.open?.rate),
    ...[one.open?.measured.p50_ms.median, one.open?.measured.p99_ms.median].map(tenths),
    whole(one.program.worker_us?.median),
  ]);
  return [
    "",
    `Results per operation, one project of ${tickets_of_project.toLocaleString("en")} tickets; CPU of one request`,
    operationTable(operationResults(compared)),
    "",
    "Requests a second, of the server and of its limits",
    table(
      ["", "Slacky", "min-max", "control", "smallest SQL", "bare", "pgbench", "bare CPU µs"],
      limits,
    ),
    "",
    "Latency in ms: in the closed loop, and at a fixed rate from the intended moment",
    table(["", "p50", "p99", "rate", "p50", "p99", "worker CPU µs"], latency),
  ];
}

function scaleTable({ scale }: Report): string {
  const sizes = [...new Set(scale.map(({ size }) => size))];
  const workloads = [...new Set(scale.map(({ workload }) => workload))];
  const rows = workloads.map((workload): Cell[] => {
    const points = sizes.map((size) =>
      scale.find((p) => p.size === size && p.workload === workload),
    );
    const costs = points.map((point) =>
      point
        ? (point.measured.server_us?.median ?? 0) + (point.measured.database_us?.median ?? 0)
        : undefined,
    );
    const [first, last] = [costs[0], costs.at(-1)];
    return [
      workload,
      ...costs.map(whole),
      first && last ? (last / first).toFixed(2) : "",
      ...points.map((point) => whole(point?.measured.per_second.median)),
    ];
  });
  return table(["", ...sizes, "ratio", ...sizes.map((size) => `${size} /s`)], rows);
}

function contentionTable({ contention }: Report): string {
  const rows = contention.map(({ workload, measured, waiting, ...one }): Cell[] => [
    one.failures > 0 ? `${workload} (${one.failures} failed!)` : workload,
    whole(one.done_per_second),
    tenths(one.refused_per_hundred),
    ...[measured.p50_ms.median, measured.p99_ms.median].map(tenths),
    `${waiting.median}, ${waiting.max}`,
    String(one.deadlocks),
    String(one.faults),
    Object.entries(measured.statuses)
      .map(([status, count]) => `${status}: ${count}`)
      .join(", "),
  ]);
  return table(
    [
      "",
      "done /s",
      "refused of 100",
      "p50 ms",
      "p99 ms",
      "wait for locks",
      "deadlocks",
      "500, 503",
      "answers",
    ],
    rows,
  );
}

function otherLines({ streams, relay, starts }: Report): string[] {
  return [
    ...(streams
      ? [
          "",
          `${streams.idle} idle streams: ${(streams.bytes_each / 1e3).toFixed(1)} KB each; ` +
            `with node:http alone ${(streams.floor_bytes_each / 1e3).toFixed(1)}`,
          `${streams.live} live streams, ${streams.writes_per_second} writes a second: ${streams.received} of ` +
            `${streams.written * streams.live} events arrived, p50 ${whole(streams.p50_ms)} ms, p99 ${whole(streams.p99_ms)} ms`,
        ]
      : []),
    ...(relay ? [`Relayed ${relay.events} events in ${relay.seconds.toFixed(1)} s`] : []),
    ...(starts
      ? [
          `Start to ready: ${whole(starts.first_ms)} ms in an empty folder, ${whole(starts.again_ms)} ms on its data; ` +
            `${whole(starts.resident_bytes / 1e6)} MB resident`,
        ]
      : []),
  ];
}

function goalTable(goals: readonly Goal[]): string {
  return table(
    ["", "bound", "here", ""],
    goals.map(({ goal, bound, value, isMet }) => [
      goal,
      String(bound),
      value === undefined ? "" : value.toPrecision(3),
      isMet === undefined ? "not measured" : isMet ? "met" : "NOT MET",
    ]),
  );
}

function spread({ min, max }: { min: number; max: number }): string {
  return `${whole(min)}-${whole(max)}`;
}
