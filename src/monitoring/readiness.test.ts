import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { PoolClient } from "pg";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { becomeReadOnly, pidOf, setReadOnly } from "../../test/support/postgres/read-only.ts";
import { createPool, type Db } from "../db/pool.ts";
import { createReadiness } from "./readiness.ts";

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await createTestDatabase();
  db = createPool(database.databaseUrl, { size: 1 });
});
after(async () => {
  await db.close();
  await database.drop();
});

/** What `isReady` says when the database has not responded for a second. */
async function afterASecond(t: TestContext, isReady: () => Promise<boolean>): Promise<boolean> {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const answer = isReady();
  await setImmediate();
  t.mock.timers.tick(1_000);
  const ready = await answer;
  t.mock.timers.reset();
  return ready;
}

describe("readiness", () => {
  it("begins with the first answer of the database", async (t) => {
    const busy: PoolClient = await db.pool.connect();
    const isReady = createReadiness(db, () => 0);

    const before = await afterASecond(t, isReady);
    busy.release();

    assert.equal(before, false);
    assert.equal(await isReady(), true);
  });

  it("ends 30 seconds after the last answer, and returns with the next", async (t) => {
    let now = 0;
    const isReady = createReadiness(db, () => now);
    assert.equal(await isReady(), true);

    const busy = await db.pool.connect();
    now = 29_999;
    assert.equal(await afterASecond(t, isReady), true);
    now = 30_000;
    assert.equal(await afterASecond(t, isReady), false);
    busy.release();

    assert.equal(await isReady(), true);
  });

  it("continues while the database answers reads but accepts no writes", async () => {
    const isReady = createReadiness(db, () => Number.POSITIVE_INFINITY);
    await setReadOnly(database, "on");
    const replaced = await db.pool.connect();
    replaced.release(true);

    assert.equal(await isReady(), true);

    await setReadOnly(database, "off");
  });

  it("closes connections that have become read-only, so that reads do not stay on an old server", async () => {
    const old = await becomeReadOnly(db);

    assert.equal(await createReadiness(db, () => 0)(), true);

    const { client, release } = await db.connect();
    release(false);
    assert.ok(!old.includes(pidOf(client)));
  });
});
