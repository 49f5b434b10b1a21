import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
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
