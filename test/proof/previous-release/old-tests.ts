import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { startThrowAwayPostgres } from "../../../dev/postgres/throw-away.ts";
import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import { migrate } from "../../../src/db/migrations/migrate.ts";
import { sql } from "../../../src/db/sql.ts";
import { expectedFailures } from "./expected-failures.ts";
import { type Release, unpackPreviousRelease } from "./release.ts";
import type { EndedTest } from "./reporter.ts";

export interface OldTests {
  release: string;
  /** Migrations that the earlier release does not have. */
  newer_migrations: number;
  tests: number;
  failed_as_expected: number;
  failed: string[];
  /** Tests that were expected to fail, and did not, or were not run. */
  passed_unexpectedly: string[];
}

/**
 * Runs the earlier release's tests of its slices on the schema of this version. Every test of it gets a
 * clone of a template, so it makes that as always, and this version migrates it, as an upgrade does.
 */
export async function runOldTests(): Promise<OldTests> {
  const release = unpackPreviousRelease();
  const database = await startThrowAwayPostgres({ inMemory: true });
  const env = {
    ...process.env,
    TEST_DATABASE_URL: database.databaseUrl,
    TEST_DATABASE_OWNER_URL: database.databaseOwnerUrl,
  };
  try {
    await makeTemplate(release, env);
    const newer = await migrateTemplate(database);
    const ended = await runTests(release, env);
    const failed = await runAgain(
      release,
      env,
      ended.filter(({ isGood }) => !isGood),
    );
    const names = failed.map((test) => nameOf(release, test));
    const expected = (expectedFailures[release.tag] ?? []).map(({ test }) => test);
    return {
      release: release.tag,
      newer_migrations: newer,
      tests: ended.length,
      failed_as_expected: names.filter((name) => expected.includes(name)).length,
      failed: failed
        .filter((test) => !expected.includes(nameOf(release, test)))
        .map((test) => `${nameOf(release, test)}: ${test.error?.slice(0, 300)}`),
      passed_unexpectedly: expected.filter((test) => !names.includes(test)),
    };
  } finally {
    await database.stop();
    release.remove();
  }
}

function nameOf({ folder }: Release, { file, title }: EndedTest): string {
  return `${relative(folder, file)} ${title}`;
}

/**
 * Runs the files of failed tests once more, one at a time, and returns the tests that fail again: some
 * depend on the time that a busy machine takes, and a release cannot be changed any more.
 */
async function runAgain(
  release: Release,
  env: NodeJS.ProcessEnv,
  failed: readonly EndedTest[],
): Promise<EndedTest[]> {
  if (failed.length === 0) return [];
  const files = [...new Set(failed.map(({ file }) => file))];
  const ended = await runTests(release, env, { files, concurrency: 1 });
  return ended.filter(({ isGood }) => !isGood);
}

async function makeTemplate({ folder }: Release, env: NodeJS.ProcessEnv): Promise<void> {
  const support = JSON.stringify(join(folder, "test/support/database.ts"));
  const script = `const { createTestDatabase } = await import(${support}); await (await createTestDatabase()).drop();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    ...{ cwd: folder, env },
    stdio: "inherit",
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error("The earlier release could not make its template.");
}

/** Returns how many migrations this version has applied to it. */
async function migrateTemplate({
  databaseUrl,
  databaseOwnerUrl,
}: {
  databaseUrl: string;
  databaseOwnerUrl: string;
}): Promise<number> {
  const [template] = await withDedicatedConnection(databaseOwnerUrl, (owner) =>
    owner.query(sql<{ name: string }>`
      select datname as name from pg_database where datname like 'slacky\\_template\\_%'`),
  );
  const inTemplate = (url: string) =>
    Object.assign(new URL(url), { pathname: template?.name }).href;
  const applied = await migrate({
    databaseUrl: inTemplate(databaseUrl),
    databaseOwnerUrl: inTemplate(databaseOwnerUrl),
  });
  return applied.length;
}

async function runTests(
  { folder }: Release,
  env: NodeJS.ProcessEnv,
  {
    files = globSync("src/**/*.test.ts", { cwd: folder }),
    concurrency = 3,
  }: { files?: string[]; concurrency?: number } = {},
): Promise<EndedTest[]> {
  const options = [
    `--test-reporter=${join(import.meta.dirname, "reporter.ts")}`,
    ...[`--test-concurrency=${concurrency}`, "--test-timeout=600000"],
  ];
  const child = spawn(process.execPath, ["--test", ...options, ...files], {
    ...{ cwd: folder, env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [lines] = await Promise.all([text(child.stdout), once(child, "close")]);
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
