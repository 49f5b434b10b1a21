import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { asOwner, drainOutbox } from "../../../test/support/audit.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { statementsOf } from "../../../test/support/statements.ts";
import { readStream } from "../../../test/support/stream.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { withOwner } from "../../db/owner.ts";
import type { Db } from "../../db/pool.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { retentionCutoff } from "../../retention/retention-cutoff.ts";
import { countPrunable, pruneFeeds } from "./prune-feeds.ts";
import { deleteEvents, lockFeedHead, setPrunedTo } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());
beforeEach(() => asOwner(api, sql`delete from events`, sql`delete from event_heads`));

const keep90 = () => retentionCutoff(90);
const asOwnerPool = <T>(work: (owner: Db) => Promise<T>) => withOwner(api.instance.config, work);
const prune = (batch = 1_000) =>
  asOwnerPool((owner) => pruneFeeds(owner, { before: keep90(), batchSize: batch }));

/** A feed of eight events. The first `old` of them are older than the retention. */
async function givenFeed({ old }: { old: number }): Promise<World> {
  const world = await givenWorld(api);
  for (let n = 0; n < 6; n += 1) await givenTicket(api, world);
  await drainOutbox(api);
  await age(world, old);
  return world;
}

async function age({ workspace }: World, upto: number, days = 91): Promise<void> {
  await asOwner(
    api,
    sql`
      update events
         set occurred_at = clock_timestamp() - ${days} * interval '1 day'
       where workspace_id = ${workspace.id} and sequence <= ${upto}`,
  );
}

