// Runs the checks and the tests against one throw-away PostgreSQL, and exits with the runner's code.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeError } from "../bin/describe-error.ts";
import { checkStatements } from "../test/statements/check.ts";
import { findBrowser } from "../test/support/browser/find.ts";
import { checkout } from "./data-dir.ts";
import { systemBinaries } from "./postgres/binaries.ts";
import type { EmbeddedPostgres } from "./postgres/embedded.ts";
import { startPgBouncer } from "./postgres/pgbouncer.ts";
import { startThrowAwayPostgres } from "./postgres/throw-away.ts";
import { buildIfChanged } from "./web/build-if-changed.ts";

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    postgres: { type: "string" },
    pgbouncer: { type: "boolean" },
    proof: { type: "boolean" },
    bench: { type: "boolean" },
    "no-browser": { type: "boolean" },
  },
});

const folders = values.bench ? "bench" : "{src,bin,dev,test,client,examples,web}";
const found = globSync(`${folders}/**/*.test.ts`, { cwd: checkout })
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();
/** Those of the app in a browser run last, with a build of it. */
const inBrowser = found.filter((file) => file.startsWith("web/test/"));
const files = found.filter((file) => !inBrowser.includes(file));
if (found.length === 0 && !values.proof) {
  console.error(`No test file has ${filters.join(" or ")} in its path.`);
  process.exit(1);
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => stop.abort());

try {
  const database = await openDatabase();
  const env = {
    ...process.env,
    TEST_DATABASE_URL: database.databaseUrl,
    TEST_DATABASE_OWNER_URL: database.databaseOwnerUrl,
  };
  try {
    process.exitCode = values.proof
      ? await run(process.execPath, ["test/proof/main.ts", ...filters], env)
      : (await runChecks(env)) || (await runTests(env)) || (await runBrowserTests(env));
  } finally {
    await database.stop();
  }
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}

/** `--postgres=15` uses the one that the system has installed; TEST_DATABASE_OWNER_URL any other. */
async function openDatabase() {
  const { TEST_DATABASE_URL, TEST_DATABASE_OWNER_URL } = process.env;
  if (TEST_DATABASE_OWNER_URL) {
    return {
      databaseUrl: TEST_DATABASE_URL ?? TEST_DATABASE_OWNER_URL,
      databaseOwnerUrl: TEST_DATABASE_OWNER_URL,
      stop: async () => {},
    };
  }
  const binaries = values.postgres ? systemBinaries(Number(values.postgres)) : undefined;
  const database = await startThrowAwayPostgres({ binaries, inMemory: !values.proof });
  return values.pgbouncer ? behindPgBouncer(database) : database;
}

/** With `--pgbouncer`, the pool's role connects through it, but the owner does not. */
async function behindPgBouncer(database: EmbeddedPostgres) {
  try {
    const pgbouncer = await startPgBouncer(database.databaseUrl);
    const stop = () => pgbouncer.stop().finally(() => database.stop());
    return { ...database, databaseUrl: pgbouncer.url, stop };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function runChecks(env: NodeJS.ProcessEnv): Promise<number> {
  return filters.length > 0 || values.bench ? 0 : run("sh", ["dev/check.sh"], env);
}

async function runTests(env: NodeJS.ProcessEnv): Promise<number> {
  if (files.length === 0) return 0;
  // One more than two cores, because many files wait for a lock or a timeout most of their time.
  const options = ["--test-reporter=spec", "--test-concurrency=3", "--test-timeout=600000"];
  if (filters.length > 0 || values.bench) {
    return run(process.execPath, ["--test", ...options, ...files], env);
  }

  const folder = mkdtempSync(join(tmpdir(), "slacky-statements-"));
  const record = ["--import", import.meta.resolve("../test/statements/record.ts")];
  try {
    return (
      (await run(process.execPath, [...record, "--test", ...options, ...files], {
        ...env,
        TEST_STATEMENTS: folder,
      })) || reportStatements(folder)
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `--no-browser` leaves them out; so does a machine without a browser, which says so. */
async function runBrowserTests(env: NodeJS.ProcessEnv): Promise<number> {
  if (inBrowser.length === 0 || values["no-browser"]) return 0;
  if (findBrowser() === undefined) {
    console.log(
      `No Chromium is installed here, so ${inBrowser.length} files of tests did not run.`,
    );
    return 0;
  }
  await buildIfChanged();
  const options = ["--test-reporter=spec", "--test-concurrency=2", "--test-timeout=600000"];
  return run(process.execPath, ["--test", ...options, ...inBrowser], env);
}

/** Only the whole suite sends every statement. */
function reportStatements(folder: string): number {
  const { faults, summary } = checkStatements(folder);
  for (const fault of faults) console.error(`✘ ${fault}`);
  if (faults.length === 0) console.log(`✔ ${summary}`);
  return faults.length > 0 ? 1 : 0;
}

/** A terminal's Ctrl-C reaches the child as well; a signal to this process alone is passed on. */
async function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (stop.signal.aborted) return 1;
  const child = spawn(command, args, { cwd: checkout, stdio: "inherit", env });
  stop.signal.addEventListener("abort", () => child.kill("SIGTERM"));
  const [code] = await once(child, "close");
  return code ?? 1;
}
