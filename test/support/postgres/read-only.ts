import type pg from "pg";
import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import type { Db } from "../../../src/db/pool.ts";
import type { TestDatabase } from "../database.ts";

/**
 * Makes every connection of the pool read-only, as those to a former primary are. Returns the process IDs
 * of their sessions.
 */
export async function becomeReadOnly({ pool }: Db): Promise<number[]> {
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  for (const client of clients) {
    await client.query("set session characteristics as transaction read only");
  }
  for (const client of clients) client.release();
  return clients.map(pidOf);
}

export function pidOf(client: pg.PoolClient): number {
  return (client as unknown as { processID: number }).processID;
}

/** Makes every later session of the database read-only, or ends that. */
export async function setReadOnly(
  { databaseOwnerUrl }: TestDatabase,
  value: "on" | "off",
): Promise<void> {
  const name = new URL(databaseOwnerUrl).pathname.slice(1);
  await withDedicatedConnection(databaseOwnerUrl, async (owner) => {
    await owner.execute("set default_transaction_read_only = off");
    await owner.execute(`alter database ${name} set default_transaction_read_only = ${value}`);
  });
}
