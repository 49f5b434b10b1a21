import type { Comparison } from "../measure/compare.ts";
import type { Goal } from "./goals.ts";
import type { Report } from "./report.ts";
import { type Cell, table } from "./table.ts";

/** The report as a person reads it in a terminal. */
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
    ...(compared ? comparisonTables(report) : []),
    ...(scale.length > 0
      ? ["", "As the data grow (CPU of server + database, µs a request)", scaleTable(report)]
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
    `The generator alone: ${whole(per_second.median)} constant answers a second, ` +
    `${generator_us.median.toFixed(0)} µs of its own CPU each`
  );
}

function comparisonTables({ compared }: Report): string[] {
  const { comparisons = [], costs = [], tickets_of_project = 0 } = compared ?? {};
  const cost = new Map(costs.map((one) => [one.workload, one]));
  const rows = comparisons.map((one): Cell[] => [
    one.failures > 0 ? `${one.workload} (${one.failures} failed!)` : one.workload,
    whole(one.program.per_second.median),
    spread(one.program.per_second),
    whole(one.bare?.per_second.median),
    whole(one.control?.per_second.median),
    whole(one.pgbench?.per_second.median),
    ratio(one, one.bare),
    ratio(one, one.control),
    ratio(one, one.pgbench),
  ]);
  const latency = comparisons.map((one): Cell[] => [
    one.workload,
    ...[one.program.p50_ms.median, one.program.p99_ms.median].map(tenths),
    whole(one.open?.rate),
    ...[one.open?.measured.p50_ms.median, one.open?.measured.p99_ms.median].map(tenths),
    ...[one.program.server_us?.median, one.program.database_us?.median].map(whole),
    ...[one.program.worker_us?.median, one.bare?.server_us?.median].map(whole),
    String(cost.get(one.workload)?.statements ?? ""),
    String(cost.get(one.workload)?.round_trips ?? ""),
  ]);
  return [
    "",
    `Requests a second, one project of ${tickets_of_project.toLocaleString("en")} tickets`,
    table(
      ["", "Slacky", "min-max", "bare", "control", "pgbench", "/bare", "/control", "/pgbench"],
      rows,
    ),
    "",
    "Latency in ms: of the closed loop, and at a fixed rate from the intended moment; CPU in µs a request",
    table(
      [
        "",
        "p50",
        "p99",
        "rate",
        "p50",
        "p99",
        "api",
        "database",
        "worker",
        "bare",
        "statements",
        "round trips",
      ],
      latency,
    ),
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
    whole(one.useful_per_second),
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
            `of node:http alone ${(streams.floor_bytes_each / 1e3).toFixed(1)}`,
          `${streams.live} live streams, ${streams.writes_per_second} writes a second: ${streams.received} of ` +
            `${streams.written * streams.live} events came, p50 ${whole(streams.p50_ms)} ms, p99 ${whole(streams.p99_ms)} ms`,
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

function ratio(
  { program }: Comparison,
  other: { per_second: { median: number } } | undefined,
): string {
  return other ? (program.per_second.median / other.per_second.median).toFixed(2) : "";
}

function spread({ min, max }: { min: number; max: number }): string {
  return `${whole(min)}-${whole(max)}`;
}

function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : Math.round(value).toLocaleString("en");
}

function tenths(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : value.toFixed(1);
}
