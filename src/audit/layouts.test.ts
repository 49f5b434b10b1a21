import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import {
  asOwner,
  drainOutbox,
  givenChain,
  lineOfStored,
  storeAsLines,
  storedRecords,
} from "../../test/support/audit.ts";
import { givenTicket } from "../../test/support/given.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { StoredRecord } from "./chain.ts";
import { findBadReason } from "./check-record.ts";
import { verifyChain } from "./verify.ts";

// Records are stored in columns. Those of versions before 0.4 have the line that was hashed as well.

let api: TestApi;
before(async () => {
  api = await startApi();
  // The owner of the tables can drop what is in the way of a forgery.
  await asOwner(
    api,
    sql`alter table audit_log drop constraint data_is_stored_once, drop constraint outcome_is_known`,
  );
});
after(() => api.close());

const columnsOfRecord = [
  "workspace_id",
  "sequence",
  "record",
  "hash",
  "previous_hash",
  "action",
  "outcome",
  "actor_id",
  "subject_type",
  "subject_id",
  "ticket_id",
  "request_id",
  "data",
  "hashed_data",
  "personal_digest",
  "occurred_at",
  "token",
  "salt",
  "personal",
] as const satisfies (keyof StoredRecord)[];

/** A chain of eight records, all in this layout. The last one has personal data. */
async function givenChainIn(layout: "columns" | "lines") {
  const chain = await givenChain(api);
  if (layout === "lines") await storeAsLines(api, chain.id);
  return chain;
}

/** Executes a script as the role that owns the tables. */
const execute = (script: string) =>
  withDedicatedConnection(api.database.databaseOwnerUrl, (owner) => owner.execute(script));

const verify = (workspace_id: string) => verifyChain(api.db, { workspace_id, secrets: [] });

for (const layout of ["columns", "lines"] as const) {
  describe(`a record that is stored in ${layout}`, () => {
    it("is named by verification, whichever of its columns was changed", async () => {
      const { id } = await givenChainIn(layout);
      const columns = await api.db.query(sql<{ table: string; column: string; type: string }>`
        select c.table_name as table, c.column_name as column, c.data_type as type
          from information_schema.columns c
         where c.table_schema = 'public'
           and c.table_name in ('audit_log', 'audit_personal')`);
      assert.equal(columns.length, 21);

      for (const { table, column, type } of columns) {
        await execute(`
          create table kept as table ${table};
          update ${table} set ${column} = ${changedValue(column, type)}
           where workspace_id = '${id}' and sequence = 8`);
        const { first_bad, erased } = await verify(id);
        // Without its row, personal data counts as erased.
        if (table === "audit_personal" && ["workspace_id", "sequence"].includes(column))
          assert.equal(erased, 1);
        else assert.equal(first_bad?.sequence, 8, `${table}.${column}`);
        await execute(`delete from ${table}; insert into ${table} table kept; drop table kept`);
      }
      assert.equal((await verify(id)).ok, true);
    });

    it("is found to be bad if any character or byte of it was changed", async () => {
      const { id } = await givenChainIn(layout);
      const [before, stored] = (await storedRecords(api.db, id)).slice(-2);
      assert.ok(before && stored);

      const forgeries = columnsOfRecord.flatMap((name) =>
        changedValues(stored[name]).map((changed) => ({ ...stored, [name]: changed })),
      );

      assert.ok(forgeries.length > 500, `${forgeries.length}`);
      assert.equal(findBadReason(stored, before), undefined);
      for (const forged of forgeries) {
        assert.ok(findBadReason(forged, before), JSON.stringify(forged));
      }
    });
  });
}

