import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { sql } from "../../src/db/sql.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenMember, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { type HttpProxy, startHttpProxy } from "../../test/support/proxies/http-proxy.ts";
import { createClient } from "../client.ts";
import { isProblem } from "../problem.ts";
import { type FeedEvent, FeedGap, type FollowEventsOptions } from "./events.ts";

let api: TestApi;
let proxy: HttpProxy;
before(async () => {
  api = await startApi();
});
beforeEach(async () => {
  proxy = await startHttpProxy(api.url);
});
afterEach(() => proxy.close());
after(() => api.close());

/** A world whose feed has this many ticket events after the two of its creation. */
async function givenFeed(tickets: number): Promise<World> {
  const world = await givenWorld(api);
  for (let n = 0; n < tickets; n += 1) await givenTicket(api, world);
  await relayAll();
  return world;
}

async function relayAll(): Promise<void> {
  while ((await relayBatch(api.db, eventSubscribers)) > 0);
}

/** Follows the feed and does `between` after each event, until it has received this many. */
async function follow(
  { workspace, viewer }: World,
  { after, until, ...options }: FollowEventsOptions & { after?: number; until: number },
  between: (event: FeedEvent) => Promise<void> | void = () => {},
) {
  const breaks: unknown[] = [];
  const slacky = createClient({ url: proxy.url, token: viewer.token });
  const from = { workspace_id: workspace.id, ...(after !== undefined && { after }) };
  const onBreak = (error: unknown) => breaks.push(error);
  const sequences: number[] = [];
  for await (const event of slacky.followEvents(from, { onBreak, ...options })) {
    sequences.push(event.sequence);
    if (sequences.length >= until) break;
    await between(event);
  }
  return { sequences, breaks };
}

