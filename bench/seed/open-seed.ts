import { readFileSync } from "node:fs";
import { CommandError } from "../../bin/command-error.ts";
import { createPasswords } from "../../src/auth/passwords.ts";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { MigrationError } from "../../src/db/migrations/migration-files.ts";
import { seedDatabase } from "../../test/seed/seed.ts";
import { bigKey, sizes } from "../../test/seed/shape.ts";
import type { Progress } from "../progress.ts";
import { startSlacky } from "../stage/child.ts";
import {
  type DatabaseServer,
  databaseBytes,
  dropDatabase,
  hasDatabase,
  type Urls,
} from "../stage/database.ts";
import { logFile } from "../stage/folder.ts";
import { environmentOf } from "../stage/service.ts";
import { listMembers, setPasswordHash } from "./queries.ts";

/** Must be raised when a change gives other rows for the same size. */
const version = 2;
export const loginPassword = "marmalade on a tall ladder";
const loginsCount = 4;

export interface Seed {
  database: string;
  size: string;
  tickets: number;
  bytes: number;
  /** How long filling it took. Absent if it existed already. */
  seconds?: number;
}

interface Filling {
  server: DatabaseServer;
  folder: string;
  progress: Progress;
}

/** Opens the database of this size: one of an earlier run, migrated to the current schema, or a new one. */
export async function openSeed(bench: Filling, size: string): Promise<Seed> {
  const { server } = bench;
  const shape = sizes[size];
  if (!shape)
    throw new CommandError(`${size} is not a size. Use one of ${Object.keys(sizes).join(", ")}.`);
  const database = `slacky_bench_${size}_v${version}`;
  const startedAt = performance.now();
  const isKept = (await hasDatabase(server, database)) && (await isMigrated(server, database));
  if (!isKept) await fill(bench, database, size);
  const seconds = (performance.now() - startedAt) / 1000;
  const bytes = await databaseBytes(server, database);
  return { database, size, tickets: shape.tickets, bytes, ...(isKept ? {} : { seconds }) };
}

/** A seed that had an unreleased migration which has changed since cannot be migrated, and is filled again. */
async function isMigrated(server: DatabaseServer, database: string): Promise<boolean> {
  try {
    await migrate(server.urlsOf(database));
    return true;
  } catch (error) {
    if (error instanceof MigrationError) return false;
    throw error;
  }
}

/** The database gets its name only when it is complete. */
async function fill(
  { server, folder, progress }: Filling,
  database: string,
  size: string,
): Promise<void> {
  const draft = `${database}_draft`;
  const startedAt = performance.now();
  await dropDatabase(server, draft);
  await server.withOwner((owner) => owner.execute(`create database ${draft}`));
  const urls = server.urlsOf(draft);
  await migrate(urls);
  await seedDatabase(urls.databaseOwnerUrl, sizes[size] as (typeof sizes)[string], progress);
  await givePasswords(urls.databaseOwnerUrl);
  progress.show("Checking it with `slacky doctor` …");
  await requireDoctorPasses(urls, folder);
  await dropDatabase(server, database);
  await server.withOwner((owner) => owner.execute(`alter database ${draft} rename to ${database}`));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  progress.done(`Filled a database of ${size} in ${seconds} s.`);
}

/** A seed bypasses the rules of the server, so `slacky doctor` must find no fault in it. */
async function requireDoctorPasses(urls: Urls, folder: string): Promise<void> {
  const log = logFile(folder, "doctor");
  const env = { ...environmentOf(urls, folder, 0), DATABASE_OWNER_URL: urls.databaseOwnerUrl };
  const code = await startSlacky(["doctor"], { env, logFile: log }).ended;
  if (code !== 0)
    throw new CommandError(
      `\`slacky doctor\` found faults in the seed:\n${readFileSync(log, "utf8")}`,
    );
}

/** Lets some members of the first workspace sign in. */
async function givePasswords(url: string): Promise<void> {
  const passwords = createPasswords();
  await withDedicatedConnection(url, async (session) => {
    const users = await listMembers(session, { project_key: bigKey, limit: loginsCount });
    for (const { id } of users) {
      const hash = await passwords.hashPassword(id, loginPassword);
      await setPasswordHash(session, { id, hash });
    }
  });
}