/** A stream from the beginning. Its client reads nothing until a test adds a listener. */
function openUnread({ workspacePath, viewer }: World) {
  const { port, hostname } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET ${workspacePath}/events?after=0 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n` +
      `Connection: close\r\nAuthorization: Bearer ${viewer.token}\r\n\r\n`,
  );
  return { socket, said: [] as Buffer[] };
}

async function startElsewhere(): Promise<void> {
  await api.db.query(sql`update relay set cluster = 'elsewhere/00000001' where id = 1`);
}

async function readFrom({ workspacePath, viewer }: World, query: string) {
  const { status, body } = await api.get(viewer, `${workspacePath}/events${query}`);
  const sequences = body.data?.map(({ sequence }: { sequence: number }) => sequence);
  return { status, head: body.head, oldest: body.oldest, code: body.code, sequences };
}

describe("pruning feeds", () => {
  it("deletes events older than the retention, and reports to clients where to continue", async () => {
    const world = await givenFeed({ old: 3 });
    const other = await givenFeed({ old: 0 });

    assert.deepEqual(await prune(), { feeds: 1, events: 3, awaited: [] });

    assert.deepEqual(await readFrom(world, ""), {
      ...{ status: 200, head: 8, oldest: undefined, code: undefined },
      sequences: [4, 5, 6, 7, 8],
    });
    assert.deepEqual((await readFrom(world, "?after=3")).sequences, [4, 5, 6, 7, 8]);
    const { status, code, oldest } = await readFrom(world, "?after=2");
    assert.deepEqual([status, code, oldest], [410, "events_pruned", 4]);
    assert.equal((await readFrom(other, "?after=0")).sequences.length, 8);
    assert.deepEqual(await prune(), { feeds: 0, events: 0, awaited: [] });
  });

  it("refuses a stream from a pruned sequence, given as a parameter or as Last-Event-ID", async () => {
    const world = await givenFeed({ old: 3 });
    await prune();
    const open = async (query: string, headers: Record<string, string>) => {
      const response = await fetch(`${api.url}${world.workspacePath}/events${query}`, {
        headers: {
          authorization: `Bearer ${world.viewer.token}`,
          accept: "text/event-stream",
          ...headers,
        },
        signal: AbortSignal.timeout(5_000),
      });
      const body = (await response.json()) as { code: string; oldest: number };
      return [response.status, body] as const;
    };

    for (const answer of [open("?after=0", {}), open("", { "last-event-id": "2" })]) {
      const [status, { code, oldest }] = await answer;
      assert.deepEqual([status, code, oldest], [410, "events_pruned", 4]);
    }
  });

  it("ends the stream of a slow client if its next event was pruned", async () => {
    const world = await givenWorld(api);
    const { id } = world.workspace;
    await asOwner(
      api,
      sql`
        insert into events (workspace_id, sequence, id, type, subject_type, data, occurred_at)
        select ${id}, n, gen_random_uuid(), 'workspace.created', 'workspace',
               jsonb_build_object('name', repeat('x', 200000)), now() - interval '91 days'
          from generate_series(1, 150) n`,
      sql`insert into event_heads (workspace_id, sequence) values (${id}, 150)`,
    );
    const { socket, said: output } = openUnread(world);
    await once(socket, "readable");

    await prune();
    socket.on("data", (bytes) => output.push(bytes));
    await once(socket, "end");

    const text = Buffer.concat(output).toString();
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, sequence]) => Number(sequence));
    assert.deepEqual(
      ids,
      Array.from({ length: ids.length }, (_, n) => n + 1),
    );
    assert.ok(ids.length > 0 && ids.length < 150, `${ids.length} of 150 events were sent`);
    assert.match(text, /event: end\ndata: {"reason":"events_pruned"}\n\n\r\n0\r\n\r\n$/);
  });

  it("stops at the first event within the retention, so that the rest of the feed has no hole", async () => {
    const world = await givenFeed({ old: 5 });
    await asOwner(
      api,
      sql`
        update events set occurred_at = clock_timestamp()
         where workspace_id = ${world.workspace.id} and sequence = 3`,
    );

    assert.deepEqual(await prune(), { feeds: 1, events: 2, awaited: [] });
    assert.deepEqual((await readFrom(world, "")).sequences, [3, 4, 5, 6, 7, 8]);
  });

  it("deletes batch by batch from every feed, and a dry run counts the same events but deletes none", async () => {
    const worlds = [await givenFeed({ old: 7 }), await givenFeed({ old: 4 })];
    const expected = { feeds: 2, events: 11, awaited: [] };

    const counted = await asOwnerPool((owner) =>
      countPrunable(owner, { before: keep90(), batchSize: 3 }),
    );
    for (const world of worlds) assert.equal((await readFrom(world, "")).sequences.length, 8);
    const pruned = await prune(3);

    assert.deepEqual([counted, pruned], [expected, expected]);
    for (const world of worlds) {
      const { sequences } = await readFrom(world, "");
      assert.deepEqual(sequences, world === worlds[0] ? [8] : [5, 6, 7, 8]);
    }
  });

  it("keeps what a live consumer has not processed and reports which, but does not wait for one that has not moved for 7 days", async () => {
    const world = await givenFeed({ old: 5 });
    const { id } = world.workspace;
    await asOwner(
      api,
      sql`delete from feed_cursors`,
      sql`
        insert into feed_cursors (workspace_id, consumer, sequence, moved_at)
        values (${id}, 'live', 2, clock_timestamp()),
               (${id}, 'dead', 1, clock_timestamp() - interval '8 days')`,
    );

    const first = await prune();
    await asOwner(api, sql`delete from feed_cursors`);
    const second = await prune();

    assert.deepEqual(first, { feeds: 1, events: 2, awaited: [{ consumer: "live", feeds: 1 }] });
    assert.deepEqual(second, { feeds: 1, events: 3, awaited: [] });
  });

  it("stops between two batches when the worker stops", async () => {
    await givenFeed({ old: 7 });
    const stopping = AbortSignal.abort();

    const pruned = await asOwnerPool((owner) => pruneFeeds(owner, { before: keep90(), stopping }));

    assert.deepEqual(pruned, { feeds: 0, events: 0, awaited: [] });
  });

  it("keeps the head of a feed, so that an emptied feed continues with the next sequence", async () => {
    const world = await givenFeed({ old: 8 });
    assert.deepEqual(await prune(), { feeds: 1, events: 8, awaited: [] });
    const empty = await readFrom(world, "");

    await givenTicket(api, world);
    await drainOutbox(api);

    assert.deepEqual([empty.head, empty.sequences], [8, []]);
    assert.deepEqual((await readFrom(world, "?after=8")).sequences, [9]);
    assert.equal((await readFrom(world, "?after=7")).oldest, 9);
  });

  it("reports the right events before, within and after the sequences that a new epoch skips", async () => {
    const world = await givenFeed({ old: 8 });
    await startElsewhere();
    await givenTicket(api, world);
    await givenTicket(api, world);
    await drainOutbox(api);
    const [first, second] = [8 + 2 ** 20 + 1, 8 + 2 ** 20 + 2];

    await prune();
    const afterOld = await readFrom(world, "?after=8");
    const within = await readFrom(world, "?after=5000");
    const before = await readFrom(world, "?after=7");
    await age(world, first);
    await prune();
    const withinNow = await readFrom(world, "?after=5000");

    assert.deepEqual([afterOld.sequences, afterOld.head], [[first, second], second]);
    assert.deepEqual(within.sequences, [first, second]);
    assert.deepEqual([before.code, before.oldest], ["events_pruned", 9]);
    assert.deepEqual([withinNow.code, withinNow.oldest], ["events_pruned", second]);
    assert.deepEqual((await readFrom(world, "")).sequences, [second]);
  });

  it("is not permitted to the database role of the server", async () => {
    await givenFeed({ old: 8 });
    await assert.rejects(pruneFeeds(api.db, { before: keep90() }), { code: "42501" });
    await assert.rejects(api.db.query(sql`delete from events`), { code: "42501" });
  });
});

describe("a page that is read during pruning", () => {
  for (const [from, expected] of [
    ["?after=0", { status: 410, sequences: undefined, oldest: 5 }],
    ["", { status: 200, sequences: [5, 6, 7, 8], oldest: undefined }],
  ] as const) {
    it(`shows no hole, read with "${from}"`, async () => {
      const world = await givenFeed({ old: 4 });
      const { id } = world.workspace;

      let page!: ReturnType<typeof readFrom>;
      await asOwnerPool((owner) =>
        transaction(owner, async (rival) => {
          // A statement that reads events waits. A separate statement for the head would not.
          await rival.query(sql`lock table events in access exclusive mode`);
          page = readFrom(world, from);
          await untilBlocked(api.db);
          await rival.query(deleteEvents(id, 4));
          await rival.query(setPrunedTo(id, 4));
        }),
      );

      const { status, sequences, oldest } = await page;
      assert.deepEqual({ status, sequences, oldest }, expected);
    });
  }
});

describe("two processes that prune one feed", () => {
  it("run one after the other, and the second starts from what the first left", async () => {
    const world = await givenFeed({ old: 8 });
    const { id } = world.workspace;

    let late!: ReturnType<typeof prune>;
    await asOwnerPool((owner) =>
      transaction(owner, async (rival) => {
        await lockFeedHead(rival, id);
        late = prune();
        // The server's role cannot see what the owner's connections wait for.
        await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
          untilBlocked(owner),
        );
        await rival.query(deleteEvents(id, 5));
        await rival.query(setPrunedTo(id, 5));
      }),
    );

    assert.deepEqual(await late, { feeds: 1, events: 3, awaited: [] });
    assert.equal((await readFrom(world, "?after=7")).oldest, 9);
  });
});

describe("a stream at the end of a feed that skips numbers", () => {
  it("waits for the next event without polling", async () => {
    const world = await givenFeed({ old: 0 });
    await startElsewhere();
    await drainOutbox(api);
    await asOwner(api, sql`update event_heads set sequence = sequence + 1000`);
    const stream = await readStream(`${api.url}${world.workspacePath}/events?after=8`, {
      authorization: `Bearer ${world.viewer.token}`,
      accept: "text/event-stream",
    });
    const sent: string[] = await statementsOf(() => sleep(300));
    const reads = sent.filter((statement) => statement.includes("from events e")).length;
    await givenTicket(api, world);
    await drainOutbox(api);
    await stream.until(1);
    await stream.cancel();

    assert.ok(reads <= 2, `${reads} reads of a feed that did not change`);
  });
});
