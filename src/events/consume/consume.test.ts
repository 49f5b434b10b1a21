import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { relayAll } from "../../../test/support/feed.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { until } from "../../../test/support/locks.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { sql } from "../../db/sql.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { type ConsumedEvent, consumePage, type FeedConsumer, findWork } from "./consume.ts";
import { countBehind, lockCursor, setCursor } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

let consumers = 0;

/** A consumer that records the committed events, and fails on request. */
function givenConsumer(fails: (event: ConsumedEvent) => boolean = () => false) {
  consumers += 1;
  const seen: number[] = [];
  const consumer: FeedConsumer = {
    name: `test-${consumers}`,
    async consume(_tx: Tx, _workspace_id: string, events: readonly ConsumedEvent[]) {
      if (events.some(fails)) throw new Error("This event cannot be processed.");
      seen.push(...events.map(({ sequence }) => sequence));
      return undefined;
    },
  };
  return { consumer, seen };
}

async function givenEvents(count: number): Promise<World> {
  const world = await givenWorld(api);
  for (let n = 0; n < count; n += 1) await givenTicket(api, world);
  await relayAll(api.db);
  return world;
}

const cursorOf = async ({ workspace }: World, { name }: FeedConsumer) => {
  const [cursor] = await api.db.query(sql<{ sequence: number; failures: number }>`
    select c.sequence, c.failures
      from feed_cursors c
     where c.workspace_id = ${workspace.id}
       and c.consumer = ${name}`);
  return cursor;
};

