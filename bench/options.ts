import { parseArgs } from "node:util";
import { CommandError } from "../bin/command-error.ts";
import { sizes } from "./seed/shape.ts";

/** How much is measured, and for how long. */
export interface Options {
  /** The seed that the limits are compared on. */
  compareOn: string;
  /** The seeds over which costs should stay flat, the smallest first. */
  sizes: string[];
  connections: number;
  warmup_s: number;
  window_s: number;
  windows: number;
  /** How long the load at a fixed rate lasts; 0 leaves it out. */
  open_s: number;
  streams: { idle: number; live: number; seconds: number };
  relayed: number;
  contention_s: number;
  /** Parts of names: only these workloads and sections. */
  only: string[];
  /** The seeds that are written to themselves, where there is no room for a copy. */
  inPlace: string[];
  /** Whether nothing is measured but the growth over `sizes`. */
  scaleOnly: boolean;
  json: boolean;
  seedOnly: boolean;
  help: boolean;
  /** Where report.json and the pictures go; a folder named for the moment unless said. */
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

  --short               within three minutes, on 200,000 tickets; figures are rough
  --sizes=10k,1m        compare costs across these sizes (${Object.keys(sizes).join(", ")}); none if empty
  --compare-on=1m       compare the server with its limits on this size
  --seconds=5           how long each window lasts
  --windows=3           how many of them there are
  --only=get,create     these workloads or parts of the report alone
  --json                print the report as JSON
  --out=FOLDER          where report.json and the pictures go
  --scale-only          nothing but that: --scale-only --sizes=10k,10m takes a quarter of an hour
  --in-place=10m        work on these seeds themselves, where there is no room for a copy
  --seed-only           fill the databases of --sizes and --compare-on, and end

BENCH_DIR keeps the seeds. BENCH_DATABASE_OWNER_URL (and BENCH_DATABASE_URL, the role that serves) takes another
PostgreSQL than the embedded one; the role must be allowed to make databases.`;

/** Throws a CommandError for what it does not know. */
export function parseOptions(args: string[]): Options {
  const values = parse(args);
  const base = values.short ? short : full;
  const compareOn = values["compare-on"] ?? base.compareOn;
  const wanted = values.sizes?.split(",").filter((size) => size !== "") ?? base.sizes;
  // Before anything is filled, which may take long.
  for (const size of [compareOn, ...wanted]) {
    if (Object.hasOwn(sizes, size)) continue;
    throw new CommandError(`There is no size ${size}: take ${Object.keys(sizes).join(", ")}.`);
  }
  return {
    ...base,
    compareOn,
    sizes: wanted,
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

/** Whether a workload or a part of the report is asked for. */
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
