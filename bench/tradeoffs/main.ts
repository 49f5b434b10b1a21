// npm run tradeoffs: repeats the experiments that docs/tradeoffs/ tells of, each in a database of its own.

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
  const done: { name: string; taken_on: string; tables: Table[] }[] = [];
  try {
    for (const experiment of options.chosen) {
      const { name, page } = experiment;
      const tables = await runOne(server, experiment, options);
      const taken_on = takenOn(name, { machine, commit, database: server.about, ...options });
      done.push({ name, taken_on, tables });
      if (!options.json) console.log(`\n# ${name}\n\n${figures(tables, taken_on)}`);
      if (options.write) writeFigures(page, figures(tables, taken_on));
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

function takenOn(
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
    `Taken by \`npm run tradeoffs -- ${name} --seconds=${seconds} --rounds=${rounds}\` on commit ${commit}:`,
    `${machine.cores} cores, Node.js ${machine.node}, load before ${machine.load_before.toFixed(2)};`,
    `${database}.`,
  ].join("\n");
}

/** Ctrl-C leaves nothing running; what an experiment had made is dropped when it is run again. */
function endOnSignals({ kill }: DatabaseServer): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      kill();
      process.exit(130);
    });
  }
}
