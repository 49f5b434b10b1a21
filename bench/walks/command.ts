import { migrate } from "../../src/db/migrations/migrate.ts";
import { seedDatabase } from "../../test/seed/seed.ts";
import { createProgress } from "../progress.ts";
import { dropDatabase, openDatabaseServer } from "../stage/database.ts";
import { benchFolder } from "../stage/folder.ts";
import { printedWalk, walkCreation } from "./walks.ts";

const database = "slacky_bench_walks";
const size = { tickets: 200, workspaces: 2 };

/** `npm run bench -- walks`: on a database of its own, with a few tickets. */
export async function printWalks(): Promise<void> {
  const folder = benchFolder(process.env);
  const server = await openDatabaseServer(process.env, folder);
  try {
    await dropDatabase(server, database);
    await server.withOwner((owner) => owner.execute(`create database ${database}`));
    const urls = server.urlsOf(database);
    await migrate(urls);
    await seedDatabase(urls.databaseOwnerUrl, size, createProgress());
    console.log(printedWalk(await walkCreation(urls, folder)));
  } finally {
    await dropDatabase(server, database);
    await server.stop();
  }
}
