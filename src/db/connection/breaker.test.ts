import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { until } from "../../../test/support/locks.ts";
import { type OwnPostgres, startOwnPostgres } from "../../../test/support/postgres/own-postgres.ts";
import {
  primarySettings,
  type Standby,
  startStandby,
  waitForStandbys,
} from "../../../test/support/postgres/standby.ts";
import { startLink } from "../../../test/support/proxies/link.ts";
import { Problem } from "../../problems.ts";
import { withDedicatedConnection } from "../dedicated-connection.ts";
import { createPool, type Db } from "../pool.ts";
import { sql } from "../sql.ts";
import { transaction } from "../transaction.ts";

const SIZE = 3;

let primary: OwnPostgres;
let standby: Standby;
let reads: Db;
before(async () => {
  primary = await startOwnPostgres({ settings: primarySettings });
  await withDedicatedConnection(primary.url("slacky_owner"), (owner) =>
    owner.execute("create table marks (name text primary key)"),
  );
  standby = await startStandby(primary);
  reads = createPool(primary.url("slacky_owner"), { size: 2 });
});
after(async () => {
  await reads.close();
  await standby.close();
  await primary.close();
});

const add = (db: Db, name: string) =>
  transaction(db, (tx) => tx.query(sql`insert into marks (name) values (${name})`));
const names = async () =>
  (await reads.query(sql<{ name: string }>`select name from marks order by name`)).map(
    ({ name }) => name,
  );
/** How many backends wait for a standby. */
async function countWaiting(): Promise<number> {
  const [row] = await reads.query(sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity where wait_event = 'SyncRep'`);
  return row?.count ?? 0;
}

/** Begins `work`, waits until `isWaiting`, and lets 15 seconds pass for it. */
async function letTimeOut(
  t: TestContext,
  work: () => Promise<unknown>[],
  isWaiting: () => Promise<boolean>,
): Promise<PromiseSettledResult<unknown>[]> {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const started = work();
  while (!(await isWaiting()));
  t.mock.timers.tick(15_000);
  t.mock.timers.reset();
  return Promise.allSettled(started);
}

const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === "rejected" ? result.reason.code : "committed"));

describe("a pool for writes, while the only synchronous standby is away", () => {
  it("refuses at once, keeps no more backends than connections, and opens when it is back", async (t) => {
    const db = createPool(primary.url("slacky_owner"), { size: SIZE, writes: true });
    await Promise.all(["a", "b", "c"].map((name) => add(db, name)));
    await waitForStandbys(primary, "standby");
    await standby.kill();

    const waiting = () => ["d", "e", "f"].map((name) => add(db, name));
    const first = await letTimeOut(t, waiting, async () => (await countWaiting()) === SIZE);
    assert.deepEqual(codesOf(first), ["commit_unknown", "commit_unknown", "commit_unknown"]);

    const later = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => add(db, `later ${n}`)),
    );
    assert.ok(later.every((result) => result.status === "rejected" && isClosed(result.reason)));
    await assert.rejects(db.query(sql`select 1`), isClosed);
    assert.equal(await countWaiting(), SIZE);
    assert.deepEqual(await names(), ["a", "b", "c"]);

    await standby.restart();
    await until(() =>
      add(db, "g").then(
        () => true,
        () => false,
      ),
    );
    assert.deepEqual(await names(), ["a", "b", "c", "d", "e", "f", "g"]);
    await db.close();
    await waitForStandbys(primary, "");
  });
});

describe("a pool for writes with one dead connection", () => {
  it("opens again, although its batch never gets an answer, because no commit waits", async (t) => {
    const link = await startLink(primary.url("slacky_owner"));
    const db = createPool(link.url, { size: SIZE, writes: true });
    await add(db, "x");
    link.die();

    let turns = 0;
    const lost = await letTimeOut(
      t,
      () => [add(db, "y")],
      async () => {
        await reads.query(sql`select 1`);
        turns += 1;
        return turns > 20;
      },
    );
    link.reviveForNew();

    assert.deepEqual(codesOf(lost), ["unavailable"]);
    await until(() =>
      add(db, "z").then(
        () => true,
        () => false,
      ),
    );
    assert.equal((await names()).at(-1), "z");
    await db.close();
    await link.close();
  });
});

function isClosed(error: unknown): boolean {
  return (
    error instanceof Problem &&
    error.code === "unavailable" &&
    /commits wait for a standby/.test(String(error.cause))
  );
}
