import { setTimeout as sleep } from "node:timers/promises";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { type Sql, sql } from "../../src/db/sql.ts";
import type { TestApi } from "./api.ts";
import { relayAll } from "./feed.ts";
import { givenTicket, givenWorld, type World } from "./given.ts";

/** Relays all events in the outbox. */
export async function drainOutbox(
  { db }: Pick<TestApi, "db">,
  options: { limit?: number } = {},
): Promise<void> {
  await relayAll(db, options);
}

const TIMEOUT_MS = 60_000;

/** Relays until the record of a request exists: refusals are recorded after their response. */
export async function untilAudited(api: TestApi, request_id: string): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    await drainOutbox(api);
    const rows = await api.db.query(sql`
      select a.sequence from audit_log a where a.request_id = ${request_id}`);
    if (rows.length > 0) return;
    await sleep(10);
  }
  throw new Error(`Nothing of the request ${request_id} was on record within ${TIMEOUT_MS} ms.`);
}

/** Executes statements as the role that owns the tables, one by one. */
export async function asOwner({ database }: TestApi, ...statements: Sql[]): Promise<void> {
  await withDedicatedConnection(database.databaseOwnerUrl, async (owner) => {
    for (const statement of statements) await owner.query(statement);
  });
}

/** A workspace whose chain has eight records: itself, its project, five tickets, a new name. */
export async function givenChain(api: TestApi): Promise<{ world: World; id: string }> {
  const world = await givenWorld(api);
  for (let n = 0; n < 5; n += 1) await givenTicket(api, world);
  await api.patch(world.admin, world.workspacePath, { name: "Difference Engines" });
  await drainOutbox(api);
  return { world, id: world.workspace.id };
}
