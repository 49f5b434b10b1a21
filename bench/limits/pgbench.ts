import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CommandError } from "../../bin/command-error.ts";
import { type Spread, spreadOf } from "../load/figures.ts";
import { cpuWithChildren } from "../stage/cpu.ts";
import type { Script } from "./pgbench-script.ts";

const run = promisify(execFile);

export interface PgbenchResult {
  per_second: Spread;
  latency_ms: Spread;
  database_us?: Spread;
}

/** Returns its version, `pgbench (PostgreSQL) 15.18`, or undefined if it is not installed. */
export async function findPgbench(): Promise<string | undefined> {
  return await run("pgbench", ["--version"]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** Runs a script repeatedly. One run of the script corresponds to `requestsPerRun` requests to Slacky. */
export async function runPgbench(
  { text, variables }: Script,
  {
    databaseUrl,
    folder,
    name,
    clients,
    seconds,
    windows,
    requestsPerRun,
    postmaster,
  }: {
    databaseUrl: string;
    folder: string;
    name: string;
    clients: number;
    seconds: number;
    windows: number;
    requestsPerRun: number;
    postmaster: number | undefined;
  },
): Promise<PgbenchResult> {
  const file = join(folder, `${name.replaceAll(/\W+/g, "-")}.sql`);
  writeFileSync(file, text);
  // pgbench takes whole seconds only, so short windows are merged into one.
  const time_s = Math.max(1, Math.round(seconds));
  const runs = Math.max(1, Math.round((seconds * windows) / time_s));
  const cpu = () => (postmaster === undefined ? Number.NaN : cpuWithChildren(postmaster));
  const figures: { per_second: number; latency_ms: number; database_us: number }[] = [];
  for (let nth = 0; nth < runs; nth += 1) {
    const before = cpu();
    // Each run needs a range of IDs of its own.
    const given = { ...variables, serial: String(Date.now() * 64) };
    const printed = await runOnce({ databaseUrl, file, clients, time_s, variables: given });
    const per_second = Number(/^tps = ([\d.]+)/m.exec(printed)?.[1]) * requestsPerRun;
    figures.push({
      per_second,
      latency_ms: Number(/^latency average = ([\d.]+)/m.exec(printed)?.[1]) / requestsPerRun,
      database_us: ((cpu() - before) * 1e6) / (per_second * time_s),
    });
  }
  return {
    per_second: spreadOf(figures.map(({ per_second }) => per_second)),
    latency_ms: spreadOf(figures.map(({ latency_ms }) => latency_ms)),
    ...(postmaster !== undefined && {
      database_us: spreadOf(figures.map(({ database_us }) => database_us)),
    }),
  };
}

interface Run {
  databaseUrl: string;
  file: string;
  clients: number;
  time_s: number;
  variables: Script["variables"];
}

/** Returns the output of pgbench. Throws with its error output if a statement failed, because pgbench then counts nothing. */
async function runOnce({ databaseUrl, file, clients, time_s, variables }: Run): Promise<string> {
  const definitions = Object.entries(variables).flatMap(([name, value]) => [
    "-D",
    `${name}=${value}`,
  ]);
  const args = [
    ...["--no-vacuum", "--protocol=prepared", `--client=${clients}`, "--jobs=2"],
    ...[`--time=${time_s}`, `--file=${file}`, ...definitions, databaseUrl],
  ];
  const { stdout } = await run("pgbench", args, { maxBuffer: 1 << 24 }).catch((error) => {
    throw new CommandError(`pgbench failed on ${file}:\n${String(error.stderr).slice(0, 1_000)}`);
  });
  return stdout;
}
