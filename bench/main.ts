// npm run bench: fills databases, puts load on the server and on its limits, and reports the results.

import { join } from "node:path";
import { describeError } from "../bin/describe-error.ts";
import { findPgbench } from "./limits/pgbench.ts";
import type { Bench } from "./measure/bench.ts";
import { compare } from "./measure/compare.ts";
import { measureContention } from "./measure/contention.ts";
import { measureGenerator } from "./measure/generator.ts";
import { availableWorkloads, withInstallation } from "./measure/installation.ts";
import { measureRelay } from "./measure/relay.ts";
import { measureScale } from "./measure/scale.ts";
import { measureStarts } from "./measure/start.ts";
import { measureStreams } from "./measure/streams.ts";
import { help, isWanted, type Options, parseOptions } from "./options.ts";
import { createProgress } from "./progress.ts";
import { printReplicas } from "./replicas/command.ts";
import { printBeforeAfter } from "./report/before-after.ts";
import { evaluateGoals } from "./report/goals.ts";
import { commitOf, describeMachine } from "./report/machine.ts";
import type { Report } from "./report/report.ts";
import { printed } from "./report/text.ts";
import { writeReport } from "./report/write.ts";
import { openSeed, type Seed } from "./seed/open-seed.ts";
import { killAll } from "./stage/child.ts";
import { type DatabaseServer, openDatabaseServer } from "./stage/database.ts";
import { startGenerator } from "./stage/drive.ts";
import { benchFolder } from "./stage/folder.ts";
import { printWalks } from "./walks/command.ts";
import { printWeb } from "./web/command.ts";

try {
  const [command, ...args] = process.argv.slice(2);
  if (command === "walks") await printWalks();
  else if (command === "web") await printWeb();
  else if (command === "replicas") await printReplicas(args);
  else if (command === "before-after") printBeforeAfter(args);
  else {
    const options = parseOptions(process.argv.slice(2));
    if (options.help) console.log(help);
    else await run(options);
  }
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}

async function run(options: Options): Promise<void> {
  const at = new Date().toISOString();
  const machine = describeMachine();
  const startedAt = performance.now();
  const folder = benchFolder(process.env);
  const progress = createProgress();
  const server = await openDatabaseServer(process.env, folder);
  const generator = startGenerator();
  endOnSignals(server);
  const bench: Bench = { server, folder, options, generator, progress };
  try {
    const found = await measureAll(bench);
    if (!found) return;
    const facts = {
      at,
      commit: commitOf(),
      machine,
      database: server.about,
      pgbench: await findPgbench(),
      options,
      seconds: (performance.now() - startedAt) / 1000,
      ...found,
    };
    const report: Report = { ...facts, goals: evaluateGoals(facts) };
    const out = options.out ?? join(folder, "reports", at.replaceAll(":", "-"));
    writeReport(report, out);
    progress.done(`The report is in ${out}`);
    console.log(options.json ? JSON.stringify(report, null, 2) : printed(report));
  } finally {
    generator.stop();
    await server.stop();
  }
}

/** Ctrl-C stops every process. A seed that was not complete is filled again by the next run. */
function endOnSignals({ kill }: DatabaseServer): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      killAll();
      kill();
      process.exit(130);
    });
  }
}

/** Each part runs on a copy of a seed, because it changes the data. */
async function measureAll(bench: Bench) {
  const { progress, options } = bench;
  const wants = (name: string) => !options.scaleOnly && isWanted(options, name);
  const sizes = [...new Set([...(options.scaleOnly ? [] : [options.compareOn]), ...options.sizes])];
  const seeds: Seed[] = [];
  for (const size of sizes) seeds.push(await openSeed(bench, size));
  const [seed] = seeds;
  if (options.seedOnly || !seed) return undefined;

  const generator = wants("generator") ? await measureGenerator(bench) : undefined;
  const compared = availableWorkloads().some(({ name }) => wants(name))
    ? await compare(bench, seed)
    : undefined;
  const scale = await measureScale(
    bench,
    options.sizes.flatMap((size) => seeds.filter((one) => one.size === size)),
  );
  const rest = ["contention", "streams", "relay"].some(wants)
    ? await withInstallation(bench, seed, "big", async (installation) => ({
        contention: wants("contention") ? await measureContention(bench, installation) : [],
        ...(wants("streams") && { streams: await measureStreams(bench, installation) }),
        ...(wants("relay") && { relay: await measureRelay(bench, installation) }),
      }))
    : { contention: [] };
  const starts = wants("start") ? await measureStarts(bench) : undefined;
  progress.done("Measured.");
  return {
    seeds,
    ...(generator && { generator }),
    ...(compared && { compared }),
    scale,
    ...rest,
    ...(starts && { starts }),
  };
}
