import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { transaction } from "../db/transaction.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { archiveProject, restoreProject } from "./archive.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const pathOf = ({ workspacePath, project }: World) => `${workspacePath}/projects/${project.id}`;

describe("archiving a project", () => {
  it("keeps the project and its tickets readable, and refuses every write", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    const archived = await api.delete(world.admin, pathOf(world));

    assert.deepEqual([archived.status, archived.body], [204, ""]);
    const { body: project } = await api.get(world.viewer, pathOf(world));
    assert.match(project.archived_at, /Z$/);
    const path = `${world.workspacePath}/tickets/${ticket.key}`;
    assert.equal((await api.get(world.viewer, path)).status, 200);
    for (const refused of [
      await api.patch(world.member, path, { title: "Other" }),
      await api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      await api.post(world.member, `${path}/comments`, { body: "Too late" }),
      await api.post(world.member, `${pathOf(world)}/tickets`, { title: "Too late" }),
      await api.delete(world.member, path),
    ]) {
      assert.deepEqual([refused.status, refused.body.code], [409, "project_archived"]);
    }
  });

  it("is completely undone by restoring the project", async () => {
    const world = await givenWorld(api);
    await api.delete(world.admin, pathOf(world));

    const restored = await api.post(world.admin, `${pathOf(world)}/restore`);

    assert.deepEqual([restored.status, restored.body], [200, world.project]);
    const made = await api.post(world.member, `${pathOf(world)}/tickets`, { title: "Again" });
    assert.equal(made.status, 201);
  });

  it("records one event, however often it is repeated, and so does restoring", async () => {
    const world = await givenWorld(api);
    const before = await api.post(world.admin, `${pathOf(world)}/restore`);
    const first = await api.delete(world.admin, pathOf(world));
    const { body: project } = await api.get(world.admin, pathOf(world));
    const second = await api.delete(world.admin, pathOf(world));
    const { body: same } = await api.get(world.admin, pathOf(world));
    await api.post(world.admin, `${pathOf(world)}/restore`);
    await api.post(world.admin, `${pathOf(world)}/restore`);

    assert.deepEqual([before.status, first.status, second.status], [200, 204, 204]);
    assert.deepEqual(same, project);
    const [, ...events] = await outboxEvents(api, world, "project.");
    assert.deepEqual(
      events.map(({ type, data }) => [type, data]),
      [
        ["project.archived", { key: "ENG", changes: changed(null, project.archived_at) }],
        ["project.restored", { key: "ENG", changes: changed(project.archived_at, null) }],
      ],
    );
  });

  it("is permitted to admins only", async () => {
    const world = await givenWorld(api);
    for (const refused of [
      await api.delete(world.member, pathOf(world)),
      await api.post(world.member, `${pathOf(world)}/restore`),
    ]) {
      assert.deepEqual([refused.status, refused.body.required_permission], [403, "project:manage"]);
    }
  });

  it("waits for a transition that is in progress", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let archived!: ReturnType<TestApi["delete"]>;
    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      archived = api.delete(world.admin, pathOf(world));
      await untilBlocked(api.db);
    });

    assert.equal((await archived).status, 204);
    const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets/${ticket.id}`);
    assert.equal(body.status, "in_progress");
  });

  it("makes concurrent transitions, new tickets and comments wait, which are then refused", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    let late!: ReturnType<TestApi["post"]>[];
    await transaction(api.db, async (rival) => {
      await archiveProject(rival, contextOf(world, world.admin), world.project);
      late = [
        api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
        api.post(world.member, `${pathOf(world)}/tickets`, { title: "Late" }),
        api.post(world.member, `${path}/comments`, { body: "Late" }),
      ];
      await untilBlocked(api.db, late.length);
    });

    for (const { status, body } of await Promise.all(late)) {
      assert.deepEqual([status, body.code], [409, "project_archived"]);
    }
  });

  it("does not refuse a transition that waited for the restore of the project", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.delete(world.admin, pathOf(world));

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await restoreProject(rival, contextOf(world, world.admin), world.project);
      const transitions = `${world.workspacePath}/tickets/${ticket.id}/transitions`;
      late = api.post(world.member, transitions, { to: "in_progress" });
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 200);
  });
});

function changed(from: string | null, to: string | null) {
  return { archived_at: { from, to } };
}
