import { hash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { StoredRecord } from "../../src/audit/chain.ts";
import { readChain } from "../../src/audit/queries.ts";
import { type AuditRecord, lineOf } from "../../src/audit/record.ts";
import { canonical } from "../../src/canonical.ts";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import type { Db } from "../../src/db/pool.ts";
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

export async function storedRecords(db: Db, workspace_id: string): Promise<StoredRecord[]> {
  return (await readChain(db, workspace_id, { after: 0, limit: 1_000 })).records;
}

export function lineOfStored(stored: StoredRecord): string {
  return stored.record ?? lineOf({ ...stored, data: stored.hashed_data ?? "" });
}

/** Stores the records of a chain as versions before 0.4 did: with the line that was hashed. */
export async function storeAsLines(
  api: TestApi,
  workspace_id: string,
  isLine: (sequence: number) => boolean = () => true,
): Promise<void> {
  const records = await storedRecords(api.db, workspace_id);
  const statements = records
    .filter(({ sequence }) => isLine(sequence))
    .map(
      (stored) => sql`
        update audit_log
           set record = ${lineOfStored(stored)}, data = hashed_data::jsonb,
               hashed_data = null, ticket_id = null, personal_digest = null
         where workspace_id = ${workspace_id} and sequence = ${stored.sequence}`,
    );
  await asOwner(api, ...statements);
}

/** Rewrites a record as it is stored, with a hash that fits. Returns the statement and the hash. */
export function forge(
  stored: StoredRecord,
  changes: Partial<Pick<AuditRecord, "actor_id" | "previous_hash">>,
): { statement: Sql; sha256: string } {
  const forged = { ...stored, ...changes };
  const record =
    stored.record === null ? null : canonical({ ...JSON.parse(stored.record), ...changes });
  const sha256 = hash("sha256", lineOfStored({ ...forged, record }));
  const statement = sql`
    update audit_log
       set record = ${record}, hash = decode(${sha256}, 'hex'), actor_id = ${forged.actor_id},
           previous_hash = decode(${forged.previous_hash}, 'hex')
     where workspace_id = ${stored.workspace_id} and sequence = ${stored.sequence}`;
  return { statement, sha256 };
}
