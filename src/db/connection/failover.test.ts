import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { startOwnPostgres } from "../../../test/support/postgres/own-postgres.ts";
import { becomeReadOnly, pidOf, setReadOnly } from "../../../test/support/postgres/read-only.ts";
import { startProxy } from "../../../test/support/proxies/database-proxy.ts";
import { Problem } from "../../problems.ts";
import { withDedicatedConnection } from "../dedicated-connection.ts";
import { createPool, type Db } from "../pool.ts";
import { sql } from "../sql.ts";
import { transaction } from "../transaction.ts";
import { ConnectError } from "./connect-error.ts";
import { canWrite } from "./writable.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
  await withDedicatedConnection(database.databaseOwnerUrl, (owner) =>
    owner.execute(`
      create table marks (name text primary key);
      grant select, insert on marks to public;`),
  );
});
after(() => database.drop());

const add = (name: string) => sql`insert into marks (name) values (${name})`;
const find = (name: string) => sql`select name from marks where name = ${name}`;
async function withPool(size: number, work: (db: Db) => Promise<void>): Promise<void> {
  const db = createPool(database.databaseUrl, { size });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

describe("a connection that became read-only", () => {
  it("is closed, and a transaction runs on one that can write", async () => {
    await withPool(3, async (db) => {
      const old = await becomeReadOnly(db);

      await transaction(db, (tx) => tx.query(add("in a transaction")));

      assert.equal((await db.query(find("in a transaction"))).length, 1);
      const { client, release } = await db.connect();
      release(false);
      assert.ok(!old.includes(pidOf(client)));
      assert.equal(db.pool.totalCount, 1);
    });
  });

  it("is closed, and a single statement runs on one that can write", async () => {
    await withPool(6, async (db) => {
      await becomeReadOnly(db);

      await db.query(add("alone"));

      assert.equal((await db.query(find("alone"))).length, 1);
      assert.equal(db.pool.totalCount, 1);
    });
  });

  it("is closed when it fails at deferred writes, which then run once", async () => {
    await withPool(1, async (db) => {
      await becomeReadOnly(db);

      await transaction(db, async (tx) => {
        await tx.query(find("deferred"));
        tx.defer(add("deferred"));
      });

      assert.equal((await db.query(find("deferred"))).length, 1);
    });
  });

  it("is found by the question for a writable one, whether or not anybody writes", async () => {
    await withPool(3, async (db) => {
      const old = await becomeReadOnly(db);

      assert.equal(await canWrite(db), true);

      const { client, release } = await db.connect();
      release(false);
      assert.ok(!old.includes(pidOf(client)));
    });
  });
});

it("a connection that is lost during a read is 503, and the next read has another one", async () => {
  const proxy = await startProxy(database.databaseUrl);
  const db = createPool(proxy.url, { size: 1 });
  try {
    await db.query(find("before"));
    proxy.cutAt("select name from marks", "after");

    await assert.rejects(db.query(find("during")), isUnavailable);

    assert.deepEqual(await db.query(find("after")), []);
  } finally {
    await db.close();
    await proxy.close();
  }
});

describe("a database that is read-only for every new connection", () => {
  before(() => setReadOnly(database, "on"));
  after(() => setReadOnly(database, "off"));

  it("refuses a write with 503 after one attempt, closes the connection, and serves reads", async () => {
    await withPool(3, async (db) => {
      let opened = 0;
      db.pool.on("connect", () => {
        opened += 1;
      });

      const writing = transaction(db, (tx) => tx.query(add("never")));

      await assert.rejects(writing, isUnavailable);
      assert.deepEqual([opened, db.pool.totalCount], [1, 0]);
      assert.deepEqual(await db.query(find("never")), []);
      await assert.rejects(db.query(add("never")), isUnavailable);
      assert.deepEqual([opened, db.pool.totalCount], [2, 0]);
      assert.equal(await canWrite(db), false);
    });
  });
});

describe("a standby", () => {
  it("is refused until it is promoted", async () => {
    const server = await startOwnPostgres();
    const db = createPool(server.url("slacky_owner"), { size: 2 });
    try {
      await db.query(sql`create table marks (name text)`);
      server.write("standby.signal", "");
      await server.restart();

      await assert.rejects(db.query(find("anything")), (error) => {
        assert.ok(isUnavailable(error));
        const { cause } = error as Problem;
        assert.ok(cause instanceof ConnectError);
        assert.match(cause.message, /standby/);
        return true;
      });
      await assert.rejects(canWrite(db), ConnectError);
      assert.equal(db.pool.totalCount, 0);

      await withDedicatedConnection(server.url("postgres"), (superuser) =>
        superuser.execute("select pg_promote()"),
      );
      assert.equal(await canWrite(db), true);
      await db.query(add("after the promotion"));
      assert.equal((await db.query(find("after the promotion"))).length, 1);
    } finally {
      await db.close();
      await server.close();
    }
  });
});

function isUnavailable(error: unknown): boolean {
  return (
    error instanceof Problem && error.code === "unavailable" && error.members.retry_after === 1
  );
}
