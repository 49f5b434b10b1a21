import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { LAG_MAX_MS } from "../../src/db/replicas/floor.ts";
import { sql } from "../../src/db/sql.ts";
import { givenMember, givenTicket } from "../support/given.ts";
import { until } from "../support/locks.ts";
import type { Reply } from "../support/reply.ts";
import { startWithReplica, type WithReplica } from "./start.ts";

let place: WithReplica;
let path: string;
before(async () => {
  place = await startWithReplica({ config: { replicaReads: "all" } });
  path = `${place.world.workspacePath}/tickets/${(await givenTicket(place.api, place.world)).id}`;
});
beforeEach(() => place.ready());
afterEach(() => place.replica.resumeReplay());
after(() => place.close());

describe("with REPLICA_READS=all, a read without a position", () => {
  it("runs on the replica, and its answer has no position", async () => {
    const { api, world } = place;
    const reply = await place.readUntil("served", () => api.get(world.viewer, path));

    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get("slacky-position"), null);
  });

  it("may miss the caller's own write, which one with the position of the write shows", async () => {
    const { api, world, replica } = place;
    let title = "";
    let written: Reply;
    const prepare = async () => {
      await replica.resumeReplay();
      await place.ready();
      await replica.pauseReplay();
      title = `title ${crypto.randomUUID()}`;
      written = await api.patch(world.admin, path, { title });
    };
    const reply = await place.readUntil("served", () => api.get(world.admin, path), prepare);
    assert.notEqual(reply.body.title, title);
    const position = written!.headers.get("slacky-position") ?? "";
    const own = await api.get(world.admin, path, { "slacky-position": position });

    assert.equal(own.body.title, title);
  });

  it("shows a change if it begins later than the bound, however long the replica stands still", async () => {
    const { api, world, replica } = place;
    await replica.pauseReplay();
    const title = `title ${crypto.randomUUID()}`;
    await api.patch(world.admin, path, { title });
    const { late, isOld } = await readPastTheBound(
      () => api.get(world.viewer, path),
      ({ body }) => body.title !== title,
    );

    assert.ok(late > 0);
    assert.equal(isOld, 0);
  });

  it("stops for somebody whose access ended in the database, within the bound", async () => {
    const { api, world, replica } = place;
    const removed = await givenMember(api, world.workspace, "viewer");
    await place.ready();
    assert.equal((await place.readUntil("served", () => api.get(removed, path))).status, 200);
    await replica.pauseReplay();
    await api.db.query(sql`
      update members
         set removed_at = clock_timestamp()
       where workspace_id = ${world.workspace.id}
         and user_id = ${removed.id}`);
    const { late, isOld } = await readPastTheBound(
      () => api.get(removed, path),
      ({ status }) => status === 200,
    );

    assert.ok(late > 0);
    assert.equal(isOld, 0);
  });

  it("stops at the acknowledgement for somebody who was removed", async () => {
    const { api, world, replica } = place;
    const removed = await givenMember(api, world.workspace, "viewer");
    await place.ready();
    assert.equal((await place.readUntil("served", () => api.get(removed, path))).status, 200);
    await replica.pauseReplay();
    const member = `${world.workspacePath}/members/${removed.id}`;
    assert.equal((await api.delete(world.admin, member)).status, 204);

    for (let tries = 0; tries < 20; tries += 1) {
      assert.equal((await api.get(removed, path)).status, 404);
    }
  });
});

const LATE_READS = 20;

/** Reads again and again, and counts the reads that begin after the bound, and which are old. */
async function readPastTheBound(read: () => Promise<Reply>, isOldReply: (reply: Reply) => boolean) {
  const boundAt = performance.now() + LAG_MAX_MS;
  const counts = { late: 0, isOld: 0 };
  await until(async () => {
    const isLate = performance.now() > boundAt;
    const reply = await read();
    if (isLate) counts.late += 1;
    if (isLate && isOldReply(reply)) counts.isOld += 1;
    return counts.late >= LATE_READS;
  });
  return counts;
}