describe("a chain of records in both layouts", () => {
  it("verifies, and is listed like one in columns", async () => {
    const { world, id } = await givenChain(api);
    const list = async () =>
      (await api.get(world.admin, `${world.workspacePath}/audit?limit=20`)).body.data;
    const listed = await list();

    await storeAsLines(api, id, (sequence) => sequence % 2 === 0);

    assert.deepEqual(await list(), listed);
    assert.deepEqual(await verify(id), { ok: true, checked: 8, erased: 0 });
    const records = await storedRecords(api.db, id);
    assert.equal(records.filter(({ record }) => record === null).length, 4);
  });

  it("goes on after records that a process of version 0.3 appended", async () => {
    const { world, id } = await givenChain(api);
    await storeAsLines(api, id, (sequence) => sequence === 8);
    const last = (await storedRecords(api.db, id))[7] as StoredRecord;
    await asOwner(
      api,
      sql`alter table audit_log add constraint data_is_stored_once
            check (num_nonnulls(record, hashed_data) = 1) not valid`,
      sql`delete from audit_log where workspace_id = ${id} and sequence = 8`,
    );

    await api.db.query(insertedBefore(last));
    await givenTicket(api, world);
    await drainOutbox(api);

    assert.deepEqual(await verify(id), { ok: true, checked: 9, erased: 0 });
    await asOwner(api, sql`alter table audit_log drop constraint data_is_stored_once`);
  });
});

describe("the query in docs/audit.md", () => {
  const page = readFileSync(new URL("../../docs/audit.md", import.meta.url), "utf8");
  const [, query = ""] = /```sql\n(select l\.sequence.*?)```/s.exec(page) ?? [];
  const listBad = (id: string) =>
    withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
      const text = query.replaceAll("00000000-0000-0000-0000-000000000000", id);
      await owner.execute(`create temporary table found as ${text.replace(/;\s*$/, "")}`);
      const rows = await owner.query(sql<{ sequence: string }>`select sequence from found`);
      return rows.map(({ sequence }) => Number(sequence));
    });

  it("makes the same lines as the server, and lists the records that do not verify", async () => {
    const { world, id } = await givenChain(api);
    const title = 'Quotes ", \\, Grüße 🎈';
    await givenTicket(api, world, { title, description: "With a digest" });
    await drainOutbox(api);
    await storeAsLines(api, id, (sequence) => sequence % 2 === 0);
    const good = await listBad(id);
    await asOwner(
      api,
      sql`update audit_log set actor_id = null where workspace_id = ${id} and sequence = 3`,
      sql`update audit_log set record = replace(record, 'A ticket', 'a ticket')
           where workspace_id = ${id} and sequence = 6`,
    );

    assert.deepEqual(good, []);
    assert.deepEqual(await listBad(id), [3, 6]);
  });
});

/** An SQL expression for another value of the column. */
function changedValue(column: string, type: string): string {
  const values: Record<string, string> = {
    uuid: "gen_random_uuid()",
    bigint: `${column} + 1000`,
    text: `coalesce(${column}, '') || ' '`,
    bytea: column === "salt" ? "substr(sha256(salt), 1, 16)" : "sha256('another')",
    json: `'{"another":1}'`,
    jsonb: `'{"another":1}'`,
    "timestamp with time zone": `${column} + interval '1 microsecond'`,
  };
  const value = values[type];
  if (value === undefined) throw new Error(`There is no other value of the type ${type}.`);
  return value;
}

/** The value with each of its characters or bytes changed. */
function changedValues(value: unknown): unknown[] {
  if (typeof value === "number") return [value - 1, value + 1];
  if (typeof value === "string") {
    return Array.from({ length: value.length }, (_, at) => {
      const other = String.fromCharCode(value.charCodeAt(at) ^ 1);
      return value.slice(0, at) + other + value.slice(at + 1);
    });
  }
  if (Buffer.isBuffer(value)) {
    return [...value].map((byte, at) => {
      const other = Buffer.from(value);
      other[at] = byte ^ 1;
      return other;
    });
  }
  return ["another"];
}

/** The statement with which version 0.3 stores a record. */
function insertedBefore(stored: StoredRecord): Sql {
  const rows = [{ ...JSON.parse(lineOfStored(stored)), ...stored }];
  return sql`
    insert into audit_log (
      workspace_id, sequence, record, hash, previous_hash, action, outcome,
      actor_id, subject_type, subject_id, request_id, token, data, occurred_at)
    select r.workspace_id, r.sequence, r.record, decode(r.hash, 'hex'),
           decode(r.previous_hash, 'hex'), r.action, r.outcome, r.actor_id, r.subject_type,
           r.subject_id, r.request_id, r.token, r.data, r.occurred_at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
             workspace_id uuid, sequence bigint, record text, hash text, previous_hash text,
             action text, outcome text, actor_id uuid, subject_type text, subject_id text,
             request_id text, token jsonb, data jsonb, occurred_at timestamptz)`;
}