describe("a consumer of the feed", () => {
  it("receives every event of a workspace once and in order, and then has no work left", async () => {
    const world = await givenEvents(3);
    const { consumer, seen } = givenConsumer();
    assert.ok((await findWork(api.db, consumer)).includes(world.workspace.id));

    while ((await consumePage(api.db, consumer, world.workspace.id)).events > 0);

    const head = seen.at(-1) ?? 0;
    assert.deepEqual(
      seen,
      Array.from({ length: head }, (_, n) => n + 1),
    );
    assert.ok(head >= 3);
    assert.ok(!(await findWork(api.db, consumer)).includes(world.workspace.id));
    assert.deepEqual(await cursorOf(world, consumer), { sequence: head, failures: 0 });
  });

  it("may process the first events of a page, and gets the others in the next transaction", async () => {
    const world = await givenEvents(3);
    const { consumer } = givenConsumer();
    const pages: number[][] = [];
    const slow: FeedConsumer = {
      name: consumer.name,
      async consume(_tx, _workspace_id, events) {
        pages.push(events.map(({ sequence }) => sequence));
        return events[1]?.sequence;
      },
    };

    const counts: number[] = [];
    for (let events = 1; events > 0; counts.push(events)) {
      ({ events } = await consumePage(api.db, slow, world.workspace.id));
    }

    assert.deepEqual(
      pages.map(([first]) => first),
      [1, 3, 5],
    );
    assert.deepEqual(counts, [2, 2, 1, 0]);
  });

  it("skips a workspace that another process is working on", async () => {
    const world = await givenEvents(1);
    const { consumer, seen } = givenConsumer();
    await consumePage(api.db, consumer, world.workspace.id);
    await givenTicket(api, world);
    await relayAll(api.db);
    const before = seen.length;

    const page = await transaction(api.db, async (rival) => {
      await lockCursor(rival, world.workspace.id, consumer.name);
      return await consumePage(api.db, consumer, world.workspace.id);
    });

    assert.deepEqual([page, seen.length], [{ events: 0 }, before]);
  });

  it("loses its cursor's lock if it stalls in the middle of a page, so that another process continues", async () => {
    const world = await givenEvents(2);
    const { consumer, seen } = givenConsumer();
    const stalled: FeedConsumer = {
      name: consumer.name,
      async consume(tx) {
        const next = () => consumePage(api.db, consumer, world.workspace.id);
        await until(async () => (await next()).events > 0, 5_000);
        await tx.query(sql`select 1`);
        return undefined;
      },
    };

    const page = consumePage(api.db, stalled, world.workspace.id);

    await assert.rejects(page, { code: "unavailable" });
    assert.deepEqual(await cursorOf(world, consumer), { sequence: seen.at(-1), failures: 0 });
  });

  it("does not move its cursor if its transaction is not committed", async () => {
    const world = await givenEvents(2);
    const { consumer } = givenConsumer(() => true);

    await consumePage(api.db, consumer, world.workspace.id);

    assert.deepEqual(await cursorOf(world, consumer), { sequence: 0, failures: 1 });
  });

  it("skips an event that fails five times on its own, records it, and continues with the next", async () => {
    const world = await givenEvents(4);
    const { consumer, seen } = givenConsumer(({ sequence }) => sequence === 2);

    const pages = [];
    for (let turn = 0; turn < 12; turn += 1) {
      pages.push(await consumePage(api.db, consumer, world.workspace.id));
    }

    assert.ok(!seen.includes(2));
    assert.deepEqual(seen.slice(0, 2), [1, 3]);
    assert.equal(pages.filter(({ skipped }) => skipped).length, 1);
    const [skip] = await api.db.query(sql<{ sequence: number; error: string }>`
      select s.sequence, s.error
        from feed_skips s
       where s.workspace_id = ${world.workspace.id}
         and s.consumer = ${consumer.name}`);
    assert.deepEqual([skip?.sequence, skip?.error], [2, "This event cannot be processed."]);
    assert.equal((await cursorOf(world, consumer))?.failures, 0);
  });

  it("does not count a failed attempt while the database is unavailable", async () => {
    const world = await givenEvents(1);
    const { consumer } = givenConsumer();
    await transaction(api.db, async (tx) => {
      await lockCursor(tx, world.workspace.id, consumer.name);
      await setCursor(tx, world.workspace.id, consumer.name, { sequence: 0, failures: 4 });
    });
    const ended: FeedConsumer = {
      name: consumer.name,
      async consume(tx) {
        await tx.query(sql`select pg_terminate_backend(pg_backend_pid())`);
        return undefined;
      },
    };

    await assert.rejects(consumePage(api.db, ended, world.workspace.id), { code: "unavailable" });

    assert.equal((await cursorOf(world, consumer))?.failures, 4);
  });

  it("does not count a failed attempt while the database accepts no changes", async () => {
    const world = await givenEvents(1);
    const { consumer } = givenConsumer();
    await transaction(api.db, async (tx) => {
      await lockCursor(tx, world.workspace.id, consumer.name);
      await setCursor(tx, world.workspace.id, consumer.name, { sequence: 0, failures: 4 });
    });
    const refused: FeedConsumer = {
      name: consumer.name,
      async consume(tx) {
        await tx.query(sql`do $$ begin raise exception using errcode = '25006'; end $$`);
        return undefined;
      },
    };

    await assert.rejects(consumePage(api.db, refused, world.workspace.id), { code: "unavailable" });

    assert.equal((await cursorOf(world, consumer))?.failures, 4);
  });

  it("skips events that were pruned before it read them", async () => {
    const world = await givenEvents(2);
    const { consumer, seen } = givenConsumer();
    const owner = { workspace_id: world.workspace.id };
    await withDedicatedConnection(api.database.databaseOwnerUrl, async (connection) => {
      await connection.query(sql`
        with gone as (
          delete from events where workspace_id = ${owner.workspace_id} and sequence <= 1)
        update event_heads set pruned_to = 1 where workspace_id = ${owner.workspace_id}`);
    });

    while ((await consumePage(api.db, consumer, world.workspace.id)).events > 0);

    assert.equal(seen[0], 2);
  });

  it("reports its lag as a number of events", async () => {
    const { consumer } = givenConsumer();
    const before = await countBehind(api.db, consumer.name);
    const world = await givenEvents(1);
    const head = await api.db.query(sql<{ sequence: number }>`
      select h.sequence from event_heads h where h.workspace_id = ${world.workspace.id}`);

    assert.equal((await countBehind(api.db, consumer.name)) - before, head[0]?.sequence);
  });
});
