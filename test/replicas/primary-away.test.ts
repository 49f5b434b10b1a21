import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LAG_MAX_MS } from "../../src/db/replicas/floor.ts";
import { givenTicket } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

let place: WithReplica;
let path: string;
before(async () => {
  place = await startWithReplica();
  path = `${place.world.workspacePath}/tickets/${(await givenTicket(place.api, place.world)).id}`;
});
after(() => place.close());

describe("while the primary is cut off, and the replica is well", () => {
  it("no read that begins after the bound is served by the replica: it is 503", async () => {
    const { api, world, primaryLink } = place;
    await place.ready();
    assert.equal(
      (await place.readUntil("served", () => api.get(world.viewer, path, any))).status,
      200,
    );
    primaryLink.die();
    try {
      // The last answer of the primary is at most as old as this.
      await sleep(LAG_MAX_MS);
      const before = await place.outcomes("served");

      // Each waits for the primary, which nobody says is away.
      const readers = [world.viewer, world.member, world.admin];
      const replies = await Promise.all(readers.map((reader) => api.get(reader, path, any)));

      assert.deepEqual(
        replies.map(({ status, body }) => [status, body.code]),
        readers.map(() => [503, "unavailable"]),
      );
      assert.ok(replies.every(({ headers }) => headers.has("retry-after")));
      assert.equal((await place.outcomes("served")) - before, 0);
    } finally {
      primaryLink.revive();
    }
  });

  it("the replica serves again when the primary is back", async () => {
    const { api, world } = place;
    await until(async () => (await api.get(world.viewer, path)).status === 200);
    await place.ready();
    const reply = await place.readUntil("served", () => api.get(world.viewer, path, any));
    assert.equal(reply.status, 200);
  });
});