describe("following the feed", () => {
  it("yields past events, then live ones", async () => {
    const world = await givenFeed(1);

    const { sequences, breaks } = await follow(world, { after: 1, until: 4 }, async (event) => {
      if (event.sequence < 3) return;
      await givenTicket(api, world);
      await relayAll();
    });

    assert.deepEqual(sequences, [2, 3, 4, 5]);
    assert.deepEqual(breaks, []);
  });

  it("yields each event once and in order, even if the connection is cut in the middle of one", async () => {
    const world = await givenFeed(6);
    proxy.cutWithin('"sequence":4');

    const { sequences, breaks } = await follow(world, { after: 0, until: 9 }, async (event) => {
      if (event.sequence === 6) proxy.cutWithin('"sequence":9');
      if (event.sequence !== 8) return;
      await givenTicket(api, world);
      await relayAll();
    });

    assert.deepEqual(sequences, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(breaks.length, 2);
  });

  it("reports the head of each stream that opens and, if asked, the counts of the inbox", async () => {
    const world = await givenFeed(2);
    const heads: number[] = [];
    const stop = new AbortController();
    let unread: number | undefined;
    proxy.cutWithin('"sequence":4');

    const { sequences } = await follow(world, {
      after: 2,
      until: 9,
      signal: stop.signal,
      onOpen: (head) => heads.push(head),
      onInbox: (counts) => {
        unread = counts.unread;
        if (heads.length === 2) stop.abort();
      },
    });

    assert.deepEqual({ sequences, heads, unread }, { sequences: [3, 4], heads: [4, 4], unread: 0 });
  });

  it("continues when the stream has ended because its token expired", async () => {
    const world = await givenFeed(1);
    const { accessTokens } = api.instance;
    const { verify } = accessTokens;
    accessTokens.verify = (token) => {
      accessTokens.verify = verify;
      const verified = verify(token);
      return verified && { ...verified, expires_at: Math.floor(Date.now() / 1000) + 1 };
    };

    const { sequences, breaks } = await follow(world, { after: 0, until: 4 }, async (event) => {
      if (event.sequence !== 3) return;
      setTimeout(async () => {
        await givenTicket(api, world);
        await relayAll();
      }, 1_200);
    });

    assert.deepEqual(sequences, [1, 2, 3, 4]);
    assert.deepEqual(breaks, [undefined]);
  });

  it("reconnects if the connection sends nothing, not even a heartbeat", async () => {
    const world = await givenFeed(1);
    let isSilenced = false;

    const followed = follow(world, { after: 0, until: 4, silenceMs: 300 }, async (event) => {
      if (event.sequence !== 3 || isSilenced) return;
      isSilenced = true;
      proxy.silence(true);
      setTimeout(() => proxy.silence(false), 900);
      await givenTicket(api, world);
      await relayAll();
    });

    const { sequences, breaks } = await followed;
    assert.deepEqual(sequences, [1, 2, 3, 4]);
    assert.ok(breaks.length >= 1);
  });

  it("retries while the server is unreachable, and ends when its caller aborts", async () => {
    const world = await givenFeed(0);
    const gone = await startHttpProxy(api.url);
    await gone.close();
    const stop = new AbortController();
    const breaks: unknown[] = [];
    const slacky = createClient({ url: gone.url, token: world.viewer.token });
    const onBreak = (error: unknown) => {
      breaks.push(error);
      if (breaks.length === 2) stop.abort();
    };

    for await (const _ of slacky.followEvents(
      { workspace_id: world.workspace.id },
      { signal: stop.signal, onBreak },
    )) {
      assert.fail("The server sent nothing.");
    }

    assert.equal(breaks.length, 2);
  });

  it("ends when its caller aborts, even while no event arrives", async () => {
    const world = await givenFeed(0);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);

    const { sequences } = await follow(world, { after: 1, until: 9, signal: stop.signal });

    assert.deepEqual(sequences, [2]);
  });

  it("fails without retrying at a position that the feed has never reached", async () => {
    const world = await givenFeed(0);

    await assert.rejects(
      follow(world, { after: 99, until: 1 }),
      (error) => isProblem(error, "feed_reset") && error.members.head === 2,
    );
  });

  it("fails when its user was removed from the workspace", async () => {
    const world = await givenFeed(0);
    const viewer = await givenMember(api, world.workspace, "viewer");
    await assert.rejects(
      follow({ ...world, viewer }, { after: 1, until: 2 }, async () => {
        await api.delete(world.admin, `${world.workspacePath}/members/${viewer.id}`);
      }),
      (error) => isProblem(error, "not_found"),
    );
  });

  it("reconnects after the last event that it received, and ignores an event that is sent again", async () => {
    const { sequences, places } = await followStreams([
      'id: 3\nevent: x\ndata: {"sequence":3}\n\nid: 4\nevent: x\ndata: {"sequence":4}\n\n',
      'retry: 1\n\nevent: end\ndata: {"reason":"stopping"}\n\n',
      'id: 4\nevent: x\ndata: {"sequence":4}\n\nid: 5\nevent: x\ndata: {"sequence":5}\n\n',
    ]);

    assert.deepEqual(sequences, [3, 4, 5]);
    assert.deepEqual(places, ["2", "4", "4"]);
  });

  it("fails as soon as the stream has another epoch than before", async () => {
    const { sequences, error } = await followStreams([
      'event: epoch\ndata: {"epoch":"a","head":3}\n\nid: 3\nevent: x\ndata: {"sequence":3}\n\n',
      'retry: 1\n\nevent: epoch\ndata: {"epoch":"a","head":3}\n\n',
      'event: epoch\ndata: {"epoch":"b","head":1048579}\n\n',
    ]);

    assert.deepEqual(sequences, [3]);
    assert.ok(error instanceof FeedGap, String(error));
    assert.deepEqual([error.last, error.next], [3, 1_048_580]);
  });

  it("fails if sequences are skipped, as after a restored database", async () => {
    const world = await givenFeed(0);
    await api.db.query(sql`
      update event_heads set sequence = sequence + 1048576 where workspace_id = ${world.workspace.id}`);
    await givenTicket(api, world);
    await relayAll();

    await assert.rejects(
      follow(world, { after: 1, until: 9 }),
      (error) => error instanceof FeedGap && error.last === 2 && error.next === 1_048_579,
    );
  });
});

/** Follows streams with this content, one after the other, from 2 on. Returns where each was asked to start. */
async function followStreams(streams: string[]) {
  const stop = new AbortController();
  const places: (string | null)[] = [];
  const sequences: number[] = [];
  const slacky = createClient({
    url: api.url,
    token: "sl_any",
    fetch: async (_url, init) => {
      places.push(new Headers(init?.headers).get("last-event-id"));
      return new Response(streams.shift(), { headers: { "content-type": "text/event-stream" } });
    },
  });
  const follow = { signal: stop.signal, onBreak: () => streams.length === 0 && stop.abort() };
  try {
    const from = { workspace_id: "w", after: 2 };
    for await (const { sequence } of slacky.followEvents(from, follow)) sequences.push(sequence);
    return { sequences, places, error: undefined };
  } catch (error) {
    return { sequences, places, error };
  }
}
