import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { relayAll } from "../support/feed.ts";
import { givenMember, givenTicket, type Person } from "../support/given.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

let place: WithReplica;
let path: string;
before(async () => {
  place = await startWithReplica();
  path = `${place.world.workspacePath}/tickets/${(await givenTicket(place.api, place.world)).id}`;
});
afterEach(() => place.replica.resumeReplay());
after(() => place.close());

/** The replica stands still from now on, and may serve for another second. */
async function standStill(): Promise<void> {
  await place.replica.resumeReplay();
  await place.ready();
  await place.replica.pauseReplay();
}

describe("what a replica does not know yet", () => {
  it("a new member and the session are found on the primary", async () => {
    const { api, world } = place;
    let newcomer: Person;
    const read = async () => {
      const reply = await api.get(newcomer, path, any);
      assert.equal(reply.status, 200);
      return reply;
    };
    await place.readUntil("refused", read, async () => {
      await standStill();
      newcomer = await givenMember(api, world.workspace, "viewer");
    });
  });

  it("a new ticket is found on the primary", async () => {
    const { api, world } = place;
    let id = "";
    const read = async () => {
      const reply = await api.get(world.viewer, `${world.workspacePath}/tickets/${id}`, any);
      assert.equal(reply.status, 200);
      return reply;
    };
    await place.readUntil("refused", read, async () => {
      await standStill();
      id = (await givenTicket(api, world)).id;
    });
  });

  it("an event is known to the primary: a consumer that has seen it goes on after it", async () => {
    const { api, world } = place;
    const feed = `${world.workspacePath}/events`;
    let seen = 0;
    const read = async () => {
      const reply = await api.get(world.viewer, `${feed}?after=${seen}`, any);
      assert.equal(reply.status, 200, JSON.stringify(reply.body));
      assert.deepEqual([reply.body.data, reply.body.head], [[], seen]);
      return reply;
    };
    await place.readUntil("refused", read, async () => {
      await standStill();
      await givenTicket(api, world);
      await relayAll(api.db);
      // As from a stream, which is read on the primary.
      seen = (await api.get(world.viewer, `${feed}?after=${seen}`)).body.head;
    });
  });

  it("what the primary does not know either is refused as without replicas", async () => {
    const { api, world } = place;
    const feed = `${world.workspacePath}/events`;
    const reply = await place.readUntil("refused", () =>
      api.get(world.viewer, `${feed}?after=900000000`, any),
    );
    assert.deepEqual([reply.status, reply.body.code], [410, "feed_reset"]);
  });
});
