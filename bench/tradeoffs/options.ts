import { parseArgs } from "node:util";
import { CommandError } from "../../bin/command-error.ts";
import type { Experiment } from "./experiment.ts";

export interface Options {
  chosen: readonly Experiment[];
  seconds: number;
  rounds: number;
  write: boolean;
  json: boolean;
  help: boolean;
}

const help = (experiments: readonly Experiment[]) => `npm run tradeoffs -- [NAME …] [options]

  --seconds=1    the length of one measurement
  --rounds=3     how often each variant is measured
  --write        write the figures into the pages of docs/tradeoffs/
  --json         print the figures as JSON

Names: ${experiments.map(({ name }) => name).join(", ")}. Without a name, all of them run.

BENCH_DIR keeps the embedded database. BENCH_DATABASE_OWNER_URL (and BENCH_DATABASE_URL, for the server's own role)
names another PostgreSQL; the owner must be allowed to create databases.`;

/** Throws a CommandError for an unknown option or experiment. */
export function parseOptions(args: string[], experiments: readonly Experiment[]): Options {
  const { values, positionals } = parse(args, experiments);
  if (values.help) console.log(help(experiments));
  for (const wanted of positionals) {
    if (experiments.some(({ name }) => name === wanted)) continue;
    throw new CommandError(`${wanted} is not an experiment.\n\n${help(experiments)}`);
  }
  const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
  if (!(seconds > 0 && rounds >= 1)) {
    throw new CommandError("`--seconds` and `--rounds` must be numbers above zero.");
  }
  const chosen = experiments.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  return { chosen, seconds, rounds, write: values.write, json: values.json, help: values.help };
}

function parse(args: string[], experiments: readonly Experiment[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        seconds: { type: "string", default: "1" },
        rounds: { type: "string", default: "3" },
        write: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n\n${help(experiments)}`);
  }
}
