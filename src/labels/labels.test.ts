import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { replaceLabels } from "../jobs/replace-labels.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { insertLabels } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const labelsPath = ({ workspacePath }: World) => `${workspacePath}/labels`;
const labelPath = (world: World, name: string) =>
  `${labelsPath(world)}/${encodeURIComponent(name)}`;
const rename = (world: World, from: string, name: string) =>
  api.patch(world.member, labelPath(world, from), { name });
const remove = (world: World, name: string) => api.delete(world.member, labelPath(world, name));
const list = async (world: World, query = "") =>
  (await api.get(world.viewer, `${labelsPath(world)}${query}`)).body;
const read = async ({ workspacePath, viewer }: World, { id }: { id: string }): Promise<Ticket> =>
  (await api.get(viewer, `${workspacePath}/tickets/${id}`)).body;
const runJob = () => replaceLabels.run(api.instance, new AbortController().signal);
const create = (world: World, labels: string[]) =>
  api.post(world.member, `${world.workspacePath}/projects/${world.project.id}/tickets`, {
    title: "T",
    labels,
  });
const labeled = async (world: World, label: string): Promise<string[]> => {
  const path = `${world.workspacePath}/tickets?sort=created_at&label=${encodeURIComponent(label)}`;
  const { body } = await api.get(world.viewer, path);
  return body.data.map(({ key }: Ticket) => key);
};

describe("a label", () => {
  it("is one label in every spelling, shown as it was first written", async () => {
    const world = await givenWorld(api);

    const { body } = await create(world, ["café", "cafe\u0301", "bug", "Bug", "bug\u200b"]);
    const other = await create(world, ["BUG", "tür"]);
    const put = await api.put(
      world.member,
      `${world.workspacePath}/tickets/ENG-1/labels/TU%CC%88R`,
    );

    assert.deepEqual((await read(world, body)).labels, ["bug", "café", "tür"]);
    assert.deepEqual(put.body.labels, ["bug", "café", "tür"]);
    assert.deepEqual((await read(world, other.body)).labels, ["bug", "tür"]);
    assert.deepEqual(await labeled(world, "B\u200bug"), ["ENG-1", "ENG-2"]);
    assert.deepEqual(await labeled(world, "tu\u0308r"), ["ENG-1", "ENG-2"]);
    const both = `${world.workspacePath}/tickets?label=BUG&label=CAFE%CC%81`;
    assert.deepEqual(
      (await api.get(world.viewer, both)).body.data.map(({ key }: Ticket) => key),
      ["ENG-1"],
    );
  });

  it("is added only once and removed in any spelling, and the events have its name", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { labels: ["Straße"] });
    const path = `${world.workspacePath}/tickets/ENG-1/labels`;

    const again = await api.put(world.member, `${path}/STRASSE`);
    const removed = await api.delete(world.member, `${path}/strasse`);

    assert.deepEqual([again.body.version, again.body.labels], [1, ["Straße"]]);
    assert.deepEqual([removed.body.version, removed.body.labels], [2, []]);
    const [event] = await outboxEvents(api, world, "ticket.unlabeled");
    assert.equal(event?.data.label, "Straße");
  });

  it("is one label for all operations of a bulk request, whatever they write first", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { project, workspacePath } = world;
    const operations = [
      { op: "create", project_id: project.id, title: "T", labels: ["Web", "web"] },
      { op: "label", ticket: "ENG-1", label: "WEB" },
      { op: "create", project_id: project.id, title: "T", labels: ["web"] },
      { op: "unlabel", ticket: "ENG-1", label: "we\u200bb" },
    ];

    const { body } = await api.post(world.member, `${workspacePath}/tickets/bulk`, { operations });

    assert.deepEqual(
      body.results.map(({ status }: { status: number }) => status),
      [201, 200, 201, 200],
    );
    const { data } = (await api.get(world.viewer, `${workspacePath}/tickets?sort=created_at`)).body;
    assert.deepEqual(
      data.map(({ labels }: Ticket) => labels),
      [[], ["Web"], ["Web"]],
    );
    assert.deepEqual((await list(world)).data, [{ name: "Web", ticket_count: 2 }]);
  });

  it("that a concurrent transaction writes first keeps that spelling", async () => {
    const world = await givenWorld(api);

    let late!: ReturnType<typeof create>;
    await transaction(api.db, async (rival) => {
      await rival.query(insertLabels(world.workspace.id, ["Bug"]));
      late = create(world, ["bug"]);
      await untilBlocked(api.db);
    });

    assert.deepEqual((await late).body.labels, ["Bug"]);
    assert.deepEqual((await list(world)).data, [{ name: "Bug", ticket_count: 1 }]);
  });
});

