import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { createClient } from "../../client/client.ts";
import { relayAll } from "../support/feed.ts";
import { givenTicket } from "../support/given.ts";
import { startWithReplica, type WithReplica } from "./start.ts";

let place: WithReplica;
before(async () => {
  place = await startWithReplica();
});
afterEach(() => place.replica.resumeReplay());
after(() => place.close());

/** A client, the positions that it sends and receives, and what delays its next response. */
function givenClient() {
  const { api, world } = place;
  const sent: (string | null)[] = [];
  const received: (string | null)[] = [];
  let delay: Promise<void> | undefined;
  const slacky = createClient({
    url: api.url,
    token: world.admin.token,
    fetch: async (url, init) => {
      const own = delay;
      delay = undefined;
      sent.push(new Headers(init?.headers).get("slacky-position"));
      const response = await fetch(url, init);
      received.push(response.headers.get("slacky-position"));
      await own;
      return response;
    },
  });
  return {
    slacky,
    sent,
    received,
    /** Lets the next response arrive only when the returned function is called. */
    delayNext(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      delay = promise;
      return resolve;
    },
  };
}

async function ticketsOf() {
  const { api, world } = place;
  const of = { workspace_id: world.workspace.id };
  return {
    first: { ...of, ticket_id: (await givenTicket(api, world)).id },
    second: { ...of, ticket_id: (await givenTicket(api, world)).id },
  };
}

describe("the client, with a server that has replicas", () => {
  it("begins with `any`, and sends what an answer said with its next read", async () => {
    const { slacky, sent, received } = givenClient();
    const { first } = await ticketsOf();
    await slacky.getTicket(first);
    await slacky.updateTicket({ ...first, title: "Written" });
    const read = await slacky.getTicket(first);

    assert.equal(read.title, "Written");
    assert.deepEqual(sent, ["any", null, received[1]]);
    assert.match(received[1] ?? "", /^[0-9a-f]{8}\.[0-9A-F]{16}$/);
  });

  it("sees both of two writes in parallel, although the answer to the first arrives last", async () => {
    const { slacky, sent, received, delayNext } = givenClient();
    const { first, second } = await ticketsOf();
    await place.ready();
    const arrive = delayNext();
    const early = slacky.updateTicket({ ...first, title: "Early" });
    while (received.length === 0) await place.replica.catchUp();
    // It shows the first write, and not the second one.
    await place.replica.catchUp();
    await place.replica.pauseReplay();
    await slacky.updateTicket({ ...second, title: "Late" });
    arrive();
    await early;

    const [one, two] = [await slacky.getTicket(first), await slacky.getTicket(second)];

    assert.deepEqual([one.title, two.title], ["Early", "Late"]);
    const [ofFirst = "", ofSecond = ""] = received.map(String);
    assert.ok(ofSecond > ofFirst);
    assert.equal(sent[2], ofSecond);

    // The control: with the position that arrived last, the replica serves, and misses one.
    const { api, world } = place;
    const path = `${world.workspacePath}/tickets/${second.ticket_id}`;
    const kept = { "slacky-position": ofFirst };
    const missed = await place.readUntil("served", () => api.get(world.admin, path, kept));
    assert.notEqual(missed.body.title, "Late");
  });

  it("reads what an event is about, although the replica does not show it yet", async () => {
    const { api, world, replica } = place;
    const { slacky, sent } = givenClient();
    const { first } = await ticketsOf();
    await relayAll(api.db);
    await place.ready();
    const { head } = await slacky.listEvents({ workspace_id: world.workspace.id, limit: 1 });
    await slacky.getTicket(first);
    await replica.pauseReplay();
    const path = `${world.workspacePath}/tickets/${first.ticket_id}`;
    await api.patch(world.member, path, { title: "By somebody else" });
    await relayAll(api.db);

    const from = { workspace_id: world.workspace.id, after: head };
    for await (const event of slacky.followEvents(from)) {
      assert.equal(event.ticket_id, first.ticket_id);
      break;
    }

    assert.equal((await slacky.getTicket(first)).title, "By somebody else");
    assert.equal(sent.at(-1), "unknown");
  });

  it("reads what the counts of the inbox are about, although the replica does not show it yet", async () => {
    const { api, world, replica } = place;
    const { slacky, sent } = givenClient();
    const { first } = await ticketsOf();
    await place.ready();
    await slacky.getTicket(first);
    await replica.pauseReplay();
    const path = `${world.workspacePath}/tickets/${first.ticket_id}`;
    await api.patch(world.member, path, { title: "By somebody else" });

    for await (const _counts of slacky.followInbox()) break;

    assert.equal((await slacky.getTicket(first)).title, "By somebody else");
    assert.equal(sent.at(-1), "unknown");
  });
});
