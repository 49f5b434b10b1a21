import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenCopies } from "../../../test/support/copies.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { createProject } from "../../projects/create.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** The titles of all pages of a list, and how many pages it has. */
async function listTitles({ workspacePath, viewer }: World, query: string) {
  const titles: string[] = [];
  let cursor = "";
  let pages = 0;
  do {
    const { status, body } = await api.get(viewer, `${workspacePath}/tickets?${query}${cursor}`);
    assert.equal(status, 200, JSON.stringify(body));
    titles.push(...body.data.map(({ title }: { title: string }) => title));
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : "";
    pages += 1;
  } while (cursor !== "");
  return { titles, pages };
}

describe("a list of tickets by ID", () => {
  it("has those tickets in the order of the list, also of archived projects, and leaves out the others", async () => {
    const world = await givenWorld(api);
    const project = await transaction(api.db, (tx) =>
      createProject(tx, contextOf(world, world.admin), { name: "Mill", key: "MILL" }),
    );
    const foreign = await givenTicket(api, await givenWorld(api));
    const archived = await givenTicket(api, { ...world, project }, { title: "archived" });
    const [first, second, third, deleted] = await Promise.all(
      ["ant", "bee", "cat", "deleted"].map((title) => givenTicket(api, world, { title })),
    );
    await api.delete(world.member, `${world.workspacePath}/tickets/${deleted?.id}`);
    await api.delete(world.admin, `${world.workspacePath}/projects/${project.id}`);
    const ids = [third, first, deleted, archived, foreign].map((ticket) => ticket?.id);
    const query = [...ids, randomUUID(), first?.id].map((id) => `id=${id}`).join("&");
    const byAge = [archived, first, third].sort((a, b) =>
      String(a?.created_at) < String(b?.created_at) ? -1 : 1,
    );
    const expected = byAge.map((ticket) => ticket?.title);

    assert.deepEqual((await listTitles(world, `${query}&sort=created_at`)).titles, expected);
    assert.deepEqual((await listTitles(world, query)).titles, expected.toReversed());
    assert.deepEqual((await listTitles(world, `${query}&fields=card`)).pages, 1);
    assert.deepEqual((await listTitles(world, `${query}&limit=1&sort=due_on`)).pages, 3);
    assert.deepEqual((await listTitles(world, `${query}&deleted=true`)).titles, ["deleted"]);
    assert.deepEqual((await listTitles(world, `id=${second?.id}&q=bee`)).titles, ["bee"]);
    assert.deepEqual((await listTitles(world, `id=${second?.id}&q=cat`)).titles, []);
    assert.deepEqual((await listTitles(world, `id=${second?.id}&label=bug`)).titles, []);
  });

  it("has 100 tickets on one page without a limit, and reads no others", async () => {
    const world = await givenWorld(api);
    await givenCopies(api, world, 500);
    await withDedicatedConnection(api.instance.config.databaseOwnerUrl ?? "", (owner) =>
      owner.execute("analyze tickets"),
    );
    const { body } = await api.get(
      world.viewer,
      `${world.workspacePath}/tickets?limit=100&sort=created_at`,
    );
    const query = body.data.map(({ id }: { id: string }) => `id=${id}`).join("&");

    for (const fields of ["", "&fields=card"]) {
      const before = await readEntries();
      const reply = await api.get(world.viewer, `${world.workspacePath}/tickets?${query}${fields}`);
      const read = (await readEntries()) - before;

      assert.equal(reply.body.data.length, limits.ids_in_filter);
      assert.equal(reply.body.next_cursor, null);
      assert.ok(read <= 100, `${read} entries of indexes`);
    }
  });
});

describe("a filter with several values", () => {
  it("has the tickets with any of them, once each and in order, on pages of any size", async () => {
    const world = await givenWorld(api);
    const { admin, member, project } = world;
    const owners = [admin.id, member.id, null, member.id];
    const priorities = ["none", "low", "medium", "high"] as const;
    for (let n = 0; n < 16; n += 1) {
      await givenTicket(api, world, {
        title: String(n).padStart(2, "0"),
        assignee_id: owners[n % 4] ?? null,
        priority: priorities[Math.floor(n / 4)] ?? "none",
      });
    }
    const tickets = (matches: (n: number) => boolean) =>
      Array.from({ length: 16 }, (_, n) => n)
        .filter(matches)
        .map((n) => String(n).padStart(2, "0"));
    const oldest = "sort=created_at&limit=";
    const both = (n: number) => n % 4 === 0 || n % 4 === 2;
    const inPriorities = (n: number) => n < 4 || n >= 12;

    for (const [query, expected] of [
      [`assignee_id=${admin.id}&assignee_id=none&${oldest}`, tickets(both)],
      [`assignee_id=none&assignee_id=none&${oldest}`, tickets((n) => n % 4 === 2)],
      [
        `assignee_id=none&assignee_id=${member.id}&assignee_id=${admin.id}&${oldest}`,
        tickets(() => true),
      ],
      [`priority=none&priority=high&${oldest}`, tickets(inPriorities)],
      [`project_id=${project.id}&priority=none&priority=high&${oldest}`, tickets(inPriorities)],
      [
        `priority=none&priority=high&assignee_id=${admin.id}&assignee_id=none&${oldest}`,
        tickets((n) => both(n) && inPriorities(n)),
      ],
      [`priority=high&priority=none&sort=priority&limit=`, tickets(inPriorities)],
      [
        `project_id=${project.id}&status=open&priority=high&priority=low&${oldest}`,
        tickets((n) => (n >= 4 && n < 8) || n >= 12),
      ],
    ] as const) {
      for (const limit of [1, 3, 100]) {
        assert.deepEqual((await listTitles(world, query + limit)).titles, expected, query);
      }
    }
    const newest = `assignee_id=${admin.id}&assignee_id=none&sort=-created_at&limit=3`;
    assert.deepEqual((await listTitles(world, newest)).titles, tickets(both).toReversed());
    for (const title of ["00", "02", "04"]) {
      const [{ id }] = (await api.get(admin, `${world.workspacePath}/tickets?q=${title}&limit=1`))
        .body.data;
      await api.delete(member, `${world.workspacePath}/tickets/${id}`);
    }
    const trash = `deleted=true&assignee_id=${admin.id}&assignee_id=none&${oldest}1`;
    assert.deepEqual((await listTitles(world, trash)).titles, ["00", "02", "04"]);
  });
});

