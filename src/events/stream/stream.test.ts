import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { drainOutbox } from "../../../test/support/audit.ts";
import {
  givenMember,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { statementsOf } from "../../../test/support/statements.ts";
import { type ReadStream, readStream } from "../../../test/support/stream.ts";
import { sql } from "../../db/sql.ts";
import { eventSubscribers } from "../../event-subscribers.ts";
import { relayBatch } from "../relay/relay.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** Opens a stream with somebody's token. */
async function listen(as: Person, path: string, headers: Record<string, string> = {}) {
  return await readStream(api.url + path, {
    authorization: `Bearer ${as.token}`,
    accept: "text/event-stream",
    ...headers,
  });
}

/** Opens a viewer's stream. */
async function openOn(
  { url }: TestApi,
  { workspacePath, viewer }: World,
  query: string,
): Promise<ReadStream> {
  return await readStream(`${url}${workspacePath}/events${query}`, {
    authorization: `Bearer ${viewer.token}`,
    accept: "text/event-stream",
  });
}

describe("the feed as a stream", () => {
  it("sends past events and then new ones, each once and in order", async () => {
    const world = await givenWorld(api);
    await drainOutbox(api);
    const stream = await listen(world.viewer, `${world.workspacePath}/events?after=0`);
    await stream.until(2);

    for (let n = 0; n < 3; n += 1) await givenTicket(api, world);
    await drainOutbox(api);

    await stream.until(5);
    assert.match(stream.headers.get("content-type") ?? "", /^text\/event-stream/);
    assert.equal(stream.headers.get("x-accel-buffering"), "no");
    assert.deepEqual(
      stream.messages.map(({ id, event, data }) => [id, event, data.sequence]),
      [
        [1, "workspace.created", 1],
        [2, "project.created", 2],
        [3, "ticket.created", 3],
        [4, "ticket.created", 4],
        [5, "ticket.created", 5],
      ],
    );
    await stream.cancel();
  });

  it("continues after the event that a reconnecting client names", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await drainOutbox(api);

    const stream = await listen(world.viewer, `${world.workspacePath}/events?after=0`, {
      "last-event-id": "2",
    });
    await stream.until(1);
    await stream.cancel();

    assert.deepEqual(
      stream.messages.map(({ id }) => id),
      [3],
    );
  });

  it("opens if Accept has parameters and Last-Event-ID is empty", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await drainOutbox(api);

    for (const accept of [
      "text/event-stream; charset=utf-8",
      "text/event-stream;q=0.9, */*;q=0.1",
    ]) {
      const headers = { accept, "last-event-id": "" };
      const stream = await listen(world.viewer, `${world.workspacePath}/events?after=2`, headers);
      await stream.until(1);
      await stream.cancel();

      assert.deepEqual(
        stream.messages.map(({ id }) => id),
        [3],
      );
    }
  });

  it("is refused for the same reasons as a page of the feed", async () => {
    const world = await givenWorld(api);
    const open = async (as: Person, headers = {}, query = "") =>
      (await listen(as, `${world.workspacePath}/events${query}`, headers)).status;

    assert.equal(await open(world.outsider), 404);
    assert.equal(await open(world.viewer, { "last-event-id": "many" }), 400);
    assert.equal(await open(world.viewer, {}, "?after=99"), 410);
    const bare = await fetch(`${api.url}${world.workspacePath}/events`, {
      headers: { accept: "text/event-stream" },
    });
    assert.equal(bare.status, 401);
  });

  it("is refused with a pointer to the header if Last-Event-ID is not a sequence", async () => {
    const world = await givenWorld(api);

    const { status, body } = await api.get(world.viewer, `${world.workspacePath}/events`, {
      accept: "text/event-stream",
      "last-event-id": "many",
    });

    assert.equal(status, 400);
    assert.equal(body.errors[0].pointer, "/headers/last-event-id");
  });

  it("ends after its user is removed, and sends them no later events", async () => {
    const world = await givenWorld(api);
    const reader = await givenMember(api, world.workspace, "viewer");
    await drainOutbox(api);
    const stream = await listen(reader, `${world.workspacePath}/events?after=2`);
    await api.delete(world.admin, `${world.workspacePath}/members/${reader.id}`);

    await stream.done;

    assert.deepEqual(stream.messages, []);
    assert.deepEqual(stream.end, { reason: "no_access" });
  });

  it("ends with the reason when its access token expires", async () => {
    const world = await givenWorld(api);
    await drainOutbox(api);
    const principal = { user_id: world.viewer.id, session_id: world.viewer.session_id };
    const verify = api.instance.accessTokens.verify;
    api.instance.accessTokens.verify = () => ({
      ...principal,
      expires_at: Math.floor(Date.now() / 1000) + 1,
    });
    try {
      const stream = await listen(world.viewer, `${world.workspacePath}/events`);
      await stream.done;
      assert.deepEqual(stream.end, { reason: "token_expired" });
    } finally {
      api.instance.accessTokens.verify = verify;
    }
  });

  it("sends its epoch first, and again after the database was restored", async () => {
    const own = await startApi();
    const world = await givenWorld(own);
    while ((await relayBatch(own.db, eventSubscribers)) > 0);
    const stream = await openOn(own, world, "?after=0");
    await stream.until(2);
    const { body } = await own.get(world.viewer, `${world.workspacePath}/events`);
    const reads = countFeedReads();

    await own.db.query(sql`update relay set cluster = 'before/00000001' where id = 1`);
    await givenTicket(own, world);
    await relayBatch(own.db, eventSubscribers);
    await stream.until(3);
    await sleep(300);
    const atRest = reads.count;
    reads.stop();
    own.instance.stop();
    await stream.done;
    await own.close();

    const [first, second, ...more] = stream.epochs;
    assert.deepEqual([first, more], [{ epoch: body.epoch, head: 2 }, []]);
    assert.notEqual(second?.epoch, first?.epoch);
    assert.equal(stream.messages.at(-1)?.id, 2 ** 20 + 3);
    assert.ok(atRest < 5, `${atRest} reads for one event`);
  });

  it("waits without polling at a head that a new epoch moved past the last event", async () => {
    const own = await startApi();
    const world = await givenWorld(own);
    while ((await relayBatch(own.db, eventSubscribers)) > 0);
    const stream = await openOn(own, world, "?after=2");
    await own.db.query(sql`
      update event_heads set sequence = sequence + 1000 where workspace_id = ${world.workspace.id}`);
    const reads = countFeedReads();

    await sleep(500);

    const { count } = reads;
    reads.stop();
    await stream.cancel();
    await own.close();
    assert.ok(count <= 2, `${count} reads in half a second`);
  });

  it("ends with reason events_pruned if the next event of its client was pruned", async () => {
    const world = await givenWorld(api);
    await drainOutbox(api);
    const stream = await listen(world.viewer, `${world.workspacePath}/events?after=2`);

    await api.db.query(sql`
      update event_heads set sequence = 9, pruned_to = 5 where workspace_id = ${world.workspace.id}`);
    await stream.done;

    assert.deepEqual(stream.end, { reason: "events_pruned" });
  });

  it("is read once for all its clients, which are authorized in one statement", async () => {
    const own = await startApi();
    const world = await givenWorld(own);
    while ((await relayBatch(own.db, eventSubscribers)) > 0);
    const streams: ReadStream[] = [];
    for (let n = 0; n < 20; n += 1) streams.push(await openOn(own, world, "?after=2"));
    await sleep(200);
    await givenTicket(own, world);

    const sent: string[] = await statementsOf(async () => {
      await relayBatch(own.db, eventSubscribers);
      await Promise.all(streams.map((stream) => stream.until(1)));
      await sleep(1_000);
    });

    for (const stream of streams) await stream.cancel();
    await own.close();
    const count = (part: string) => sent.filter((statement) => statement.includes(part)).length;
    assert.equal(count("from events e"), 1, "reads of one event by twenty");
    assert.ok(count("api_tokens t") <= 2, "authorizations in a second or two");
  });

  it("sends every event exactly once, whenever its client joins", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 30; n += 1) await givenTicket(api, world);
    const joined: { after: number; stream: ReadStream }[] = [];
    while ((await relayBatch(api.db, eventSubscribers, { limit: 3 })) > 0) {
      const { body } = await api.get(world.viewer, `${world.workspacePath}/events?limit=1`);
      // Of two people, because one may have twenty streams.
      for (const [after, viewer] of [
        [0, world.viewer],
        [body.head, world.member],
      ] as const) {
        const stream = await openOn(api, { ...world, viewer }, `?after=${after}`);
        joined.push({ after, stream });
      }
    }

    for (const { after, stream } of joined) {
      await stream.until(32 - after);
      await stream.cancel();
      const expected = Array.from({ length: 32 - after }, (_, n) => after + 1 + n);
      assert.deepEqual(
        stream.messages.map(({ id }) => id),
        expected,
      );
    }
  });

  it("stops reading the feed for a client that does not read, and continues when the client does", async () => {
    const world = await givenWorld(api);
    await givenBigFeed(world, 1_000);
    const reads = countFeedReads();
    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `GET ${world.workspacePath}/events?after=0 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n` +
        `Authorization: Bearer ${world.viewer.token}\r\n\r\n`,
    );
    await sleep(700);
    const whileIdle = reads.count;
    socket.resume();
    const deadline = Date.now() + 10_000;
    while (reads.count < 50 && Date.now() < deadline) await sleep(20);
    socket.destroy();
    reads.stop();

    assert.ok(whileIdle < 15, `${whileIdle} of fifty pages were read for nobody`);
    assert.ok(reads.count >= 50);
  });
});

