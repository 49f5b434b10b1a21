import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it, mock } from "node:test";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { type DatabaseProxy, startProxy } from "../../test/support/proxies/database-proxy.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import { Problem } from "../problems.ts";
import { withDedicatedConnection } from "./dedicated-connection.ts";
import { createPool, type Db } from "./pool.ts";
import { sql } from "./sql.ts";
import { type Tx, transaction } from "./transaction.ts";

let database: TestDatabase;
let db: Db;
before(async () => {
  database = await createTestDatabase();
  db = createPool(database.databaseUrl);
  await withDedicatedConnection(database.databaseOwnerUrl, (owner) =>
    owner.execute(`
      create table marks (name text primary key, count integer not null default 0);
      grant select, insert, update, delete on marks to public;`),
  );
});
after(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  await db.query(sql`delete from marks`);
  await db.query(sql`insert into marks (name) values ('a'), ('b')`);
});

const add = (name: string) => sql`insert into marks (name) values (${name})`;
const raise = (name: string) => sql`update marks set count = count + 1 where name = ${name}`;

describe("a transaction", () => {
  it("commits the writes of its callback and returns the callback's result", async () => {
    const result = await transaction(db, async (tx) => {
      await tx.query(add("c"));
      return "done";
    });

    assert.equal(result, "done");
    assert.deepEqual(await names(), ["a", "b", "c"]);
  });

  it("rolls back when the callback throws, and throws the same error", async () => {
    const error = new Error("No.");
    const work = transaction(db, async (tx) => {
      await tx.query(add("c"));
      throw error;
    });

    await assert.rejects(work, error);
    assert.deepEqual(await names(), ["a", "b"]);
  });

  it("rolls back when a value of a batch cannot be sent", async () => {
    const work = transaction(db, async (tx) => {
      await tx.batch([add("c"), sql`select ${Number.NaN}`, add("d")]);
    });

    await assert.rejects(work, TypeError);
    assert.deepEqual(await names(), ["a", "b"]);
  });

  it("rolls back and throws when the callback ignored a failed statement", async () => {
    const work = transaction(db, async (tx) => {
      await tx.query(add("c"));
      await tx.query(add("a")).catch(() => {});
    });

    await assert.rejects(work, /returned the tag ROLLBACK/);
    assert.deepEqual(await names(), ["a", "b"]);
  });

  it("returns the rows of a batch in order, or throws its first error", async () => {
    const [one, two] = await transaction(db, (tx) =>
      tx.batch([sql<{ n: number }>`select 1 as n`, sql<{ n: number }>`select 2 as n`]),
    );
    assert.deepEqual([one[0]?.n, two[0]?.n], [1, 2]);

    const failing = transaction(db, (tx) => tx.batch([add("c"), add("a"), add("d")]));
    await assert.rejects(failing, /duplicate key/);
    assert.deepEqual(await names(), ["a", "b"]);
  });

  it("sends the beforeCommit statements after all others, in the order of registration", async () => {
    await transaction(db, async (tx) => {
      tx.beforeCommit(() => sql`update marks set count = count * 10 where name = 'a'`);
      tx.beforeCommit(() => sql`update marks set count = count + 1 where name = 'a'`);
      await tx.query(sql`update marks set count = 2 where name = 'a'`);
    });

    assert.equal(await countOf("a"), 21);
  });

  it("commits nothing when a beforeCommit statement fails", async () => {
    const work = transaction(db, async (tx) => {
      tx.beforeCommit(() => add("a"));
      tx.beforeCommit(() => add("d"));
      await tx.query(add("c"));
    });

    await assert.rejects(work, /duplicate key/);
    assert.deepEqual(await names(), ["a", "b"]);
  });
});

