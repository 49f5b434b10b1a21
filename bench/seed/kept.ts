import { readFileSync } from "node:fs";
import { CommandError } from "../../bin/command-error.ts";
import { createPasswords } from "../../src/auth/passwords.ts";
import { withSession } from "../../src/db/dedicated-connection.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { MigrationError } from "../../src/db/migrations/migration-files.ts";
import type { Progress } from "../progress.ts";
import { startSlacky } from "../stage/child.ts";
import type { Urls } from "../stage/database.ts";
import {
  type DatabaseServer,
  databaseBytes,
  dropDatabase,
  hasDatabase,
} from "../stage/database.ts";
import { logFile } from "../stage/folder.ts";
import { environmentOf } from "../stage/service.ts";
import { listMembers, setPasswordHash } from "./queries.ts";
import { seedDatabase } from "./seed.ts";
import { bigKey, sizes } from "./shape.ts";

/** Raised whenever the same size would come out as other rows. */
const version = 1;
export const loginPassword = "marmalade on a tall ladder";
const loginsCount = 4;

export interface Seed {
  database: string;
  size: string;
  tickets: number;
  bytes: number;
  /** How long it took; absent where it was there already. */
  seconds?: number;
}

interface Filling {
  server: DatabaseServer;
  folder: string;
  progress: Progress;
}

/** Gives the database of this size: kept from an earlier run and brought to this schema, or filled now. */
export async function openSeed(bench: Filling, size: string): Promise<Seed> {
  const { server } = bench;
  const shape = sizes[size];
  if (!shape)
    throw new CommandError(`There is no size ${size}: take ${Object.keys(sizes).join(", ")}.`);
  const database = `slacky_bench_${size}_v${version}`;
  const startedAt = performance.now();
  const isKept = (await hasDatabase(server, database)) && (await isMigrated(server, database));
  if (!isKept) await fill(bench, database, size);
  const seconds = (performance.now() - startedAt) / 1000;
  const bytes = await databaseBytes(server, database);
  return { database, size, tickets: shape.tickets, bytes, ...(isKept ? {} : { seconds }) };
}

/** What an unreleased migration has changed cannot be brought forward: it is filled anew. */
async function isMigrated(server: DatabaseServer, database: string): Promise<boolean> {
  try {
    await migrate(server.urlsOf(database));
    return true;
  } catch (error) {
    if (error instanceof MigrationError) return false;
    throw error;
  }
}

/** Under its name only when it is whole. */
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
  progress.show("What does `slacky doctor` say of it?");
  await mustBeWell(urls, folder);
  await dropDatabase(server, database);
  await server.withOwner((owner) => owner.execute(`alter database ${draft} rename to ${database}`));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  progress.done(`Filled a database of ${size} in ${seconds} s.`);
}

/** Whoever seeds past the server can forge anything: the doctor finds no fault, or the seed is none. */
async function mustBeWell(urls: Urls, folder: string): Promise<void> {
  const log = logFile(folder, "doctor");
  const env = { ...environmentOf(urls, folder, 0), DATABASE_OWNER_URL: urls.databaseOwnerUrl };
  const code = await startSlacky(["doctor"], { env, logFile: log }).ended;
  if (code !== 0)
    throw new CommandError(`The doctor found faults in the seed:\n${readFileSync(log, "utf8")}`);
}

/** Lets some members of the first workspace sign in. */
async function givePasswords(url: string): Promise<void> {
  const passwords = createPasswords();
  await withSession(url, async (session) => {
    const users = await listMembers(session, { project_key: bigKey, limit: loginsCount });
    for (const { id } of users) {
      const hash = await passwords.hashPassword(id, loginPassword);
      await setPasswordHash(session, { id, hash });
    }
  });
}