/** A feed of `count` events of 50 KB each. */
async function givenBigFeed({ workspace }: World, count: number): Promise<void> {
  await api.db.query(sql`
    insert into events (workspace_id, sequence, id, type, subject_type, data, occurred_at)
    select ${workspace.id}, n, gen_random_uuid(), 'workspace.created', 'workspace',
           jsonb_build_object('name', repeat('x', 50000)), clock_timestamp()
      from generate_series(1, ${count}::integer) n`);
  await api.db.query(sql`
    insert into event_heads (workspace_id, sequence)
    values (${workspace.id}, ${count})`);
}

function countFeedReads() {
  const count = (text: unknown) => {
    if (String(text).includes("from events e")) reads.count += 1;
  };
  const reads = { count: 0, stop: () => unsubscribe("slacky:statement", count) };
  subscribe("slacky:statement", count);
  return reads;
}

describe("a stopping server", () => {
  it("ends its streams, so that clients reconnect to another server", async () => {
    const own = await startApi();
    const world = await givenWorld(own);
    const response = await fetch(`${own.url}${world.workspacePath}/events`, {
      headers: { authorization: `Bearer ${world.viewer.token}`, accept: "text/event-stream" },
    });

    own.instance.stop();

    const output = await response.text();
    assert.match(output, /^retry: \d{4}\n\nevent: epoch\ndata: \{[^}]+\}\n\nevent: end\n/);
    assert.match(output, /\ndata: \{"reason":"stopping"\}\n\n$/);
    await own.close();
  });
});