describe("a deadlock of transactions", () => {
  it("is resolved by running one of the two transactions again from the start", async () => {
    let runs = 0;
    const bothLocked = barrier(2);
    const cross = (first: string, second: string) =>
      transaction(db, async (tx) => {
        runs += 1;
        await tx.query(raise(first));
        await bothLocked();
        await tx.query(raise(second));
      });

    await Promise.all([cross("a", "b"), cross("b", "a")]);

    assert.equal(runs, 3);
    assert.deepEqual([await countOf("a"), await countOf("b")], [2, 2]);
  });

  it("that recurs every time is 503 after four runs", async () => {
    let runs = 0;
    const work = transaction(db, async (tx) => {
      runs += 1;
      await tx.query(add(`run-${runs}`));
      await tx.query(sql`do $$ begin raise exception using errcode = '40P01'; end $$`);
    });

    await assert.rejects(work, unavailable);
    assert.equal(runs, 4);
    assert.deepEqual(await names(), ["a", "b"]);
  });
});

describe("a transaction timeout", () => {
  it("for a lock is 503 with retry_after, and nothing is committed", async () => {
    await transaction(db, async (rival) => {
      await rival.query(raise("a"));
      const work = transaction(db, async (tx) => {
        await tx.query(sql`set local lock_timeout = '50ms'`);
        await tx.query(add("c"));
        await tx.query(raise("a"));
      });
      await assert.rejects(work, unavailable);
    });

    assert.deepEqual(await names(), ["a", "b"]);
    assert.equal(await countOf("a"), 1);
  });

  it("for a statement is 503", async () => {
    const work = transaction(db, async (tx) => {
      await tx.query(sql`set local statement_timeout = '50ms'`);
      await tx.query(sql`select pg_sleep(10)`);
    });

    await assert.rejects(work, unavailable);
  });

  it("for the whole transaction is 503, and nothing is committed", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      let pid = 0;
      const work = transaction(db, async (tx) => {
        pid = await pidOf(tx);
        await tx.query(sql`select pg_sleep(9)`);
      });
      const failed = assert.rejects(work, unavailable);
      while (pid === 0 || !(await isAsleep(pid))) await db.query(sql`select 1`);
      mock.timers.tick(20_000);
      await failed;
    } finally {
      mock.timers.reset();
    }
    assert.deepEqual(await names(), ["a", "b"]);
  });

  it("between two statements is 503 at the next statement", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const work = transaction(db, async (tx) => {
        await tx.query(add("c"));
        mock.timers.tick(20_000);
        await tx.query(add("d"));
      });
      await assert.rejects(work, unavailable);
    } finally {
      mock.timers.reset();
    }
    assert.deepEqual(await names(), ["a", "b"]);
  });
});

describe("a lost connection", () => {
  it("during a statement is 503, and the pool stays usable", async () => {
    const work = transaction(db, async (tx) => {
      const pid = await pidOf(tx);
      await tx.query(add("c"));
      await Promise.all([tx.query(sql`select pg_sleep(10)`), terminate(pid)]);
    });

    await assert.rejects(work, unavailable);
    assert.deepEqual(await names(), ["a", "b"]);
  });

  it("between two statements is 503, and the pool stays usable", async () => {
    const work = transaction(db, async (tx) => {
      await tx.query(add("c"));
      await terminate(await pidOf(tx));
      await tx.query(add("d"));
    });

    await assert.rejects(work, unavailable);
    assert.deepEqual(await names(), ["a", "b"]);
  });

  it("that was idle in the pool does not fail the next transaction", async () => {
    const heard: Error[] = [];
    const own = createPool(database.databaseUrl, {
      size: 1,
      onError: (error) => heard.push(error),
    });
    try {
      await terminate(await transaction(own, pidOf));
      while (heard.length === 0) await db.query(sql`select 1`);
      assert.equal(await transaction(own, async () => "works"), "works");
    } finally {
      await own.close();
    }
  });
});

