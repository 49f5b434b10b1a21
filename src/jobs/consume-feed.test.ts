import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { relayAll } from "../../test/support/feed.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { until } from "../../test/support/locks.ts";
import { eventSubscribers } from "../event-subscribers.ts";
import type { FeedConsumer } from "../events/consume/consume.ts";
import { relayBatch } from "../events/relay/relay.ts";
import { consumerJob } from "./consume-feed.ts";
import { relayEvents } from "./relay-events.ts";
import { startJobs } from "./worker.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A consumer that notes which tickets of a workspace it has seen being created. */
function givenConsumer(name: string) {
  const seen: (string | null)[] = [];
  const consumer: FeedConsumer = {
    name,
    async consume(_tx, _workspace_id, events) {
      seen.push(...events.map(({ ticket_id }) => ticket_id));
      return undefined;
    },
  };
  return { consumer, seen };
}

describe("the job of a consumer", () => {
  it("processes what the relay hands over without another comparison of feeds and cursors", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world);
    await relayAll(api.db);
    const { consumer, seen } = givenConsumer("handed");
    const run = consumerJob(consumer).run(api.instance, new AbortController().signal);
    await until(() => seen.includes(first.id));

    const second = await givenTicket(api, world);
    await relayBatch(api.db, eventSubscribers, { onRelayed: api.instance.handOver.give });
    await run;

    assert.ok(seen.includes(second.id), "It compares once, at the beginning of a run.");
  });

  it("lets events gather where nobody waits for what the consumer writes", async () => {
    const world = await givenWorld(api);
    const first = await givenTicket(api, world);
    await relayAll(api.db);
    const unawaited = givenConsumer("unawaited");
    const awaited = givenConsumer("awaited");
    const consumers = [{ ...unawaited.consumer, isAwaited: () => false }, awaited.consumer];
    const stop = new AbortController();
    const runs = consumers.map((consumer) => consumerJob(consumer).run(api.instance, stop.signal));
    await until(() => unawaited.seen.includes(first.id) && awaited.seen.includes(first.id));

    const second = await givenTicket(api, world);
    await relayBatch(api.db, eventSubscribers, { onRelayed: api.instance.handOver.give });
    await until(() => awaited.seen.includes(second.id));
    const seenMeanwhile = unawaited.seen.includes(second.id);
    stop.abort();
    await Promise.all(runs);

    assert.equal(seenMeanwhile, false);
  });

  it("ends early if the worker stops", async () => {
    const { consumer } = givenConsumer("stopped");
    const stopping = new AbortController();
    const run = consumerJob(consumer).run(api.instance, stopping.signal);

    stopping.abort();
    await run;
  });

  it("is not stopped, and neither is the feed, by a consumer that throws and one that hangs", async () => {
    const { consumer, seen } = givenConsumer("sound");
    let release = () => {};
    const throwing: FeedConsumer = {
      name: "throwing",
      consume: () => Promise.reject(new Error("Not today.")),
    };
    const hanging: FeedConsumer = {
      name: "hanging",
      consume: () =>
        new Promise<undefined>((resolve) => {
          release = () => resolve(undefined);
        }),
    };
    const world = await givenWorld(api);
    const consumers = [throwing, hanging, consumer].map(consumerJob);

    const worker = startJobs(api.instance, [relayEvents, ...consumers]);
    const first = await givenTicket(api, world);
    await until(() => seen.includes(first.id));
    const second = await givenTicket(api, world);
    await until(() => seen.includes(second.id));
    const feed = await ticketsInFeed(world);
    release();
    const closed = worker.close();
    await closed;

    assert.deepEqual(feed, [first.id, second.id]);
  });
});

async function ticketsInFeed({ workspacePath, viewer }: World): Promise<string[]> {
  const { body } = await api.get(viewer, `${workspacePath}/events?limit=100`);
  return body.data.flatMap(({ ticket_id }: { ticket_id: string | null }) => ticket_id ?? []);
}
