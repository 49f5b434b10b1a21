import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../dev/ports.ts";
import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import { bigKey, openFrom } from "../../test/seed/shape.ts";
import { findPgbench, type PgbenchResult, runPgbench } from "../limits/pgbench.ts";
import { type Numbers, scriptOf } from "../limits/pgbench-script.ts";
import { type Cost, recordWorkloads } from "../limits/record.ts";
import type { Recording } from "../limits/recording.ts";
import { isWanted } from "../options.ts";
import type { Seed } from "../seed/open-seed.ts";
import { startScript, untilReady } from "../stage/child.ts";
import type { Measured } from "../stage/drive.ts";
import { logFile } from "../stage/folder.ts";
import { contendedTickets } from "../workloads/places.ts";
import type { Workload } from "../workloads/workload.ts";
import { type Bench, failuresOf, load, type Target } from "./bench.ts";
import { withControl } from "./control.ts";
import { availableWorkloads, type Installation, withInstallation } from "./installation.ts";

/** One workload on the program and on its limits, each measured right after the other. */
export interface Comparison {
  workload: string;
  about: string;
  program: Measured;
  /** At half of the rate that the closed loop reached. */
  open?: { rate: number; measured: Measured };
  sql?: Measured;
  bare?: Measured;
  control?: Measured;
  pgbench?: PgbenchResult;
  failures: number;
}

export interface CompareResult {
  tickets_of_project: number;
  costs: Cost[];
  /** By workload, how many recorded values the limits repeat although Slacky varies them. */
  frozen: Record<string, number>;
  comparisons: Comparison[];
}

interface Limits {
  sql: Target;
  bare: Target;
  control: Target & { settle(): Promise<void> };
  recordings: Recording[];
  pgbench: string | undefined;
}

/** Runs all workloads on the big project of one seed. */
export async function compare(bench: Bench, seed: Seed): Promise<CompareResult> {
  return await withInstallation(bench, seed, "big", async (installation) => {
    const wanted = availableWorkloads().filter(({ name }) => isWanted(bench.options, name));
    const principals = principalsOf(installation, bench.options.connections);
    const { costs, recordings } = await recordWorkloads(installation.urls, bench.folder, {
      world: installation.world(),
      principals,
      workloads: wanted.filter(({ name }) => name !== "mix"),
    });
    await installation.settle();
    const tickets = installation.world().big.tickets;
    const limits = { recordings, pgbench: await findPgbench() };
    const comparisons = await withSql(bench, installation, principals, (sql) =>
      withBare(bench, installation, { recordings, principals }, (bare) =>
        withControl(bench, tickets, async (control) => {
          const done: Comparison[] = [];
          for (const workload of wanted) {
            done.push(
              await compareOne(bench, installation, workload, { sql, bare, control, ...limits }),
            );
          }
          return done;
        }),
      ),
    );
    const frozen = Object.fromEntries(recordings.map(({ workload, frozen }) => [workload, frozen]));
    return { tickets_of_project: tickets, costs, frozen, comparisons };
  });
}

async function compareOne(
  bench: Bench,
  installation: Installation,
  workload: Workload,
  limits: Limits,
): Promise<Comparison> {
  const { name, about, limits: wanted = [] } = workload;
  bench.progress.show(`${name} …`);
  const program = await load(bench, installation, workload);
  await installation.settle();
  const comparison: Comparison = { workload: name, about, program, failures: 0 };
  if (bench.options.open_s > 0) {
    const rate = Math.max(1, Math.round(program.per_second.median / 2));
    comparison.open = { rate, measured: await load(bench, installation, workload, { rate }) };
    await installation.settle();
  }
  for (const limit of ["sql", "bare", "control"] as const) {
    if (!wanted.includes(limit)) continue;
    comparison[limit] = await load(bench, limits[limit], workload);
    await (limit === "control" ? limits.control.settle() : installation.settle());
  }
  if (wanted.includes("pgbench") && limits.pgbench) {
    comparison.pgbench = await driveByPgbench(bench, installation, workload, limits);
    await installation.settle();
  }
  const { sql, bare, control } = comparison;
  for (const measured of [program, sql, bare, control]) {
    if (measured) comparison.failures += failuresOf(measured, workload);
  }
  return comparison;
}

async function driveByPgbench(
  { folder, options }: Bench,
  installation: Installation,
  { name, variants = 1 }: Workload,
  { recordings }: Limits,
): Promise<PgbenchResult> {
  const { tickets } = installation.world().big;
  const own = { from: openFrom(tickets), count: tickets - contendedTickets - openFrom(tickets) };
  const numbers: Numbers =
    name === "get" ? { from: 1, count: tickets, isOwned: false } : { ...own, isOwned: true };
  const script = scriptOf(
    recordings.filter(({ workload }) => workload === name),
    { numbers, principals: principalsOf(installation, options.connections) },
  );
  return await runPgbench(script, {
    databaseUrl: installation.urls.databaseUrl,
    folder: join(folder, "logs"),
    name,
    clients: options.connections,
    seconds: options.window_s,
    windows: options.windows,
    requestsPerRun: variants,
    postmaster: installation.postmaster,
  });
}

function principalsOf({ scene }: Installation, count: number) {
  const big = scene.places.find(({ key }) => key === bigKey)?.principals ?? [];
  return Array.from({ length: count }, (_, index) => big[index % big.length] as (typeof big)[0]);
}

async function withSql<T>(
  bench: Bench,
  installation: Installation,
  principals: readonly AccessTokenSubject[],
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const file = join(bench.folder, "logs", "principals.json");
  writeFileSync(file, JSON.stringify(principals));
  return await withLimit(
    bench,
    installation,
    { name: "sql-server", env: { PRINCIPALS: file } },
    work,
  );
}

async function withBare<T>(
  bench: Bench,
  installation: Installation,
  given: { recordings: readonly Recording[]; principals: readonly AccessTokenSubject[] },
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const file = join(bench.folder, "logs", "recordings.json");
  writeFileSync(file, JSON.stringify(given));
  return await withLimit(
    bench,
    installation,
    { name: "bare-server", env: { RECORDINGS: file } },
    work,
  );
}

/** Runs a server of bench/limits/ on the database of Slacky. */
async function withLimit<T>(
  { folder }: Bench,
  installation: Installation,
  { name, env }: { name: string; env: Record<string, string> },
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const log = logFile(folder, name);
  const child = startScript(join(import.meta.dirname, `../limits/${name}.ts`), {
    env: { ...env, DATABASE_URL: installation.urls.databaseUrl, PORT: String(port) },
    logFile: log,
  });
  try {
    await untilReady(child, { port, path: "/ready", logFile: log });
    const watched = { ...installation.watched, server: child.pid };
    return await work({ port, watched, world: installation.world });
  } finally {
    await child.stop();
  }
}