describe("a connection that is lost during COMMIT", () => {
  let proxy: DatabaseProxy;
  let far: Db;
  before(async () => {
    proxy = await startProxy(database.databaseUrl);
    far = createPool(proxy.url, { size: 2 });
  });
  after(async () => {
    await far.close();
    await proxy.close();
  });

  for (const when of ["before", "after"] as const) {
    it(`is reported as commit_unknown when lost ${when} the server received COMMIT`, async () => {
      const work = transaction(far, async (tx) => {
        await tx.query(add("c"));
        proxy.cutAt("commit", when);
      });

      await assert.rejects(work, (error) => {
        assert.ok(error instanceof Problem);
        assert.equal(error.code, "commit_unknown");
        assert.equal(error.members.retry_after, 1);
        return true;
      });
      assert.deepEqual(await names(), when === "after" ? ["a", "b", "c"] : ["a", "b"]);
      assert.equal(await transaction(far, async () => "works"), "works");
    });
  }

  it("differs from a COMMIT that the server refuses, which is 503 unavailable", async () => {
    const work = transaction(far, async (tx) => {
      await tx.query(add("c"));
      tx.beforeCommit(() => sql`do $$ begin raise exception using errcode = '53100'; end $$`);
    });

    await assert.rejects(work, unavailable);
    assert.deepEqual(await names(), ["a", "b"]);
  });
});

describe("a pool without a free connection", () => {
  it("answers 503 after a wait of five seconds, and works again after a release", async () => {
    const small = createPool(database.databaseUrl, { size: 1 });
    const busy = await small.pool.connect();
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const work = transaction(small, async () => {});
      const read = small.query(sql`select 1`);
      const refused = Promise.all([
        assert.rejects(work, unavailable),
        assert.rejects(read, unavailable),
      ]);
      mock.timers.tick(5_000);
      await refused;
    } finally {
      mock.timers.reset();
    }
    busy.release();
    assert.equal(await transaction(small, async () => "works"), "works");
    await small.close();
  });

  it("answers 503 when nothing listens at its address", async () => {
    const nowhere = createPool("postgres://nobody:secret@127.0.0.1:1/nothing");
    await assert.rejects(nowhere.query(sql`select 1`), unavailable);
    await assert.rejects(
      transaction(nowhere, async () => {}),
      unavailable,
    );
    await nowhere.close();
  });
});

it("events get their position after the last lock: two changes of one row are in commit order", async () => {
  const record = (tx: Tx, who: string) =>
    recordEvent(
      tx,
      { workspace_id: null, actor: null, origin: { ...systemOrigin, request_id: who } },
      { type: "user.updated", subject: { type: "user", id: null } },
    );
  const began = barrier(2);

  let late!: Promise<void>;
  await transaction(db, async (early) => {
    await early.query(raise("a"));
    late = transaction(db, async (tx) => {
      record(tx, "late");
      await began();
      await tx.query(raise("a"));
    });
    await began();
    await untilBlocked(db);
    record(early, "early");
  });
  await late;

  const rows = await db.query(
    sql<{ request_id: string }>`select request_id from outbox order by position`,
  );
  assert.deepEqual(
    rows.map(({ request_id }) => request_id),
    ["early", "late"],
  );
});

function unavailable(error: unknown): boolean {
  assert.ok(error instanceof Problem, String(error));
  assert.equal(error.code, "unavailable");
  assert.equal(error.members.retry_after, 1);
  return true;
}

async function names(): Promise<string[]> {
  const rows = await db.query(sql<{ name: string }>`select name from marks order by name`);
  return rows.map(({ name }) => name);
}

async function countOf(name: string): Promise<number | undefined> {
  const [row] = await db.query(
    sql<{ count: number }>`select count from marks where name = ${name}`,
  );
  return row?.count;
}

async function pidOf(tx: Tx): Promise<number> {
  const [row] = await tx.query(sql<{ pid: number }>`select pg_backend_pid() as pid`);
  assert.ok(row);
  return row.pid;
}

async function isAsleep(pid: number): Promise<boolean> {
  const rows = await db.query(
    sql`select 1 from pg_stat_activity where pid = ${pid} and wait_event = 'PgSleep'`,
  );
  return rows.length > 0;
}

async function terminate(pid: number): Promise<void> {
  await db.query(sql`select pg_terminate_backend(${pid}::integer, 5000)`);
}

/** A barrier: the first callers wait until `parties` have arrived; later callers pass. */
function barrier(parties: number): () => Promise<void> {
  let arrived = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return async () => {
    arrived += 1;
    if (arrived === parties) resolve();
    await promise;
  };
}
