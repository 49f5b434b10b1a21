import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenCopies } from "../../../test/support/copies.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { createProject } from "../../projects/create.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** A world with a second project, and the path of the first one. */
async function givenTwoProjects(): Promise<{ world: World; other: World }> {
  const world = await givenWorld(api);
  const project = await transaction(api.db, (tx) =>
    createProject(tx, contextOf(world, world.admin), { name: "Mill", key: "MILL" }),
  );
  return { world, other: { ...world, project } };
}

const archive = ({ workspacePath, project, admin }: World) =>
  api.delete(admin, `${workspacePath}/projects/${project.id}`);

/** The titles of all pages of a list. */
async function listTitles({ workspacePath, viewer }: World, query: string): Promise<string[]> {
  const titles: string[] = [];
  let cursor = "";
  do {
    const { body } = await api.get(viewer, `${workspacePath}/tickets?${query}${cursor}`);
    titles.push(...body.data.map(({ title }: { title: string }) => title));
    cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : "";
  } while (cursor !== "");
  return titles;
}

describe("a list of a workspace's tickets", () => {
  it("leaves out tickets of archived projects, whatever the filter, sort and page", async () => {
    const { world, other } = await givenTwoProjects();
    const draft = { assignee_id: world.member.id, labels: ["bug"], due_on: "2026-12-24" };
    for (const [number, each] of [world, other, world, other].entries()) {
      await givenTicket(api, each, {
        ...draft,
        title: `zebra of ${each.project.key}`,
        external_id: `X-${number}`,
      });
    }
    await archive(other);

    const queries = [
      ...["", "status=open", `assignee_id=${world.member.id}`, `reporter_id=${world.admin.id}`],
      ...["priority=none", "label=bug", "q=zebra", "q=zebra&label=bug", "due_before=2027-01-01"],
      ...["sort=created_at", "sort=priority", "sort=-priority", "sort=due_on", "sort=-due_on"],
      ...["created_after=2020-01-01T00:00:00Z", `assignee_id=${world.member.id}&status=open`],
    ];
    for (const query of queries) {
      for (const limit of ["", "&limit=1"]) {
        const left = await listTitles(world, query + limit);
        const all = await listTitles(world, `${query}${limit}&archived=include`);
        assert.deepEqual(left, ["zebra of ENG", "zebra of ENG"], query);
        assert.equal(all.length, 4, query);
      }
    }
    assert.deepEqual(await listTitles(world, "external_id=X-1"), []);
    assert.deepEqual(await listTitles(world, "external_id=X-1&archived=include"), [
      "zebra of MILL",
    ]);
  });

  it("leaves out those in the trash", async () => {
    const { world, other } = await givenTwoProjects();
    for (const each of [world, other]) {
      const { key } = await givenTicket(api, each, { title: each.project.key });
      await api.delete(world.member, `${world.workspacePath}/tickets/${key}`);
    }
    await archive(other);

    assert.deepEqual(await listTitles(world, "deleted=true"), ["ENG"]);
    assert.deepEqual(await listTitles(world, "deleted=true&archived=include"), ["MILL", "ENG"]);
  });

  it("finds one by its key, which names the project, and not by its number or external ID", async () => {
    const { world, other } = await givenTwoProjects();
    await givenTicket(api, other, { title: "Here", external_id: "CRM-7" });
    await archive(other);

    assert.deepEqual(await listTitles(world, "q=mill-1"), ["Here"]);
    for (const q of ["1", "CRM-7", "here"]) assert.deepEqual(await listTitles(world, `q=${q}`), []);
    assert.deepEqual(await listTitles(world, "q=CRM-7&archived=include"), ["Here"]);
  });

  it("has them where the project is named, and again after it is restored", async () => {
    const { world, other } = await givenTwoProjects();
    await givenTicket(api, other, { title: "Here" });
    await archive(other);
    const path = `${world.workspacePath}/projects/${other.project.id}`;

    const named = await api.get(world.viewer, `${path}/tickets`);
    assert.equal(named.body.data[0].title, "Here");
    assert.deepEqual(await listTitles(world, `project_id=${other.project.id}`), ["Here"]);
    const refused = await api.get(world.viewer, `${path}/tickets?archived=include`);
    assert.equal(refused.status, 400);

    await api.post(world.admin, `${path}/restore`);
    assert.deepEqual(await listTitles(world, ""), ["Here"]);
  });

  it("does not leave out tickets because of an archived project in another workspace", async () => {
    const { world } = await givenTwoProjects();
    const elsewhere = await givenTwoProjects();
    await givenTicket(api, world, { title: "Here" });
    await archive(elsewhere.world);
    assert.deepEqual(await listTitles(world, ""), ["Here"]);
  });

  it("examines 10,000 of them per page, and finds what is older on a later page", async () => {
    const { world, other } = await givenTwoProjects();
    const before = await givenTicket(api, world, { title: "before" });
    await givenCopies(api, other, limits.page_examined - 1);
    const edge = await givenTicket(api, world, { title: "edge" });
    await archive(other);

    const newest = `created_after=${before.created_at}&sort=created_at`;
    const path = `${world.workspacePath}/tickets?sort=created_at`;
    const first = await api.get(world.viewer, path);
    const short = await api.get(world.viewer, `${world.workspacePath}/tickets?${newest}`);

    assert.deepEqual([first.body.data.length, first.body.data[0].id], [1, before.id]);
    // The ticket that is examined last matches here, and the page ends with it.
    assert.deepEqual([short.body.data.length, short.body.data[0].id], [1, edge.id]);
    assert.notEqual(first.body.next_cursor, null);
    assert.notEqual(short.body.next_cursor, null);
    assert.deepEqual(await listTitles(world, "sort=created_at"), ["before", "edge"]);
    assert.deepEqual(await listTitles(world, newest), ["edge"]);
  });
});
