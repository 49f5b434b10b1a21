import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { withDedicatedConnection } from "../dedicated-connection.ts";
import { createPool, type Db } from "../pool.ts";
import { prepared, sql } from "../sql.ts";
import { transaction } from "../transaction.ts";

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await createTestDatabase();
  // One connection, so that the next batch can use its prepared statements.
  db = createPool(database.databaseUrl, { size: 1 });
  await withDedicatedConnection(database.databaseOwnerUrl, (owner) =>
    owner.execute(`
      create table marks (name text primary key);
      create table sizes as select 1 as size;
      grant select on sizes to public;
      grant select, insert, delete on marks to public;`),
  );
});
after(async () => {
  await db.close();
  await database.drop();
});

const add = (name: string) => sql`insert into marks (name) values (${name})`;
const names = async () =>
  (await db.query(sql<{ name: string }>`select name from marks order by name`)).map(
    ({ name }) => name,
  );

describe("a batch", () => {
  it("executes nothing after a statement that fails, and rolls back what came before", async () => {
    const batch = db.batch([add("first"), sql`select 1 / ${0}::integer`, add("last")]);

    await assert.rejects(batch, /division by zero/);
    assert.deepEqual(await names(), []);
  });

  it("leaves a usable connection after an error, whether or not its statements were prepared", async () => {
    const doubled = (n: number) => prepared(sql<{ n: number }>`select ${n}::integer * 2 as n`);
    await assert.rejects(db.batch([sql`select 1 / ${0}::integer`, doubled(1)]), /division/);

    assert.deepEqual(await db.batch([doubled(2), doubled(3)]), [[{ n: 4 }], [{ n: 6 }]]);
    await assert.rejects(db.batch([doubled(4), sql`select 1 / ${0}::integer`]), /division/);
    assert.deepEqual(await db.query(doubled(5)), [{ n: 10 }]);
  });

  it("fails after 15 s without a response, and its connection is not used again", async (t) => {
    await db.query(sql`select 1`);
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const answer = db.query(sql`select pg_sleep(${3}::integer)`);
    const refused = assert.rejects(answer, { code: "unavailable" });
    await setImmediate();
    t.mock.timers.tick(14_999);
    assert.equal(await Promise.race([answer, setImmediate("waits")]), "waits");

    t.mock.timers.tick(1);
    await refused;
    t.mock.timers.reset();
    assert.deepEqual(await db.query(sql`select 1 as n`), [{ n: 1 }]);
  });

  it("prepares a statement once, whether or not it returns rows", async () => {
    const reads = prepared(sql`select m.name from marks m where m.name = ${"nobody"}`);
    const writes = prepared(sql`delete from marks m where m.name = ${"nobody"}`);
    for (let n = 0; n < 3; n += 1) await db.batch([reads, writes]);

    const rows = await db.query(sql<{ runs: number }>`
      select (p.generic_plans + p.custom_plans)::integer as runs
        from pg_prepared_statements p
       where p.name = any(${[reads.name ?? "", writes.name ?? ""]}::text[])`);
    assert.deepEqual(rows, [{ runs: 3 }, { runs: 3 }]);
  });
});

describe("a statement that was prepared before a migration", () => {
  it("is prepared again when its result type changed, in a read and in a transaction", async () => {
    const read = prepared(sql<{ size: unknown }>`select s.size from sizes s`);
    const retype = (type: string) =>
      withDedicatedConnection(database.databaseOwnerUrl, (owner) =>
        owner.execute(`alter table sizes alter column size type ${type}`),
      );
    assert.deepEqual(await db.query(read), [{ size: 1 }]);

    await retype("text");
    assert.deepEqual(await db.query(read), [{ size: "1" }]);

    await retype("integer using size::integer");
    assert.deepEqual(await transaction(db, (tx) => tx.query(read)), [{ size: 1 }]);
  });
});