describe("the filter for a category", () => {
  /** Two projects. In the second one, `open` is done and `resolved` is to do. */
  async function givenTwoWorkflows(): Promise<{ world: World; other: World }> {
    const world = await givenWorld(api);
    const made = await api.post(world.admin, `${world.workspacePath}/workflows`, {
      name: "Reversed",
      statuses: [
        { status: "resolved", category: "todo" },
        { status: "open", category: "done" },
      ],
      transitions: [{ from: "resolved", to: "open" }],
    });
    const { body } = await api.post(world.admin, `${world.workspacePath}/projects`, {
      name: "Mill",
      key: "MILL",
      workflow_id: made.body.id,
    });
    const other = { ...world, project: body };
    for (const status of ["open", "in_progress", "resolved"] as const) {
      const assignee_id = world.member.id;
      await givenTicket(api, world, { title: `ENG ${status}`, status, assignee_id });
    }
    const tickets = `${world.workspacePath}/projects/${body.id}/tickets`;
    for (const title of ["MILL resolved", "MILL open"]) {
      const ticket = await api.post(world.member, tickets, { title, assignee_id: world.member.id });
      if (title.endsWith("resolved")) continue;
      const path = `${world.workspacePath}/tickets/${ticket.body.id}/transitions`;
      assert.equal((await api.post(world.member, path, { to: "open" })).status, 200);
    }
    return { world, other };
  }

  it("has the tickets whose status has the category in the workflow of their project", async () => {
    const { world, other } = await givenTwoWorkflows();
    const todo = ["ENG open", "MILL resolved"];
    const doing = ["ENG in_progress"];
    const done = ["ENG resolved", "MILL open"];

    for (const scope of [
      ...["", `assignee_id=${world.member.id}&`, "priority=none&"],
      ...["archived=include&", `assignee_id=${world.member.id}&assignee_id=none&`, "sort=due_on&"],
    ]) {
      const list = async (query: string) =>
        (await listTitles(world, `${scope}${query}&limit=2`)).titles.sort();
      assert.deepEqual(await list("category=todo"), todo, scope);
      assert.deepEqual(await list("category=doing"), doing, scope);
      assert.deepEqual(await list("category=done"), done, scope);
      assert.deepEqual(await list("category=doing&category=todo"), [...doing, ...todo], scope);
    }
    const inProject = async (of: World, query: string) =>
      (await listTitles(world, `project_id=${of.project.id}&${query}`)).titles.sort();
    assert.deepEqual(await inProject(world, "category=todo"), ["ENG open"]);
    assert.deepEqual(await inProject(other, "category=todo"), ["MILL resolved"]);
    assert.deepEqual(await inProject(other, "category=todo&status=open"), []);
    assert.deepEqual((await listTitles(world, "category=done&q=open")).titles, ["MILL open"]);
  });

  it("looks only those tickets up whose status has such a name", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { title: "Busy", status: "in_progress" });
    await givenCopies(api, world, 1_000);
    await api.db.query(sql`
      update tickets
         set assignee_id = ${world.member.id}
       where workspace_id = ${world.workspace.id}`);
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.execute("vacuum analyze tickets"),
    );

    const before = await readEntries("tickets_pkey");
    const { titles } = await listTitles(world, `assignee_id=${world.member.id}&category=doing`);
    const read = (await readEntries("tickets_pkey")) - before;

    assert.deepEqual(titles, ["Busy"]);
    assert.ok(read <= 10, `${read} tickets were looked up`);
  });
});

/** How many entries of the indexes of tickets the server's connections have read. */
async function readEntries(index = ""): Promise<number> {
  for (const db of [api.db, api.instance.reads]) {
    await db.query(sql`select pg_stat_force_next_flush()`);
  }
  const [row] = await api.db.query(sql<{ entries: string }>`
    select sum(idx_tup_read)::text as entries
      from pg_stat_user_indexes
     where relname = 'tickets'
       and (${index}::text = '' or indexrelname = ${index})`);
  return Number(row?.entries);
}
