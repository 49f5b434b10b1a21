import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { withDedicatedConnection } from "./dedicated-connection.ts";
import { createPool, type Db } from "./pool.ts";
import { sql } from "./sql.ts";

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await createTestDatabase();
  db = createPool(database.databaseUrl);
});
after(async () => {
  await db.close();
  await database.drop();
});

it("the pool returns timestamps in UTC with six fractional digits, so that they sort as text", async () => {
  const rows = await db.query(sql<{ moment: string }>`
    select moment
      from unnest(array['2026-11-22 05:51:39+00', '2026-11-22 05:51:39.1+00',
                        '2026-11-22 06:51:39.123456+01']::timestamptz[]) as moment`);

  assert.deepEqual(
    rows.map(({ moment }) => moment),
    ["2026-11-22T05:51:39.000000Z", "2026-11-22T05:51:39.100000Z", "2026-11-22T05:51:39.123456Z"],
  );
});

it("a statement that loses a deadlock or has a stale plan runs once more", async () => {
  await asOwner("create sequence tries; grant usage on sequence tries to public");

  await db.query(sql`
    do $$ begin
      if nextval('tries') = 1 then raise exception using errcode = '40P01'; end if;
    end $$`);

  assert.deepEqual(await db.query(sql`select nextval('tries') as next`), [{ next: 3 }]);
});

it("where the database has no connection left, a request waits for one of the pool's own", async () => {
  const small = createPool(database.databaseUrl, { size: 2 });
  await db.close();
  db = createPool(database.databaseUrl);
  const first = await small.connect();
  await asOwner(
    `alter database ${new URL(database.databaseUrl).pathname.slice(1)} connection limit 1`,
  );

  const second = small.connect();
  await assert.rejects(db.connect(), /connection/, "Another pool has none to wait for.");
  first.release(false);

  assert.equal((await second).client, first.client);
  (await second).release(false);
  await small.close();
});

async function asOwner(text: string): Promise<void> {
  await withDedicatedConnection(database.databaseOwnerUrl, (owner) => owner.execute(text));
}
