// npm run tradeoffs: runs the experiments of docs/tradeoffs/, each in a database of its own.

import { describeError } from "../../bin/describe-error.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { createProgress } from "../progress.ts";
import { commitOf, describeMachine, type Machine } from "../report/machine.ts";
import { type DatabaseServer, dropDatabase, openDatabaseServer } from "../stage/database.ts";
import { benchFolder } from "../stage/folder.ts";
import type { Experiment, Table } from "./experiment.ts";
import { experiments } from "./list.ts";
import { type Options, parseOptions } from "./options.ts";
import { figures, writeFigures } from "./page.ts";

try {
  const options = parseOptions(process.argv.slice(2), experiments);
  if (!options.help) await runAll(options);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}

async function runAll(options: Options): Promise<void> {
  const [machine, commit] = [describeMachine(), commitOf()];
  const server = await openDatabaseServer(process.env, benchFolder(process.env));
  endOnSignals(server);
  const done: { name: string; measured_on: string; tables: Table[] }[] = [];
  try {
    for (const experiment of options.chosen) {
      const { name, page } = experiment;
      const tables = await runOne(server, experiment, options);
      const measured_on = describeRun(name, {
        machine,
        commit,
        database: server.about,
        ...options,
      });
      done.push({ name, measured_on, tables });
      if (!options.json) console.log(`\n# ${name}\n\n${figures(tables, measured_on)}`);
      if (options.write) writeFigures(page, figures(tables, measured_on));
    }
  } finally {
    await server.stop();
  }
  if (options.json) console.log(JSON.stringify(done, null, 2));
}

async function runOne(
  server: DatabaseServer,
  { name, schema, run }: Experiment,
  { seconds, rounds }: Options,
): Promise<Table[]> {
  const database = `slacky_tradeoff_${name.replaceAll("-", "_")}`;
  const progress = createProgress();
  await dropDatabase(server, database);
  await server.withOwner((owner) => owner.execute(`create database ${database}`));
  try {
    const { databaseUrl, databaseOwnerUrl: ownerUrl } = server.urlsOf(database);
    if (schema === "slacky") await migrate({ databaseUrl, databaseOwnerUrl: ownerUrl });
    const url = schema === "slacky" ? databaseUrl : ownerUrl;
    const show = (text: string) => progress.show(`${name}: ${text}`);
    const startedAt = performance.now();
    const tables = await run({ url, ownerUrl, seconds, rounds, rows: (count) => count, show });
    progress.done(`${name}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
    return tables;
  } finally {
    await dropDatabase(server, database);
  }
}

function describeRun(
  name: string,
  {
    machine,
    commit,
    database,
    seconds,
    rounds,
  }: Options & { machine: Machine; commit: string; database: string },
): string {
  return [
    `Measured by \`npm run tradeoffs -- ${name} --seconds=${seconds} --rounds=${rounds}\`,`,
    `commit ${commit}, ${machine.cores} cores, Node.js ${machine.node}, load before ${machine.load_before.toFixed(2)};`,
    `${database}.`,
  ].join("\n");
}

/** Ctrl-C stops every process. The database of the experiment is dropped by its next run. */
function endOnSignals({ kill }: DatabaseServer): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      kill();
      process.exit(130);
    });
  }
}