describe("the labels of a workspace", () => {
  it("are listed in the order of their folded names with the number of their tickets", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    await givenTicket(api, other, { labels: ["foreign"] });
    await givenTicket(api, world, { labels: ["Zebra", "apple", "Übung"] });
    await givenTicket(api, world, { labels: ["apple"] });
    const deleted = await givenTicket(api, world, { labels: ["apple", "unused"] });
    await api.delete(world.member, `${world.workspacePath}/tickets/${deleted.id}`);

    const all = [
      { name: "apple", ticket_count: 2 },
      { name: "unused", ticket_count: 0 },
      { name: "Zebra", ticket_count: 1 },
      { name: "Übung", ticket_count: 1 },
    ];
    assert.deepEqual(await list(world), { data: all, next_cursor: null });

    const pages = [];
    let query = "?limit=1";
    for (;;) {
      const page = await list(world, query);
      pages.push(...page.data);
      if (page.next_cursor === null) break;
      query = `?limit=1&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(pages, all);
  });

  it("are found by the beginning of their names in any spelling", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { labels: ["Büro", "bürokratie", "bug", "b%_"] });

    const names = async (prefix: string) =>
      (await list(world, `?prefix=${encodeURIComponent(prefix)}`)).data.map(
        ({ name }: { name: string }) => name,
      );
    assert.deepEqual(await names("BU\u0308RO"), ["Büro", "bürokratie"]);
    assert.deepEqual(await names("b%"), ["b%_"]);
    assert.deepEqual(await names("x"), []);
    const { next_cursor } = await list(world, "?limit=1&prefix=b");
    const mixed = await api.get(world.viewer, `${labelsPath(world)}?cursor=${next_cursor}`);
    assert.deepEqual([mixed.status, mixed.body.code], [400, "invalid_request"]);
  });

  it("are hidden from others, and only members may change them", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { labels: ["bug"] });

    assert.equal((await api.get(world.outsider, labelsPath(world))).status, 404);
    for (const reply of [
      await api.patch(world.viewer, labelPath(world, "bug"), { name: "x" }),
      await api.delete(world.viewer, labelPath(world, "bug")),
    ]) {
      assert.deepEqual([reply.status, reply.body.required_permission], [403, "label:manage"]);
    }
    assert.equal(
      (await api.patch(world.outsider, labelPath(world, "bug"), { name: "x" })).status,
      404,
    );
  });
});

describe("renaming a label", () => {
  it("gives every ticket the new name, a version and an event, also in the trash and in archived projects", async () => {
    const world = await givenWorld(api);
    const tickets = [
      await givenTicket(api, world, { labels: ["bug", "web"] }),
      await givenTicket(api, world, { labels: ["bug"] }),
      await givenTicket(api, world, { labels: ["web"] }),
    ];
    await api.delete(world.member, `${world.workspacePath}/tickets/ENG-2`);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);

    const { status, body } = await rename(world, "BUG", "Defect");

    assert.deepEqual([status, body], [200, { name: "Defect", ticket_count: 1 }]);
    const [first, , third] = tickets;
    const renamed = await read(world, first!);
    assert.deepEqual([renamed.labels, renamed.version], [["Defect", "web"], 2]);
    assert.deepEqual(await read(world, third!), third);
    await api.post(world.admin, `${world.workspacePath}/projects/${world.project.id}/restore`);
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-2/restore`);
    assert.deepEqual((await read(world, tickets[1]!)).labels, ["Defect"]);

    const events = await outboxEvents(api, world, "ticket.labeled");
    assert.deepEqual(
      events.map(({ data: { key, label, cause, version } }) => [key, label, cause, version]).sort(),
      [
        ["ENG-1", "Defect", "label_renamed", 2],
        ["ENG-2", "Defect", "label_renamed", 3],
      ],
    );
    const [event] = await outboxEvents(api, world, "label.renamed");
    assert.deepEqual(event?.data, {
      name: "Defect",
      changes: { name: { from: "bug", to: "Defect" } },
      merged: false,
    });
    assert.equal(event?.actor_id, world.member.id);
    assert.deepEqual((await list(world)).data, [
      { name: "Defect", ticket_count: 2 },
      { name: "web", ticket_count: 2 },
    ]);
  });

  it("onto a name in use merges the two, and a ticket with both has one", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { labels: ["bug", "bugs"] });
    await givenTicket(api, world, { labels: ["bugs"] });

    const { status, body } = await rename(world, "bugs", "BUG");

    assert.deepEqual([status, body], [200, { name: "bug", ticket_count: 2 }]);
    assert.deepEqual((await read(world, ticket)).labels, ["bug"]);
    const [event] = await outboxEvents(api, world, "label.renamed");
    assert.deepEqual([event?.data.name, event?.data.merged], ["bug", true]);
    assert.deepEqual((await list(world)).data, [{ name: "bug", ticket_count: 2 }]);
  });

  it("can change its spelling, does nothing for the same name, and frees the old name", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { labels: ["bug"] });

    assert.equal((await rename(world, "bug", "Bug")).body.name, "Bug");
    assert.deepEqual((await read(world, ticket)).labels, ["Bug"]);
    assert.equal((await rename(world, "bug", "Bug")).status, 200);
    assert.equal((await read(world, ticket)).version, 2);
    assert.equal((await outboxEvents(api, world, "label.renamed")).length, 1);

    await rename(world, "bug", "defect");
    assert.deepEqual((await create(world, ["BUG"])).body.labels, ["BUG"]);
    assert.deepEqual(await labeled(world, "bug"), ["ENG-2"]);
  });

  it("of an unknown label is 404, and to a name that no label may have 400", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { labels: ["bug"] });

    assert.equal((await rename(world, "none", "x")).status, 404);
    for (const name of ["", "..", "\u200b", "x".repeat(51)]) {
      const { status, body } = await rename(world, "bug", name);
      assert.deepEqual([status, body.errors[0].pointer], [400, "/name"], name);
    }
  });

  it("waits for a concurrent change of a ticket, which keeps its other labels", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { labels: ["bug"] });

    let late!: ReturnType<typeof rename>;
    await transaction(api.db, async (rival) => {
      await rival.query(sql`
        update tickets
           set labels = '{bug,new}', version = version + 1
         where workspace_id = ${world.workspace.id}
           and id = ${ticket.id}`);
      late = rename(world, "bug", "defect");
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 200);
    const { labels, version } = await read(world, ticket);
    assert.deepEqual({ labels, version }, { labels: ["defect", "new"], version: 3 });
  });
});

