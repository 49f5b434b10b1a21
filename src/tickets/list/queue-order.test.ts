import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenCopies } from "../../../test/support/copies.ts";
import { givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { sql } from "../../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

interface Card {
  id: string;
  title: string;
  priority: string;
  assignee_id: string | null;
  created_at: string;
}

/** The cards of all pages of a column. */
async function listColumn({ viewer, workspacePath, project }: World, query: string) {
  const cards: Card[] = [];
  let cursor = "";
  do {
    const path = `${workspacePath}/projects/${project.id}/tickets?sort=queue&fields=card&${query}`;
    const { status, body } = await api.get(viewer, path + cursor);
    assert.equal(status, 200, JSON.stringify(body));
    cards.push(...body.data);
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : "";
  } while (cursor !== "");
  return cards;
}

/** Open tickets of every priority, a third of them with an assignee, in the order of the queue. */
async function givenColumn(world: World, count: number): Promise<Card[]> {
  await givenCopies(api, world, count);
  await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
    await owner.query(sql`
      update tickets
         set priority = number % 5,
             assignee_id = case when number % 3 = 0 then ${world.member.id}::uuid end
       where workspace_id = ${world.workspace.id}`);
    await owner.execute("vacuum analyze tickets");
  });
  return await api.db.query(sql<Card>`
    select t.id, t.title, t.assignee_id, t.priority, t.created_at
      from tickets t
     where t.workspace_id = ${world.workspace.id}
     order by t.priority desc, t.created_at, t.id`);
}

const ids = (cards: readonly Card[]) => cards.map(({ id }) => id);

describe("a column in the order of the queue", () => {
  it("has every ticket once, the most urgent first and then the oldest, on pages of any size", async () => {
    const world = await givenWorld(api);
    const cards = await givenColumn(world, 61);
    await givenTicket(api, world, { title: "Elsewhere", status: "in_progress" });
    const { admin, member } = world;
    const unassigned = cards.filter(({ assignee_id }) => assignee_id === null);
    const assigned = cards.filter(({ assignee_id }) => assignee_id === member.id);

    for (const limit of [1, 7, 100, 500]) {
      const list = async (query: string) =>
        ids(await listColumn(world, `status=open&limit=${limit}${query}`));
      assert.deepEqual(await list(""), ids(cards), String(limit));
      assert.deepEqual(await list("&assignee_id=none"), ids(unassigned));
      assert.deepEqual(await list(`&assignee_id=${member.id}`), ids(assigned));
      assert.deepEqual(await list(`&assignee_id=none&assignee_id=${member.id}`), ids(cards));
      const people = `&assignee_id=${admin.id}&assignee_id=${member.id}`;
      assert.deepEqual(await list(people), ids(assigned));
      assert.deepEqual(await list("&created_after=2020-01-01T00:00:00Z"), ids(cards));
      assert.deepEqual(await list("&label=none"), []);
      assert.deepEqual(await list("&q=10"), ids(cards.filter(({ title }) => title === "10")));
    }
    const two = await listColumn(world, "status=open&status=in_progress&limit=10");
    assert.equal(two.length, 62);
    assert.deepEqual(ids(two.filter(({ title }) => title !== "Elsewhere")), ids(cards));
  });

  it("begins with the ticket that claim-next takes", async () => {
    const world = await givenWorld(api);
    await givenColumn(world, 20);
    const path = `${world.workspacePath}/projects/${world.project.id}`;

    for (let n = 0; n < 5; n += 1) {
      const cards = await listColumn(world, "status=open&assignee_id=none");
      const { body } = await api.post(world.member, `${path}/claim-next`);
      assert.equal(body.id, cards[0]?.id);
    }
  });

  it("reads one entry of its index for each card of a page, however many follow", async () => {
    const world = await givenWorld(api);
    await givenColumn(world, 3_000);
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets?status=open&sort=queue&fields=card&limit=80`;
    let cursor = "";
    for (let page = 1; page <= 20; page += 1) {
      const before = await readEntries();
      const { body } = await api.get(world.viewer, path + cursor);
      const after = await readEntries();
      cursor = `&cursor=${body.next_cursor}`;

      assert.equal(body.data.length, 80);
      const read = entriesSince(before, after);
      const inOrder = read.filter(([name]) => /_(in_order|in_queue)$/.test(name));
      const lookups = read.filter(([name]) => /_(pkey|id_key)$/.test(name));
      assert.equal(inOrder.length + lookups.length, read.length, JSON.stringify(read));
      // One card more shows that another page follows, and each of up to four ranges has a next one.
      assert.ok(sum(inOrder) <= 81 + 4, `page ${page} read ${JSON.stringify(read)}`);
      assert.ok(sum(lookups) <= 81, `page ${page} looked up ${sum(lookups)} tickets`);
    }
  });
});

describe("claim-next", () => {
  it("passes none of the assigned tickets that are more urgent, which an index of both would", async () => {
    const world = await givenWorld(api);
    await givenCopies(api, world, 1_000);
    await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
      await owner.query(sql`
        update tickets
           set priority = 4, assignee_id = ${world.admin.id}
         where workspace_id = ${world.workspace.id}
           and number <> 500`);
      await owner.execute("vacuum analyze tickets");
    });

    const before = await readEntries();
    const { body } = await api.post(
      world.member,
      `${world.workspacePath}/projects/${world.project.id}/claim-next`,
    );
    const read = sum(entriesSince(before, await readEntries()));

    assert.equal(body.number, 500);
    assert.ok(read <= 20, `${read} entries of indexes`);
  });
});

function entriesSince(before: Map<string, number>, after: Map<string, number>) {
  return [...after]
    .map(([name, entries]) => [name, entries - (before.get(name) ?? 0)] as const)
    .filter(([, entries]) => entries > 0);
}

function sum(read: readonly (readonly [string, number])[]): number {
  return read.reduce((total, [, entries]) => total + entries, 0);
}

/** How many entries of each index of tickets the server's connections have read. */
async function readEntries(): Promise<Map<string, number>> {
  for (const db of [api.db, api.instance.reads]) {
    await db.query(sql`select pg_stat_force_next_flush()`);
  }
  const rows = await api.db.query(sql<{ name: string; entries: string }>`
    select indexrelname as name, idx_tup_read::text as entries
      from pg_stat_user_indexes
     where relname = 'tickets'`);
  return new Map(rows.map(({ name, entries }) => [name, Number(entries)]));
}
