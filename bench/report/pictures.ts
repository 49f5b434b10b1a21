import { type Bars, drawBars } from "./bars.ts";
import type { Report } from "./report.ts";

/** The pictures of a report, by file name. */
export function picturesOf(report: Report): Record<string, string> {
  const bars = [throughput(report), latency(report), cpu(report), growth(report)];
  return Object.fromEntries(bars.flatMap((one) => (one ? [[one.file, drawBars(one.bars)]] : [])));
}

type Picture = { file: string; bars: Bars } | undefined;

function throughput({ compared, at }: Report): Picture {
  const groups = (compared?.comparisons ?? [])
    .filter(({ control }) => control)
    .map(({ workload, program, control, sql, bare, pgbench }) => ({
      name: workload,
      values: [program, control, sql, bare, pgbench].map((one) => one?.per_second.median),
    }));
  if (groups.length === 0) return undefined;
  return {
    file: "throughput.svg",
    bars: {
      title: "Requests a second, Slacky and its limits",
      note: `Longer is better; each workload has its own scale. ${at}`,
      series: ["Slacky", "control", "smallest SQL", "bare server", "pgbench, prepared"],
      groups,
      unit: "/s",
    },
  };
}

function latency({ compared, at }: Report): Picture {
  const groups = (compared?.comparisons ?? [])
    .filter(({ open, workload }) => open && workload !== "login")
    .map(({ workload, open }) => ({
      name: `${workload}, ${open?.rate}/s`,
      values: [open?.measured.p50_ms.median, open?.measured.p99_ms.median],
    }));
  if (groups.length === 0) return undefined;
  return {
    file: "latency.svg",
    bars: {
      title: "Latency at half of the highest rate",
      note: `Shorter is better; counted from when a request should have been sent. ${at}`,
      series: ["p50", "p99"],
      groups,
      unit: " ms",
    },
  };
}

function cpu({ compared, at }: Report): Picture {
  const groups = (compared?.comparisons ?? [])
    .filter(({ bare }) => bare?.server_us)
    .map(({ workload, program, bare, control }) => ({
      name: workload,
      values: [program, bare, control].map((one) => one?.server_us?.median),
    }));
  if (groups.length === 0) return undefined;
  return {
    file: "cpu.svg",
    bars: {
      title: "CPU of the server per request",
      note: `Shorter is better; without the database. ${at}`,
      series: ["Slacky", "bare server", "control"],
      groups,
      unit: " µs",
    },
  };
}

function growth({ scale, at }: Report): Picture {
  const sizes = [...new Set(scale.map(({ size }) => size))];
  if (sizes.length < 2) return undefined;
  const workloads = [...new Set(scale.map(({ workload }) => workload))];
  const cost = (size: string, workload: string) => {
    const point = scale.find((p) => p.size === size && p.workload === workload);
    return (
      point && (point.measured.server_us?.median ?? 0) + (point.measured.database_us?.median ?? 0)
    );
  };
  return {
    file: "growth.svg",
    bars: {
      title: "CPU per request, as the data grows",
      note: `Equal bars are best; server and database together. ${at}`,
      series: sizes.map((size) => `${size} tickets`),
      groups: workloads.map((workload) => ({
        name: workload,
        values: sizes.map((size) => cost(size, workload)),
      })),
      unit: " µs",
    },
  };
}
