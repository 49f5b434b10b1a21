import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Spread, spreadOf } from "../load/figures.ts";
import { cpuOfPostgres } from "../stage/cpu.ts";
import type { Script } from "./pgbench-script.ts";

const run = promisify(execFile);

export interface PgbenchResult {
  per_second: Spread;
  latency_ms: Spread;
  database_us?: Spread;
}

/** Where it is installed: `pgbench (PostgreSQL) 15.18`. */
export async function findPgbench(): Promise<string | undefined> {
  return await run("pgbench", ["--version"]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** Runs a script over and over; `requestsPerRun` says how many requests of the program one run stands for. */
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
  const definitions = Object.entries(variables).flatMap(([key, value]) => [
    "-D",
    `${key}=${value}`,
  ]);
  const rates: number[] = [];
  const latencies: number[] = [];
  const cpu: number[] = [];
  for (let window = 0; window < windows; window += 1) {
    const before = postmaster === undefined ? undefined : cpuOfPostgres(postmaster);
    const { stdout } = await run(
      "pgbench",
      [
        ...["--no-vacuum", "--protocol=prepared", `--client=${clients}`, "--jobs=2"],
        ...[
          `--time=${Math.max(1, Math.round(seconds))}`,
          `--file=${file}`,
          ...definitions,
          databaseUrl,
        ],
      ],
      { maxBuffer: 1 << 24 },
    );
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]) * requestsPerRun;
    rates.push(perSecond);
    latencies.push(Number(/^latency average = ([\d.]+)/m.exec(stdout)?.[1]) / requestsPerRun);
    if (before !== undefined && postmaster !== undefined) {
      cpu.push(((cpuOfPostgres(postmaster) - before) * 1e6) / (perSecond * seconds));
    }
  }
  return {
    per_second: spreadOf(rates),
    latency_ms: spreadOf(latencies),
    ...(cpu.length > 0 && { database_us: spreadOf(cpu) }),
  };
}
