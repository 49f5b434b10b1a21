import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Connection } from "../../src/db/pool.ts";
import { givenTicket } from "../support/given.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

/** The connections of a pool of ten that one caller may use at once. */
const SHARE = 3;

let place: WithReplica;
let path: string;
before(async () => {
  place = await startWithReplica();
  path = `${place.world.workspacePath}/tickets/${(await givenTicket(place.api, place.world)).id}`;
});
after(() => place.close());

describe("a caller whose reads use all of its share of a replica", () => {
  it("is served by the primary, and the replica is not left out for the others", async () => {
    const { api, world } = place;
    await place.ready();
    const [replica] = api.instance.replicas?.replicas ?? [];
    const share = replica?.db.sharedBy({ caller: world.viewer.id });
    const used: Connection[] = [];
    for (let n = 0; share && n < SHARE; n += 1) used.push(await share.connect());
    assert.equal(used.length, SHARE);
    try {
      const own = await place.readUntil("refused", () => api.get(world.viewer, path, any));
      const others = await place.outcomesOf(() => api.get(world.member, path, any));

      assert.equal(own.status, 200);
      assert.ok(!others.includes("left_out"), others.join());
    } finally {
      for (const { release } of used) release(false);
    }
  });
});
