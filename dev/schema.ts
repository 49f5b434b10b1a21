// Writes schema.sql from the migrations; with --check, reports whether it is up to date.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { withDedicatedConnection } from "../src/db/dedicated-connection.ts";
import { migrate } from "../src/db/migrations/migrate.ts";
import { createTestDatabase } from "../test/support/database.ts";
import { startThrowAwayPostgres } from "./postgres/throw-away.ts";
import { printSchema } from "./schema/print.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const file = path.join(import.meta.dirname, "../schema.sql");
const schema = await (process.env.TEST_DATABASE_OWNER_URL ? schemaOfClone() : schemaOfThrowAway());

if (!values.check) {
  await writeFile(file, schema);
} else if (schema !== (await readFile(file, "utf8").catch(() => ""))) {
  console.error("schema.sql is out of date. Run: node dev/schema.ts");
  process.exitCode = 1;
}

async function schemaOfClone(): Promise<string> {
  const database = await createTestDatabase();
  try {
    return await withDedicatedConnection(database.databaseOwnerUrl, printSchema);
  } finally {
    await database.drop();
  }
}

async function schemaOfThrowAway(): Promise<string> {
  const server = await startThrowAwayPostgres({ inMemory: true });
  try {
    await migrate(server);
    return await withDedicatedConnection(server.databaseOwnerUrl, printSchema);
  } finally {
    await server.stop();
  }
}
