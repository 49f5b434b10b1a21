import { parseArgs } from "node:util";
import { CommandError } from "../bin/command-error.ts";
import { sizes } from "../test/seed/shape.ts";

/** What is measured, and for how long. */
export interface Options {
  /** The seed on which the server is compared with its limits. */
  compareOn: string;
  /** The seeds across which costs should stay flat, the smallest first. */
  sizes: string[];
  connections: number;
  warmup_s: number;
  window_s: number;
  windows: number;
  /** How long the load at a fixed rate lasts; with 0 there is none. */
  open_s: number;
  streams: { idle: number; live: number; seconds: number };
  relayed: number;
  contention_s: number;
  /** Parts of names. Only matching workloads and sections run. */
  only: string[];
  /** The seeds that a run works on directly, because the disk has no room for a copy. */
  inPlace: string[];
  /** Whether only the growth over `sizes` is measured. */
  scaleOnly: boolean;
  json: boolean;
  seedOnly: boolean;
  help: boolean;
  /** Where the report goes; by default a folder named after the time. */
  out: string | undefined;
}

const full = {
  compareOn: "1m",
  sizes: ["10k", "1m"],
  connections: 16,
  warmup_s: 3,
  window_s: 5,
  windows: 3,
  open_s: 10,
  streams: { idle: 5_000, live: 1_000, seconds: 10 },
  relayed: 60_000,
  contention_s: 10,
};

const short = {
  compareOn: "200k",
  sizes: [],
  connections: 16,
  warmup_s: 0.3,
  window_s: 0.7,
  windows: 1,
  open_s: 1,
  streams: { idle: 2_000, live: 200, seconds: 2 },
  relayed: 6_000,
  contention_s: 1,
};

export const help = `npm run bench [-- options]

  --short               a rough run of a few minutes, on 200,000 tickets
  --sizes=10k,1m        compare costs across these sizes (${Object.keys(sizes).join(", ")}); none if empty
  --compare-on=1m       compare the server with its limits on this size
  --seconds=5           the length of a window
  --windows=3           how many windows a workload has
  --only=get,create     only workloads and parts of the report with these words in their names
  --json                print the report as JSON
  --out=FOLDER          where report.json, report.txt and the pictures go
  --scale-only          only compare sizes: --scale-only --sizes=10k,10m takes a quarter of an hour
  --in-place=10m        work on these seeds directly instead of on a copy
  --seed-only           fill the databases of --sizes and --compare-on, and exit

Other commands: walks, web, replicas, before-after, test. See bench/README.md.

BENCH_DIR keeps the seeds. BENCH_DATABASE_OWNER_URL (and BENCH_DATABASE_URL, for the server's own role) names another
PostgreSQL than the embedded one; the owner must be allowed to create databases.`;

/** Throws a CommandError for an unknown option or size. */
export function parseOptions(args: string[]): Options {
  const values = parse(args);
  const base = values.short ? short : full;
  const compareOn = values["compare-on"] ?? base.compareOn;
  const scaleSizes = values.sizes?.split(",").filter((size) => size !== "") ?? base.sizes;
  // Checked before any seed is filled, which may take long.
  for (const size of [compareOn, ...scaleSizes]) {
    if (Object.hasOwn(sizes, size)) continue;
    throw new CommandError(`${size} is not a size. Use one of ${Object.keys(sizes).join(", ")}.`);
  }
  return {
    ...base,
    compareOn,
    sizes: scaleSizes,
    window_s: Number(values.seconds ?? base.window_s),
    windows: Number(values.windows ?? base.windows),
    only: values.only?.split(",") ?? [],
    inPlace: values["in-place"]?.split(",") ?? [],
    scaleOnly: values["scale-only"],
    json: values.json,
    out: values.out,
    seedOnly: values["seed-only"],
    help: values.help,
  };
}

/** Whether a workload or a part of the report should run. */
export function isWanted({ only }: Pick<Options, "only">, name: string): boolean {
  return only.length === 0 || only.some((part) => name.includes(part));
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        short: { type: "boolean", default: false },
        sizes: { type: "string" },
        "compare-on": { type: "string" },
        seconds: { type: "string" },
        windows: { type: "string" },
        only: { type: "string" },
        "in-place": { type: "string" },
        "scale-only": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        out: { type: "string" },
        "seed-only": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n\n${help}`);
  }
}
