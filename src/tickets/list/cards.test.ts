import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { createClient } from "../../../client/client.ts";
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

/** Fields of a ticket that a card has, in the order of the contract. */
const shown = [
  ...["id", "project_id", "key", "title", "priority", "assignee_id", "due_on", "status", "labels"],
  ...[
    "resolution",
    "returned_at",
    "deleted_at",
    "deleted_by",
    "version",
    "created_at",
    "updated_at",
  ],
];

describe("a list of tickets with fields=card", () => {
  it("returns the fields of a card with the values that the ticket has, and nothing else", async () => {
    const world = await givenWorld(api);
    const { member, viewer, workspacePath, project } = world;
    await givenTicket(api, world, { title: "Plain" });
    await givenTicket(api, world, {
      title: "Full",
      description: "**Long**",
      status: "resolved",
      assignee_id: member.id,
      priority: "high",
      labels: ["bug"],
      due_on: "2026-12-24",
      metadata: { build: 1 },
    });

    for (const path of [
      `${workspacePath}/tickets?`,
      `${workspacePath}/tickets?archived=include&`,
      `${workspacePath}/tickets?status=open&status=resolved&`,
      `${workspacePath}/tickets?label=bug&`,
      `${workspacePath}/projects/${project.id}/tickets?`,
      `${workspacePath}/projects/${project.id}/tickets?status=open&`,
    ]) {
      const cards = (await api.get(viewer, `${path}fields=card`)).body.data;
      const tickets = (await api.get(viewer, path)).body.data;

      assert.ok(cards.length > 0, path);
      assert.deepEqual(
        cards,
        tickets.map((ticket: Record<string, unknown>) =>
          Object.fromEntries(shown.map((name) => [name, ticket[name]])),
        ),
        path,
      );
      for (const card of cards) assert.deepEqual(Object.keys(card), shown);
    }
  });

  it("says what a search has found in each", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { title: "Login stays blank" });

    const { body } = await api.get(
      world.viewer,
      `${world.workspacePath}/tickets?q=login&fields=card`,
    );

    assert.deepEqual(body.data[0].matched, [{ field: "title" }]);
    assert.deepEqual(Object.keys(body.data[0]), [...shown, "matched"]);
  });

  it("has pages of up to 500, and its cursor continues the list with other fields", async () => {
    const world = await givenWorld(api);
    await givenCopies(api, world, 600);
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;

    const { body } = await api.get(world.viewer, `${path}?fields=card&limit=500`);
    const rest = await api.get(world.viewer, `${path}?limit=100&cursor=${body.next_cursor}`);

    assert.equal(body.data.length, 500);
    assert.equal(rest.body.data.length, 100);
    assert.equal(rest.body.next_cursor, null);
    const ids = [...body.data, ...rest.body.data].map(({ id }: { id: string }) => id);
    assert.equal(new Set(ids).size, 600);
    assert.ok("description_html" in rest.body.data[0]);
  });

  it("ends a page whose labels reach 1 MiB", async () => {
    const world = await givenWorld(api);
    await givenCopies(api, world, 300);
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.query(sql`
        update tickets
           set labels = array(select repeat('é', 48) || n from generate_series(10, 59) n)
         where workspace_id = ${world.workspace.id}`),
    );

    const { body } = await api.get(
      world.viewer,
      `${world.workspacePath}/tickets?fields=card&limit=500`,
    );

    const bytes = body.data.map(({ labels }: { labels: string[] }) => 98 * labels.length);
    const sum = bytes.reduce((total: number, each: number) => total + each, 0);
    assert.ok(body.data.length > 100 && body.data.length < 300, String(body.data.length));
    assert.ok(sum < 1_048_576, String(sum));
    assert.ok(body.next_cursor);
  });

  it("does not read the texts of tickets, which a complete list does", async () => {
    const world = await givenWorld(api);
    await givenLongTexts(world, 5);
    const { viewer, workspacePath, project } = world;

    for (const [path, isRead] of [
      [`${workspacePath}/tickets?limit=5`, true],
      [`${workspacePath}/tickets?limit=5&fields=card`, false],
      [`${workspacePath}/tickets?limit=5&fields=card&status=open&priority=none`, false],
      [`${workspacePath}/projects/${project.id}/tickets?limit=5&fields=card`, false],
      [`${workspacePath}/projects/${project.id}/tickets?limit=5&fields=card&status=open`, false],
    ] as const) {
      const before = await textBlocks();
      const { body } = await api.get(viewer, path);
      const blocks = (await textBlocks()) - before;

      assert.equal(body.data.length, 5, path);
      assert.equal(blocks > 0, isRead, `${path} read ${blocks} blocks`);
    }
  });

  it("has a type of its own in the client, also for all pages", async () => {
    const world = await givenWorld(api);
    const { key } = await givenTicket(api, world);
    const slacky = createClient({ url: api.url, token: world.viewer.token });
    const list = { workspace_id: world.workspace.id, fields: "card" } as const;

    const page = await slacky.listTickets(list);
    const cards = [];
    for await (const card of slacky.listTickets.all(list)) cards.push(card);
    const [card] = page.data;
    const complete = await slacky.listTickets({ workspace_id: world.workspace.id });

    // @ts-expect-error A card has no description.
    assert.equal(card?.description, undefined);
    assert.deepEqual(cards, page.data);
    assert.equal(cards[0]?.key, key);
    assert.equal(complete.data[0]?.description, null);
  });
});

/** Tickets whose descriptions are so long that PostgreSQL stores them apart. */
async function givenLongTexts(world: World, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await givenTicket(api, world, {
      title: "Long",
      description: randomBytes(20_000).toString("hex"),
    });
  }
}

/** How many blocks of texts stored apart the server's connections have read. */
async function textBlocks(): Promise<number> {
  for (const db of [api.db, api.instance.reads]) {
    await db.query(sql`select pg_stat_force_next_flush()`);
  }
  const [row] = await api.db.query(sql<{ blocks: string }>`
    select (toast_blks_read + toast_blks_hit)::text as blocks
      from pg_statio_user_tables
     where relname = 'tickets'`);
  return Number(row?.blocks);
}
