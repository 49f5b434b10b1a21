import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";
import { relayBatch } from "../events/relay/relay.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const drain = async (limit?: number) => {
  while ((await relayBatch(api.db, limit === undefined ? {} : { limit })) > 0);
};

async function countsOf(
  { workspacePath, viewer }: World,
  query = "",
): Promise<Record<string, number>> {
  const { body } = await api.get(viewer, `${workspacePath}/tickets/counts?group_by=status${query}`);
  return Object.fromEntries(
    body.data.map(({ status, count }: { status: string; count: number }) => [status, count]),
  );
}

/** What the counts must be: the tickets themselves, counted. */
async function counted({ workspace }: World): Promise<Record<string, number>> {
  const rows = await api.db.query(sql<{ status: string; count: number }>`
    select t.status, count(*)::integer as count
      from tickets t
     where t.workspace_id = ${workspace.id}
       and t.deleted_at is null
     group by t.status`);
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

describe("the counts of a board", () => {
  it("follow tickets as they are made, moved, deleted and restored, in batches of any size", async () => {
    for (const limit of [1, 2, 500]) {
      const world = await givenWorld(api);
      for (const status of ["open", "open", "in_progress", "closed"]) {
        await givenTicket(api, world, { status });
      }
      await api.delete(world.member, `${world.workspacePath}/tickets/ENG-1`);
      await api.delete(world.member, `${world.workspacePath}/tickets/ENG-4`);
      await api.post(world.member, `${world.workspacePath}/tickets/ENG-4/restore`);
      await api.patch(world.member, `${world.workspacePath}/tickets/ENG-2`, {
        title: "No other status",
      });
      await drain(limit);

      assert.deepEqual(await countsOf(world), { closed: 1, in_progress: 1, open: 1 });
      assert.deepEqual(await countsOf(world), await counted(world));
    }
  });

  it("are of one project where it is named, and of this workspace alone", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    await givenTicket(api, world);
    await givenTicket(api, other);
    await drain();

    assert.deepEqual(await countsOf(world, `&project_id=${world.project.id}`), { open: 1 });
    assert.deepEqual(await countsOf(world, `&project_id=${other.project.id}`), {});
  });

  it("do not count what was refused", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await api.post(world.viewer, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "in_progress",
    });
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "closed",
    });
    await drain();

    assert.deepEqual(await countsOf(world), { open: 1 });
  });

  it("are not for strangers, and want to know what to group by", async () => {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/tickets/counts`;
    assert.equal((await api.get(world.outsider, `${path}?group_by=status`)).status, 404);
    assert.equal((await api.get(world.viewer, path)).status, 400);
  });
});
