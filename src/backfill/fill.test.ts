import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { fillAll } from "../../test/support/feed.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { checkBackfills } from "../doctor/backfills.ts";
import { runBackfill } from "../jobs/run-backfills.ts";
import { createMetrics } from "../monitoring/metrics.ts";
import { type Backfill, type BackfillOf, defineBackfill } from "./backfill.ts";
import { fillStep, openBackfill } from "./fill.ts";
import { findProgress, lockProgress } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
  const role = new URL(api.database.databaseUrl).username;
  await asOwner(`
    create table numbers (n integer primary key, square integer, writes integer not null default 0);
    grant select, update on numbers to ${role}`);
});
after(() => api.close());

const asOwner = (script: string) =>
  withDedicatedConnection(api.database.databaseOwnerUrl, (owner) => owner.execute(script));

beforeEach(() =>
  asOwner(
    "truncate numbers; delete from backfills; insert into numbers select generate_series(1, 250)",
  ),
);

type Row = { n: number };

/** Fills the squares of numbers. */
function givenBackfill(changes: Partial<BackfillOf<Row>> = {}): Backfill {
  return defineBackfill<Row>({
    name: "squares",
    version: 1,
    listNext: ({ after, limit }) => sql<Row>`
      select n
        from numbers
       where n > ${after?.[0] ?? "0"}::integer
       order by n
       limit ${limit}`,
    keyOf: ({ n }) => [String(n)],
    async write(tx, rows) {
      await tx.query(sql`
        update numbers
           set square = n * n, writes = writes + 1
         where n = any(${rows.map(({ n }) => n)}::integer[])`);
    },
    countNext: ({ after, limit }) => sql`
      select count(*)::integer as rows,
             count(*) filter (where square is null)::integer as left,
             array[max(n)::text] as last
        from (select n, square
                from numbers
               where n > ${after?.[0] ?? "0"}::integer
               order by n
               limit ${limit}) as next`,
    ...changes,
  });
}

const numbers = (condition = sql`true`) =>
  api.db.query(sql<{ n: number; square: number | null; writes: number }>`
    select n, square, writes
      from numbers
     where ${condition}
     order by n`);

const fill = (backfill: Backfill) => fillAll(api.db, backfill);

const oneFails: BackfillOf<Row>["write"] = async (tx, rows) => {
  await tx.query(sql`
    update numbers
       set square = n * n / (n - 150), writes = writes + 1
     where n = any(${rows.map(({ n }) => n)}::integer[])`);
};

describe("a backfill", () => {
  it("fills every row once, a hundred in a transaction, and then has nothing to do", async () => {
    const backfill = givenBackfill();

    assert.deepEqual(await fill(backfill), [100, 100, 50]);

    const rows = await numbers();
    assert.equal(rows.length, 250);
    assert.ok(rows.every(({ n, square, writes }) => square === n * n && writes === 1));
    assert.deepEqual(await fill(backfill), []);
  });

  it("continues after the last committed step when its worker was killed in the next one", async () => {
    let isKilled = false;
    const backfill = givenBackfill({
      async write(tx, rows) {
        await tx.query(sql`
          update numbers
             set square = n * n, writes = writes + 1
           where n = any(${rows.map(({ n }) => n)}::integer[])`);
        if (isKilled || rows[0]?.n !== 101) return;
        isKilled = true;
        await tx.query(sql`select pg_terminate_backend(pg_backend_pid())`);
      },
    });
    await openBackfill(api.db, backfill);

    await fillStep(api.db, backfill);
    await assert.rejects(fillStep(api.db, backfill), { code: "unavailable" });
    assert.equal((await numbers(sql`writes > 0`)).length, 100);
    assert.deepEqual((await findProgress(api.db, backfill))?.after, ["100"]);

    assert.deepEqual(await fill(backfill), [100, 50]);
    assert.ok((await numbers()).every(({ writes }) => writes === 1));
  });

  it("is left to the process that has locked its progress, without waiting", async () => {
    const backfill = givenBackfill();
    await openBackfill(api.db, backfill);

    await transaction(api.db, async (rival) => {
      await lockProgress(rival, backfill);
      assert.equal(await fillStep(api.db, backfill), undefined);
    });

    assert.equal((await fillStep(api.db, backfill))?.rows, 100);
  });

  it("passes over a row that cannot be filled, which the next pass tries again", async () => {
    const broken = givenBackfill({ write: oneFails });
    await openBackfill(api.db, broken);
    await fillStep(api.db, broken);

    const step = await fillStep(api.db, broken);

    assert.equal(step?.rows, 100);
    assert.deepEqual(step?.failures, [{ key: ["150"], error: "division by zero" }]);
    assert.deepEqual(await fill(broken), [50]);
    assert.deepEqual(
      (await numbers(sql`square is null`)).map(({ n }) => n),
      [150],
    );
    const { rows_left, rows_failed } = (await findProgress(api.db, broken)) ?? {};
    assert.deepEqual({ rows_left, rows_failed }, { rows_left: 1, rows_failed: 1 });

    await asOwner("update backfills set finished_at = finished_at - interval '11 minutes'");
    assert.deepEqual(await fill(givenBackfill()), [100, 100, 50]);
    assert.deepEqual(await numbers(sql`square is null`), []);
  });

  it("finds rows that were written without the value after its end, when a check is due", async () => {
    const backfill = givenBackfill();
    await fill(backfill);
    await asOwner("insert into numbers values (-1), (251)");

    assert.deepEqual(await fill(backfill), []);
    await asOwner("update backfills set finished_at = finished_at - interval '11 minutes'");
    assert.deepEqual(await fill(backfill), [100, 100, 51]);

    await asOwner("update backfills set finished_at = finished_at - interval '11 minutes'");
    await openBackfill(api.db, backfill);
    assert.equal((await findProgress(api.db, backfill))?.is_check_due, false);
  });

  it("processes every row again when its version is raised, and an older worker leaves that alone", async () => {
    const older = givenBackfill();
    await fill(older);
    const newer = givenBackfill({ version: 2 });
    await openBackfill(api.db, newer);
    await fillStep(api.db, newer);

    assert.deepEqual(await fill(older), []);
    assert.deepEqual(await fill(newer), [100, 50]);
    assert.ok((await numbers()).every(({ writes }) => writes === 2));
  });

  it("is run by the job to its end, and shown in a metric and by doctor", async () => {
    const backfill = givenBackfill({ write: oneFails });
    const metrics = createMetrics();
    assert.match((await checkBackfills(api.db, [backfill])).detail, /: squares 250\. The worker/);
    const stop = new AbortController();
    stop.abort();

    await runBackfill({ ...api.instance, metrics }, backfill, stop.signal);
    assert.match(
      await metrics.registry.metrics(),
      /^slacky_backfill_rows_left{backfill="squares"} 250$/m,
    );
    await runBackfill({ ...api.instance, metrics }, backfill, new AbortController().signal);

    assert.match(
      await metrics.registry.metrics(),
      /^slacky_backfill_rows_left{backfill="squares"} 1$/m,
    );
    assert.match(
      await metrics.registry.metrics(),
      /^slacky_backfill_rows_failed{backfill="squares"} 1$/m,
    );
    const found = await checkBackfills(api.db, [backfill]);
    assert.equal(found.verdict, "warning");
    assert.match(found.detail, /: squares 1\. The worker/);
    await fill(givenBackfill({ version: 2 }));
    assert.equal((await checkBackfills(api.db, [backfill])).verdict, "good");
  });
});
