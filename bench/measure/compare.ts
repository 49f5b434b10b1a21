import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPgbench, type PgbenchResult, runPgbench } from "../limits/pgbench.ts";
import { type Numbers, scriptOf } from "../limits/pgbench-script.ts";
import { type Cost, recordWorkloads } from "../limits/record.ts";
import type { Recording } from "../limits/recording.ts";
import { isWanted } from "../options.ts";
import type { Seed } from "../seed/kept.ts";
import { bigKey, openFrom } from "../seed/shape.ts";
import { freePort, startScript, untilReady } from "../stage/child.ts";
import type { Measured } from "../stage/drive.ts";
import { logFile } from "../stage/folder.ts";
import { contendedTickets } from "../workloads/places.ts";
import type { Workload } from "../workloads/workload.ts";
import { type Bench, failuresOf, load, type Target } from "./bench.ts";
import { withControl } from "./control.ts";
import { presentWorkloads, type Stand, withStand } from "./stand.ts";

/** One workload of the program, and beside it the limits, measured one right after the other. */
export interface Comparison {
  workload: string;
  about: string;
  program: Measured;
  /** At half of what the closed loop reached. */
  open?: { rate: number; measured: Measured };
  bare?: Measured;
  control?: Measured;
  pgbench?: PgbenchResult;
  failures: number;
}

export interface Compared {
  tickets_of_project: number;
  costs: Cost[];
  /** Values of recorded statements that the limits send the same each time. */
  frozen: Record<string, number>;
  comparisons: Comparison[];
}

interface Limits {
  bare: Target;
  control: Target & { settle(): Promise<void> };
  recordings: Recording[];
  pgbench: string | undefined;
}

/** Everything on the big project of one seed. */
export async function compare(bench: Bench, seed: Seed): Promise<Compared> {
  return await withStand(bench, seed, "big", async (stand) => {
    const wanted = presentWorkloads().filter(({ name }) => isWanted(bench.options, name));
    const callers = callersOf(stand, bench.options.connections);
    const { costs, recordings } = await recordWorkloads(stand.urls, bench.folder, {
      world: stand.world(),
      callers,
      workloads: wanted.filter(({ name }) => name !== "mix"),
    });
    await stand.settle();
    const tickets = stand.world().big.tickets;
    const comparisons = await withBare(bench, stand, recordings, (bare) =>
      withControl(bench, tickets, async (control) => {
        const limits = { bare, control, recordings, pgbench: await findPgbench() };
        const done: Comparison[] = [];
        for (const workload of wanted) done.push(await compareOne(bench, stand, workload, limits));
        return done;
      }),
    );
    const frozen = Object.fromEntries(recordings.map(({ workload, frozen }) => [workload, frozen]));
    return { tickets_of_project: tickets, costs, frozen, comparisons };
  });
}

async function compareOne(
  bench: Bench,
  stand: Stand,
  workload: Workload,
  limits: Limits,
): Promise<Comparison> {
  const { name, about, isCompared } = workload;
  bench.progress.show(`${name} …`);
  const program = await load(bench, stand, workload);
  await stand.settle();
  const rate = Math.max(1, Math.round(program.per_second.median / 2));
  const open =
    bench.options.open_s > 0
      ? { rate, measured: await load(bench, stand, workload, { rate }) }
      : undefined;
  await stand.settle();
  const comparison = { workload: name, about, program, failures: failuresOf(program, workload) };
  const withOpen = { ...comparison, ...(open && { open }) };
  if (!isCompared) return withOpen;

  const bare = await load(bench, limits.bare, workload);
  await stand.settle();
  const control = await load(bench, limits.control, workload);
  await limits.control.settle();
  const failures = [program, bare, control]
    .map((measured) => failuresOf(measured, workload))
    .reduce((a, b) => a + b, 0);
  const pgbench = limits.pgbench ? await driveByPgbench(bench, stand, workload, limits) : undefined;
  await stand.settle();
  return { ...withOpen, bare, control, ...(pgbench && { pgbench }), failures };
}

async function driveByPgbench(
  { folder, options }: Bench,
  stand: Stand,
  { name, variants = 1 }: Workload,
  { recordings }: Limits,
): Promise<PgbenchResult> {
  const { tickets } = stand.world().big;
  const own = { from: openFrom(tickets), count: tickets - contendedTickets - openFrom(tickets) };
  const numbers: Numbers = ["get"].includes(name)
    ? { from: 1, count: tickets, isOwned: false }
    : { ...own, isOwned: true };
  const script = scriptOf(
    recordings.filter(({ workload }) => workload === name),
    { numbers, callers: callersOf(stand, options.connections) },
  );
  return await runPgbench(script, {
    databaseUrl: stand.urls.databaseUrl,
    folder: join(folder, "logs"),
    name,
    clients: options.connections,
    seconds: options.window_s,
    windows: options.windows,
    requestsPerRun: variants,
    postmaster: stand.postmaster,
  });
}

function callersOf({ scene }: Stand, count: number) {
  const big = scene.places.find(({ key }) => key === bigKey)?.callers ?? [];
  return Array.from({ length: count }, (_, index) => big[index % big.length] as (typeof big)[0]);
}

async function withBare<T>(
  bench: Bench,
  stand: Stand,
  recordings: Recording[],
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const file = join(bench.folder, "logs", "recordings.json");
  const callers = callersOf(stand, bench.options.connections);
  writeFileSync(file, JSON.stringify({ recordings, callers }));
  const port = await freePort();
  const log = logFile(bench.folder, "bare-server");
  const child = startScript(join(import.meta.dirname, "../limits/bare-server.ts"), {
    env: { DATABASE_URL: stand.urls.databaseUrl, RECORDINGS: file, PORT: String(port) },
    logFile: log,
  });
  try {
    await untilReady(child, { port, path: "/ready", logFile: log });
    const watched = { ...stand.watched, server: child.pid };
    return await work({ port, watched, world: stand.world });
  } finally {
    await child.stop();
  }
}
