import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { relayAll, settleFeed } from "../../test/support/feed.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { consumePage } from "../events/consume/consume.ts";
import { countsConsumer } from "./count-tickets.ts";
import { repairCounts } from "./recount.ts";
import { sumChanges } from "./sum-changes.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

async function countsOf(
  { workspacePath, viewer }: World,
  query = "",
): Promise<Record<string, number>> {
  const { body } = await api.get(viewer, `${workspacePath}/tickets/counts?group_by=status${query}`);
  return Object.fromEntries(
    body.data.map(({ status, count }: { status: string; count: number }) => [status, count]),
  );
}

/** The expected counts, from the tickets themselves. */
async function counted({ workspace }: World): Promise<Record<string, number>> {
  const rows = await api.db.query(sql<{ status: string; count: number }>`
    select t.status, count(*)::integer as count
      from tickets t
     where t.workspace_id = ${workspace.id}
       and t.deleted_at is null
     group by t.status`);
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

describe("ticket counts by status", () => {
  it("follow tickets that are created, moved, deleted and restored, in batches of any size", async () => {
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
      await settleFeed(api.db, { limit });

      assert.deepEqual(await countsOf(world), { closed: 1, in_progress: 1, open: 1 });
      assert.deepEqual(await countsOf(world), await counted(world));
    }
  });

  it("are limited to the given project, and to this workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    await givenTicket(api, world);
    await givenTicket(api, other);
    await settleFeed(api.db);

    assert.deepEqual(await countsOf(world, `&project_id=${world.project.id}`), { open: 1 });
    assert.deepEqual(await countsOf(world, `&project_id=${other.project.id}`), {});
  });

  it("leave out archived projects, unless they are included or the project is named", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await settleFeed(api.db);
    const named = `&project_id=${world.project.id}`;
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);

    assert.deepEqual(await countsOf(world), {});
    assert.deepEqual(await countsOf(world, "&archived=include"), { open: 1 });
    assert.deepEqual(await countsOf(world, named), { open: 1 });

    await api.post(world.admin, `${world.workspacePath}/projects/${world.project.id}/restore`);
    assert.deepEqual(await countsOf(world), { open: 1 });
  });

  it("do not include refused writes", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await api.post(world.viewer, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "in_progress",
    });
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "closed",
    });
    await settleFeed(api.db);

    assert.deepEqual(await countsOf(world), { open: 1 });
  });

  it("are 404 for somebody who is not a member, and 400 without group_by", async () => {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/tickets/counts`;
    assert.equal((await api.get(world.outsider, `${path}?group_by=status`)).status, 404);
    assert.equal((await api.get(world.viewer, path)).status, 400);
  });

  it("include the sequence in the feed up to which they are counted", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await settleFeed(api.db);
    const path = `${world.workspacePath}`;

    const counts = await api.get(world.viewer, `${path}/tickets/counts?group_by=status`);
    const feed = await api.get(world.viewer, `${path}/events`);

    assert.equal(counts.body.sequence, feed.body.head);
  });
});

it("ticket counts and the events after their sequence are exact, also while a page is being counted", async () => {
  const world = await givenWorld(api);
  await givenTicket(api, world);
  await givenTicket(api, world);
  await settleFeed(api.db);
  const path = `${world.workspacePath}/tickets`;
  await api.post(world.member, `${path}/ENG-1/transitions`, { to: "in_progress" });
  await givenTicket(api, world);
  await api.delete(world.member, `${path}/ENG-2`);
  await relayAll(api.db);

  /** What a client knows: the counts, and what the events after their sequence change. */
  const combined = async () => {
    const counts = await api.get(world.viewer, `${path}/counts?group_by=status`);
    const { sequence } = counts.body;
    const feed = await api.get(world.viewer, `${world.workspacePath}/events?after=${sequence}`);
    const sums = new Map<string, number>();
    for (const { status, count } of [...counts.body.data, ...sumChanges(feed.body.data)]) {
      sums.set(status, (sums.get(status) ?? 0) + count);
    }
    return { left: feed.body.head - sequence, counts: Object.fromEntries(sums) };
  };
  const expected = await counted(world);
  assert.deepEqual(expected, { in_progress: 1, open: 1 });

  let counting!: ReturnType<typeof consumePage>;
  await transaction(api.db, async (rival) => {
    await rival.query(sql`
      select c.count
        from ticket_counts c
       where c.workspace_id = ${world.workspace.id}
         for update`);
    counting = consumePage(api.db, countsConsumer, world.workspace.id);
    await untilBlocked(api.db);
    assert.deepEqual(await combined(), { left: 3, counts: expected });
  });
  await counting;
  assert.deepEqual(await combined(), { left: 0, counts: expected });
});

describe("wrong ticket counts", () => {
  async function givenWrongCounts(count: number): Promise<World> {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await settleFeed(api.db);
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.query(sql`
        update ticket_counts set count = ${count} where workspace_id = ${world.workspace.id}`),
    );
    return world;
  }

  it("do not stop the feed, and are repaired by the next event", async () => {
    const world = await givenWrongCounts(0);
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "in_progress",
    });

    await settleFeed(api.db);

    const { body } = await api.get(world.viewer, `${world.workspacePath}/events?limit=100`);
    assert.equal(body.data.at(-1).type, "ticket.transitioned");
    assert.deepEqual(await countsOf(world), { in_progress: 1 });
  });

  it("are repaired from the tickets, without events that are not counted yet", async () => {
    const world = await givenWrongCounts(7);
    await givenTicket(api, world);
    await relayAll(api.db);
    await givenTicket(api, world, { status: "closed" });

    assert.equal(await repairCounts(api.db, world.workspace.id), 1);
    assert.deepEqual(await countsOf(world), { open: 1 });
    assert.equal(await repairCounts(api.db, world.workspace.id), 0);

    await settleFeed(api.db);
    assert.deepEqual(await countsOf(world), await counted(world));
  });
});