describe("a label that a command is adding while it is renamed", () => {
  it("stays on the list until that ticket has the new name, too", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { labels: ["bug"] });
    const late = await givenTicket(api, world);

    await transaction(api.db, async (rival) => {
      await rival.query(insertLabels(world.workspace.id, ["bug"]));
      await rival.query(sql`
        update tickets
           set labels = '{bug}'
         where workspace_id = ${world.workspace.id}
           and id = ${late.id}`);
      assert.equal((await rename(world, "bug", "defect")).status, 200);
    });
    await runJob();

    assert.deepEqual((await read(world, late)).labels, ["defect"]);
    assert.deepEqual((await list(world)).data, [{ name: "defect", ticket_count: 2 }]);
  });
});

describe("deleting a label", () => {
  it("removes it from every ticket with a version and an event, and then the name is free", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { labels: ["bug", "web"] });

    assert.equal((await remove(world, "Bug")).status, 204);

    const { labels, version } = await read(world, ticket);
    assert.deepEqual({ labels, version }, { labels: ["web"], version: 2 });
    const [event] = await outboxEvents(api, world, "ticket.unlabeled");
    assert.deepEqual([event?.data.label, event?.data.cause], ["bug", "label_deleted"]);
    const [deleted] = await outboxEvents(api, world, "label.deleted");
    assert.deepEqual(deleted?.data, { name: "bug" });
    assert.deepEqual((await list(world)).data, [{ name: "web", ticket_count: 1 }]);
    assert.equal((await remove(world, "bug")).status, 404);
    assert.deepEqual((await create(world, ["BUG"])).body.labels, ["BUG"]);
  });
});

