import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { sessionSettings } from "./connection/session-settings.ts";
import { type DedicatedConnection, withDedicatedConnection } from "./dedicated-connection.ts";
import { applyRoleSettings } from "./role-settings.ts";
import { sql } from "./sql.ts";

describe("the settings of the pool's role", () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it("apply to every new connection, as `show` prints them", async () => {
    assert.deepEqual(
      await withDedicatedConnection(database.databaseUrl, shownSettings),
      sessionSettings,
    );
  });

  it("are restored when they were changed, and otherwise not written", async () => {
    await withDedicatedConnection(database.databaseUrl, async (connection) => {
      const [{ name } = { name: "" }] = await connection.query(
        sql<{ name: string }>`select current_database() as name`,
      );
      await connection.execute(
        `alter role current_user in database ${name} set lock_timeout = '1h'`,
      );
      await applyRoleSettings(connection);
      const version = await rowVersion(connection);
      await applyRoleSettings(connection);
      assert.deepEqual(await rowVersion(connection), version);
    });

    assert.deepEqual(
      await withDedicatedConnection(database.databaseUrl, shownSettings),
      sessionSettings,
    );
  });
});

/** What a session begins with, whatever this connection has set since. */
async function shownSettings(connection: DedicatedConnection): Promise<Record<string, string>> {
  const names = Object.keys(sessionSettings);
  const rows = await connection.query(sql<{ name: string; value: string }>`
    select lower(name) as name,
           case when unit is null then reset_val else current_setting(name) end as value
      from pg_settings
     where lower(name) = any(${names}::text[])`);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Changes with every write of the settings. */
function rowVersion(connection: DedicatedConnection) {
  return connection.query(sql`
    select s.xmin, s.ctid
      from pg_db_role_setting s
      join pg_database d on d.oid = s.setdatabase
     where d.datname = current_database()`);
}
