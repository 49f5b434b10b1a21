import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { withDedicatedConnection } from "./dedicated-connection.ts";
import { listRewritableTables, tableGrants } from "./grants.ts";
import { migrate } from "./migrations/migrate.ts";
import { sql } from "./sql.ts";

const history = [
  "workflows",
  "workflow_statuses",
  "workflow_transitions",
  "project_workflows",
  "ticket_status_history",
];

describe("the grants of the pool's role", () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  for (const table of history) {
    it(`let nobody update, delete or truncate ${table} through the pool`, async () => {
      await withDedicatedConnection(database.databaseUrl, async (pool) => {
        await pool.execute(`select count(*) from ${table}`);
        const insufficientPrivilege = { code: "42501" };
        await assert.rejects(
          pool.execute(`update ${table} set workspace_id = workspace_id`),
          insufficientPrivilege,
        );
        await assert.rejects(pool.execute(`delete from ${table}`), insufficientPrivilege);
        await assert.rejects(pool.execute(`truncate ${table} cascade`), insufficientPrivilege);
      });
    });
  }

  it("are exactly those of the list, for every table", async () => {
    const granted = await withDedicatedConnection(database.databaseUrl, (pool) =>
      pool.query(sql<{ table_name: string; privileges: string[] }>`
        select table_name::text,
               array_agg(lower(privilege_type)) as privileges
          from information_schema.table_privileges
         where grantee = current_user
         group by table_name`),
    );

    assert.deepEqual(
      Object.fromEntries(
        granted.map(({ table_name, privileges }) => [table_name, privileges.sort()]),
      ),
      Object.fromEntries(
        Object.entries(tableGrants).map(([table, list]) => [table, [...list].sort()]),
      ),
    );
  });

  it("are restored by the next migrate when they were extended manually", async () => {
    const rewritable = () =>
      withDedicatedConnection(database.databaseUrl, (pool) => listRewritableTables(pool));
    const role = new URL(database.databaseUrl).username;
    await withDedicatedConnection(database.databaseOwnerUrl, (owner) =>
      owner.execute(`grant update on ticket_status_history, outbox to ${role}`),
    );
    assert.deepEqual(await rewritable(), ["outbox", "ticket_status_history"]);

    assert.deepEqual(await migrate(database), []);

    assert.deepEqual(await rewritable(), []);
  });

  it("let the pool rewrite no table, while the owner can rewrite every table", async () => {
    assert.deepEqual(
      await withDedicatedConnection(database.databaseUrl, (pool) => listRewritableTables(pool)),
      [],
    );
    assert.deepEqual(
      await withDedicatedConnection(database.databaseOwnerUrl, (owner) =>
        listRewritableTables(owner),
      ),
      Object.keys(tableGrants).sort(),
    );
  });

  it("must list every table", async () => {
    const { tickets: _, ...grants } = tableGrants;

    await assert.rejects(migrate({ ...database, grants }), /The table tickets has no row/);
  });

  it("must not list a table that does not exist", async () => {
    const grants = { ...tableGrants, unicorns: ["select"] as const };

    await assert.rejects(migrate({ ...database, grants }), /names the table unicorns/);
  });
});