describe("a label of more than a hundred tickets", () => {
  const count = 101;

  async function givenManyTickets(label = "bug"): Promise<World> {
    const world = await givenWorld(api);
    const { project, workspacePath } = world;
    const draft = { op: "create", project_id: project.id, title: "T", labels: [label] };
    for (const operations of [Array(100).fill(draft), [draft]]) {
      await api.post(world.member, `${workspacePath}/tickets/bulk`, { operations });
    }
    return world;
  }

  const labelsOfAll = async ({ workspace }: World) =>
    (
      await api.db.query(sql<{ labels: string[] }>`
        select distinct t.labels
          from tickets t
         where t.workspace_id = ${workspace.id}`)
    ).map(({ labels }) => labels);

  it("is renamed by the worker; until then, both names mean the new label", async () => {
    const world = await givenManyTickets();

    const renamed = await rename(world, "bug", "defect");

    assert.deepEqual(renamed.body, { name: "defect", ticket_count: count });
    assert.deepEqual(await labelsOfAll(world), [["bug"]]);
    assert.deepEqual((await list(world)).data, [{ name: "defect", ticket_count: count }]);
    for (const name of ["bug", "Defect"]) assert.equal((await labeled(world, name)).length, 50);
    const made = await create(world, ["bug"]);
    assert.deepEqual(made.body.labels, ["defect"]);
    const path = `${world.workspacePath}/tickets/ENG-1/labels`;
    assert.deepEqual((await api.delete(world.member, `${path}/defect`)).body.labels, []);
    assert.deepEqual((await api.put(world.member, `${path}/bug`)).body.labels, ["defect"]);

    await runJob();

    assert.deepEqual(await labelsOfAll(world), [["defect"]]);
    const events = await outboxEvents(api, world, "ticket.labeled");
    const byJob = events.filter(({ data }) => data.cause === "label_renamed");
    assert.equal(byJob.length, count - 1);
    assert.ok(byJob.every(({ actor_id }) => actor_id === null));
    assert.deepEqual((await create(world, ["Bug"])).body.labels, ["Bug"]);
  });

  it("is deleted by the worker; until then, it cannot be added", async () => {
    const world = await givenManyTickets();

    assert.equal((await remove(world, "bug")).status, 204);

    assert.deepEqual((await list(world)).data, []);
    const refused = await create(world, ["Bug"]);
    const { results } = (
      await api.post(world.member, `${world.workspacePath}/tickets/bulk`, {
        operations: [{ op: "create", project_id: world.project.id, title: "T", labels: ["bug"] }],
      })
    ).body;
    assert.equal(results[0].problem.code, "label_busy");
    assert.deepEqual([refused.status, refused.body.code], [409, "label_busy"]);
    const operations = ["BUG", "web"].map((label) => ({ op: "label", ticket: "ENG-101", label }));
    operations.push({ op: "unlabel", ticket: "ENG-101", label: "web" });
    const bulk = await api.post(world.member, `${world.workspacePath}/tickets/bulk`, {
      operations,
    });
    assert.deepEqual(
      bulk.body.results.map(({ status }: { status: number }) => status),
      [200, 200, 200],
    );
    await runJob();

    assert.deepEqual(await labelsOfAll(world), [[]]);
    const events = await outboxEvents(api, world, "ticket.unlabeled");
    const byJob = events.filter(({ data }) => data.cause === "label_deleted");
    assert.deepEqual([byJob.length, byJob[0]?.actor_id], [count, null]);
    assert.equal((await create(world, ["Bug"])).status, 201);
  });

  it("is renamed again and back while the worker is at it, and loses no ticket", async () => {
    const world = await givenManyTickets();

    await rename(world, "bug", "defect");
    await rename(world, "defect", "fault");
    assert.deepEqual((await list(world)).data, [{ name: "fault", ticket_count: count }]);
    assert.equal((await rename(world, "defect", "x")).status, 404);
    assert.equal((await rename(world, "bug", "x")).body.name, "x");
    await rename(world, "x", "bug");
    assert.deepEqual((await list(world)).data, [{ name: "bug", ticket_count: count }]);
    await runJob();

    assert.deepEqual(await labelsOfAll(world), [["bug"]]);
    assert.deepEqual((await list(world)).data, [{ name: "bug", ticket_count: count }]);
    const [left] = await api.db.query(sql<{ count: number }>`
      select count(*)::integer as count
        from labels
       where workspace_id = ${world.workspace.id}`);
    assert.equal(left?.count, 1);
  });

  it("waits for nobody: a locked ticket and a command that adds labels are left for the next run", async () => {
    const world = await givenManyTickets();
    await rename(world, "bug", "defect");

    await transaction(api.db, async (rival) => {
      await rival.query(insertLabels(world.workspace.id, ["other"]));
      await rival.query(sql`
        select t.id
          from tickets t
         where t.workspace_id = ${world.workspace.id}
           and t.number = 7
           for no key update`);
      await runJob();
    });

    assert.deepEqual((await labelsOfAll(world)).sort(), [["bug"], ["defect"]]);
    assert.deepEqual(await labeled(world, "bug"), await labeled(world, "defect"));
    await runJob();
    assert.deepEqual(await labelsOfAll(world), [["defect"]]);
  });
});
