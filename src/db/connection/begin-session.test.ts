import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld } from "../../../test/support/given.ts";
import { listenOn } from "../../../test/support/proxies/batches.ts";
import { type DedicatedConnection, withDedicatedConnection } from "../dedicated-connection.ts";
import { createPool, type Queryable } from "../pool.ts";
import { sql } from "../sql.ts";
import { sessionSettings, valueSettings } from "./session-settings.ts";

/** What somebody may have set for the role, the database or the server. */
const theirs: Record<string, string> = {
  datestyle: "German, DMY",
  intervalstyle: "sql_standard",
  timezone: "Asia/Tokyo",
  bytea_output: "escape",
  extra_float_digits: "-15",
  standard_conforming_strings: "off",
  search_path: "pg_catalog",
  default_transaction_isolation: "serializable",
  default_transaction_deferrable: "on",
  gin_fuzzy_search_limit: "1",
  lock_timeout: "1h",
  statement_timeout: "1h",
  idle_in_transaction_session_timeout: "1h",
  jit: "on",
  plan_cache_mode: "force_generic_plan",
  synchronous_commit: "off",
};

let api: TestApi;
before(async () => {
  api = await startApi();
  await asRole((role, name) => setAll(role, name, theirs));
});
after(async () => {
  await asRole((role, name) =>
    role.execute(`alter role current_user in database ${name} reset all`),
  );
  await api.close();
});

async function asRole(work: (role: DedicatedConnection, database: string) => Promise<void>) {
  const { databaseUrl } = api.database;
  await withDedicatedConnection(databaseUrl, (role) =>
    work(role, new URL(databaseUrl).pathname.slice(1)),
  );
}

async function setAll(role: DedicatedConnection, name: string, settings: Record<string, string>) {
  for (const [setting, value] of Object.entries(settings)) {
    await role.execute(`alter role current_user in database ${name} set ${setting} = '${value}'`);
  }
}

async function shown(db: Queryable, settings: Record<string, string>) {
  const rows = await db.query(sql<{ name: string; value: string }>`
    select name, current_setting(name) as value
      from unnest(${Object.keys(settings)}::text[]) as name`);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

describe("a session", () => {
  it("of a pool has Slacky's settings, whatever others have set, after one round trip", async () => {
    const listener = await listenOn(api.database.databaseUrl);
    const db = createPool(listener.url, { size: 1 });
    try {
      assert.deepEqual(Object.keys(theirs).sort(), Object.keys(expected).sort());
      assert.deepEqual(await shown(db, expected), expected);
      assert.equal(listener.take().length, 2);
    } finally {
      await db.close();
      await listener.close();
    }
  });

  it("of a command has those that decide how values are read and written", async () => {
    await asRole(async (role) => {
      assert.deepEqual(await shown(role, valueSettings), valueSettings);
    });
  });

  it("keeps a choice of synchronous_commit that is about replication", async () => {
    await asRole((role, name) => setAll(role, name, { synchronous_commit: "remote_write" }));
    const db = createPool(api.database.databaseUrl, { size: 1 });
    try {
      assert.deepEqual(await shown(db, { synchronous_commit: "" }), {
        synchronous_commit: "remote_write",
      });
    } finally {
      await db.close();
    }
  });

  it("serves requests whose values would be read otherwise", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { due_on: "2026-02-01", labels: ["bug"] });

    const read = await api.get(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    const list = await api.get(world.member, `${world.workspacePath}/tickets?label=bug`);

    assert.equal(read.body.due_on, "2026-02-01");
    assert.match(read.body.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.deepEqual(list.body.data, [read.body]);
  });
});

const expected: Record<string, string> = { ...sessionSettings, synchronous_commit: "on" };
