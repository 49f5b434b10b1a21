import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { createTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { createPool, type Db } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import type { Instance } from "../instance.ts";
import { purgeRateLimits } from "../jobs/purge/purge-rate-limits.ts";
import { type Budget, createSharedCounters, type SharedCounters } from "./shared-counters.ts";

const silent = pino({ level: "silent" });
const secret = "a secret of thirty-two bytes, or so";
const budgetOf = (limit: number): Budget => ({
  name: "test",
  limit,
  windowMs: 60_000,
  failsClosed: false,
});

let database: TestDatabase;
let db: Db;
let processes: SharedCounters[] = [];
before(async () => {
  database = await createTestDatabase();
  db = createPool(database.databaseUrl);
});
after(async () => {
  await Promise.all(processes.map((counters) => counters.close()));
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  await Promise.all(processes.map((counters) => counters.close()));
  await db.query(sql`delete from rate_limits`);
  processes = Array.from({ length: 3 }, () => createSharedCounters(db, secret, silent));
});

describe("a budget that three processes share", () => {
  it("is counted exactly if it is small, whichever process counts a hit", async () => {
    const budget = budgetOf(10);
    const hits = await Promise.all(
      Array.from({ length: 30 }, (_, n) => processes[n % 3]?.hit(budget, "ada")),
    );

    const numbers = hits.map((hit) => hit?.hits ?? 0).sort((a, b) => a - b);
    assert.deepEqual(numbers.slice(0, 10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.equal(numbers.filter((number) => number <= 10).length, 10);
  });

  it("is exceeded by less than a tenth for each process if it is large", async () => {
    const budget = budgetOf(600);
    let allowed = 0;
    const spend = async (counters: SharedCounters) => {
      for (let n = 0; n < 800; n += 1) {
        if ((await counters.hit(budget, "ada")).hits <= budget.limit) allowed += 1;
      }
    };
    await Promise.all(processes.map(spend));

    assert.ok(allowed >= 600, `${allowed}`);
    assert.ok(allowed < 600 + 3 * 60, `${allowed}`);
  });

  it("needs one statement for each twentieth of it, and none after it is spent", async () => {
    const [counters] = processes;
    const budget = budgetOf(200);
    const statements = await countStatements(async () => {
      for (let n = 0; n < 1_000; n += 1) await counters?.hit(budget, "ada");
    });

    assert.equal(statements, 20);
  });

  it("is flushed every second, so that the other processes know about a few hits too", async () => {
    const [one, other] = processes;
    const budget = budgetOf(600);
    await one?.hit(budget, "ada");
    await one?.hit(budget, "ada");
    await untilFlushed(2);

    await one?.hit(budget, "grace");
    for (let n = 1; n < 30; n += 1) await other?.hit(budget, "ada");
    assert.equal((await other?.hit(budget, "ada"))?.hits, 32);
  });

  it("is reset for all of them when its window ends", async () => {
    const [one, other] = processes;
    const budget = { ...budgetOf(2), windowMs: 300 };
    for (let n = 1; n <= 3; n += 1) await one?.hit(budget, "ada");
    const last = await other?.hit(budget, "ada");
    assert.equal(last?.hits, 3, "Hits after a spent budget are not counted in the database.");

    await sleep((last?.ends_at ?? 0) - Date.now() + 20);
    assert.equal((await other?.hit(budget, "ada"))?.hits, 1);
    assert.equal((await one?.hit(budget, "ada"))?.hits, 2);
  });

  it("is counted separately for each key and name, and neither is stored in plain text", async () => {
    const [one, other] = processes;
    const account = { ...budgetOf(5), name: "account" };
    await one?.hit(budgetOf(5), "ada@example.com");
    assert.equal((await other?.hit(budgetOf(5), "grace@example.com"))?.hits, 1);
    assert.equal((await other?.hit(account, "ada@example.com"))?.hits, 1);

    const rows = await db.query(sql<{ row: string }>`select r::text as row from rate_limits r`);
    assert.equal(rows.length, 3);
    for (const { row } of rows) assert.match(row, /^\("\\\\x[0-9a-f]{32}",1,/);
  });
});

describe("a hit that is given back", () => {
  it("can be used again, in every process", async () => {
    const [one, other] = processes;
    const budget = budgetOf(3);
    for (let n = 1; n <= 3; n += 1) await one?.hit(budget, "ada");
    assert.equal((await one?.hit(budget, "ada"))?.hits, 4);

    one?.giveBack(budget, "ada");
    one?.giveBack(budget, "ada");
    await untilFlushed(1);

    assert.equal((await other?.hit(budget, "ada"))?.hits, 2);
    assert.equal((await one?.hit(budget, "ada"))?.hits, 3);
    assert.equal((await other?.hit(budget, "ada"))?.hits, 4);
  });

  it("is not counted by hits that are made at the same time", async () => {
    const [one] = processes;
    const budget = budgetOf(10);
    await one?.hit(budget, "ada");

    const hits = [one?.hit(budget, "ada"), one?.giveBack(budget, "ada"), one?.hit(budget, "ada")];

    assert.deepEqual(
      (await Promise.all(hits)).map((hit) => hit?.hits),
      [2, undefined, 2],
    );
    await untilFlushed(2);
  });

  it("is credited to no other window, and to no key without hits", async () => {
    const [one] = processes;
    const budget = { ...budgetOf(5), windowMs: 200 };
    const first = await one?.hit(budget, "ada");
    await sleep((first?.ends_at ?? 0) - Date.now() + 20);
    one?.giveBack(budget, "ada");
    one?.giveBack(budget, "grace");

    assert.equal((await one?.hit(budget, "ada"))?.hits, 1);
    assert.equal((await one?.hit(budget, "grace"))?.hits, 1);
  });

  it("of a large budget waits for the next flush", async () => {
    const [one] = processes;
    const budget = budgetOf(600);
    for (let n = 1; n <= 29; n += 1) await one?.hit(budget, "ada");
    for (let n = 1; n <= 9; n += 1) one?.giveBack(budget, "ada");

    assert.equal((await one?.hit(budget, "ada"))?.hits, 21);
    await untilFlushed(21);
  });
});

describe("a budget while the database does not respond", () => {
  it("does not delay a hit that needs no statement, and counts it in the next statement", async () => {
    const [one] = processes;
    const budget = budgetOf(200);
    for (let n = 1; n <= 10; n += 1) await one?.hit(budget, "ada");
    const waiting: Promise<unknown>[] = [];
    await transaction(db, async (rival) => {
      await rival.query(sql`select r.key from rate_limits r for update`);
      for (let n = 1; n <= 10; n += 1) waiting.push(Promise.resolve(one?.hit(budget, "ada")));
      await untilBlocked(db);
      assert.equal((await one?.hit(budget, "ada"))?.hits, 21);
    });
    await Promise.all(waiting);
    for (let n = 22; n <= 30; n += 1) await one?.hit(budget, "ada");

    const [row] = await db.query(sql<{ hits: number }>`select r.hits from rate_limits r`);
    assert.equal(row?.hits, 30);
  });

  it("is counted by each process alone, unless the budget fails closed", async () => {
    const away = createPool(database.databaseUrl);
    const counters = createSharedCounters(away, secret, silent);
    await counters.hit(budgetOf(3), "ada");
    await away.close();

    assert.equal((await counters.hit(budgetOf(3), "ada")).hits, 2);
    assert.equal((await counters.hit(budgetOf(3), "ada")).hits, 3);
    assert.equal((await counters.hit(budgetOf(3), "ada")).hits, 4);
    const signIn = { ...budgetOf(3), failsClosed: true };
    await assert.rejects(async () => await counters.hit(signIn, "grace"), { code: "unavailable" });
    await counters.close();
  });
});

it("the job purge-rate-limits deletes windows that have ended, and no others", async () => {
  const [one] = processes;
  await one?.hit({ ...budgetOf(1), windowMs: 1 }, "ada");
  await one?.hit(budgetOf(1), "grace");
  await sleep(5);
  await purgeRateLimits.run({ db } as Instance, new AbortController().signal);

  assert.equal((await db.query(sql`select r.key from rate_limits r`)).length, 1);
});

async function countStatements(work: () => Promise<void>): Promise<number> {
  return (await statementsOf(work)).length;
}

async function untilFlushed(hits: number): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    const [row] = await db.query(sql<{ hits: number }>`select r.hits from rate_limits r`);
    if (row?.hits === hits) return;
    await sleep(50);
  }
  assert.fail("The counted hits were never flushed.");
}
