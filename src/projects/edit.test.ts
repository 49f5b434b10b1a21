import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket, lockWorldProject, untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { transaction } from "../db/transaction.ts";
import { createTicket } from "../tickets/create.ts";
import { CreateTicketBody } from "../tickets/schemas.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { editProject } from "./edit.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("editing a project", () => {
  it("renames it, and records an event with the change", async () => {
    const world = await givenWorld(api);
    const renamed = await api.patchAndRead(world.admin, pathOf(world), { name: "Motor" });

    assert.equal(renamed.status, 200, JSON.stringify(renamed.body));
    assert.deepEqual(renamed.body, { ...world.project, name: "Motor" });
    const [event] = await outboxEvents(api, world, "project.updated");
    assert.equal(event?.subject_id, world.project.id);
    assert.deepEqual(event?.data, {
      key: "ENG",
      changes: { name: { from: "Engine", to: "Motor" } },
    });
  });

  it("accepts equal values and an empty body without a change or an event", async () => {
    const world = await givenWorld(api);
    const { name, workflow_id } = world.project;
    for (const patch of [{}, { name }, { name, workflow_id }]) {
      const { status, body } = await api.patchAndRead(world.admin, pathOf(world), patch);
      assert.deepEqual([status, body], [200, world.project]);
    }
    assert.deepEqual(await outboxEvents(api, world, "project.updated"), []);
  });

  it("refuses any key, even the same one, and reports that keys never change", async () => {
    const world = await givenWorld(api);
    for (const key of ["OTHER", "ENG", null]) {
      const { status, body } = await api.patchAndRead(world.admin, pathOf(world), {
        key,
        name: "",
      });
      assert.equal(status, 400);
      const faults = new Map<string, string>(
        body.errors.map(({ pointer, detail }: Record<string, string>) => [pointer, detail]),
      );
      assert.deepEqual([...faults.keys()].sort(), ["/key", "/name"]);
      assert.match(faults.get("/key") ?? "", /never changes/);
    }
  });

  it("is permitted to admins only", async () => {
    const world = await givenWorld(api);
    const { status, body } = await api.patchAndRead(world.member, pathOf(world), { name: "Mine" });
    assert.deepEqual([status, body.required_permission], [403, "project:manage"]);
  });

  it("refuses an archived project", async () => {
    const world = await givenWorld(api);
    await api.delete(world.admin, pathOf(world));
    const { status, body } = await api.patchAndRead(world.admin, pathOf(world), { name: "Motor" });
    assert.deepEqual([status, body.code], [409, "project_archived"]);
  });

  it("renames without waiting for a transition that is in progress", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      const { status } = await api.patchAndRead(world.admin, pathOf(world), { name: "Motor" });
      assert.equal(status, 200);
    });
  });
});

describe("changing the workflow of a project", () => {
  it("lets its tickets continue in the new workflow with their old history", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { status: "closed" });
    const workflow_id = await givenWorkflow(world, ["open", "closed", "reopened"]);

    const changed = await api.patchAndRead(world.admin, pathOf(world), { workflow_id });

    assert.deepEqual([changed.status, changed.body.workflow_id], [200, workflow_id]);
    const transitions = `${world.workspacePath}/tickets/${ticket.key}/transitions`;
    const moved = await api.post(world.member, transitions, { to: "reopened" });
    assert.deepEqual([moved.status, moved.body.status], [200, "reopened"]);
    const history = await api.get(
      world.member,
      `${world.workspacePath}/tickets/${ticket.key}/history`,
    );
    assert.deepEqual(
      history.body.data.map((row: { to_status: string }) => row.to_status),
      ["open", "in_progress", "resolved", "closed", "reopened"],
    );
    const [event] = await outboxEvents(api, world, "project.updated");
    assert.deepEqual(event?.data.changes, {
      workflow_id: { from: world.project.workflow_id, to: workflow_id },
    });
  });

  it("can be reverted", async () => {
    const world = await givenWorld(api);
    const workflow_id = await givenWorkflow(world, ["open", "closed"]);
    for (const id of [workflow_id, world.project.workflow_id, workflow_id]) {
      const { status } = await api.patchAndRead(world.admin, pathOf(world), { workflow_id: id });
      assert.equal(status, 200);
    }
  });

  it("is refused with every status that the new workflow lacks and a ticket has, including the trash", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { status: "open" });
    await givenTicket(api, world, { status: "resolved" });
    const trashed = await givenTicket(api, world, { status: "in_progress" });
    await api.delete(world.member, `${world.workspacePath}/tickets/${trashed.id}`);
    const workflow_id = await givenWorkflow(world, ["open", "closed"]);

    const { status, body } = await api.patchAndRead(world.admin, pathOf(world), { workflow_id });

    assert.deepEqual([status, body.code], [409, "status_in_use"]);
    assert.deepEqual(body.statuses, ["in_progress", "resolved"]);
    const { body: project } = await api.get(world.admin, pathOf(world));
    assert.equal(project.workflow_id, world.project.workflow_id);
  });

  it("is refused for tickets with a status from a workflow before the current one", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { status: "in_progress" });
    const second = await givenWorkflow(world, ["todo", "in_progress"]);
    const third = await givenWorkflow(world, ["todo", "done"]);
    await api.patchAndRead(world.admin, pathOf(world), { workflow_id: second });

    const { status, body } = await api.patchAndRead(world.admin, pathOf(world), {
      workflow_id: third,
    });

    assert.deepEqual([status, body.statuses], [409, ["in_progress"]]);
  });

  it("does not depend on the tickets of another project", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { status: "resolved" });
    const draft = { name: "Web", key: "WEB" };
    const { body: web } = await api.post(world.admin, `${world.workspacePath}/projects`, draft);
    const workflow_id = await givenWorkflow(world, ["open", "closed"]);
    const path = `${world.workspacePath}/projects/${web.id}`;
    const { status } = await api.patchAndRead(world.admin, path, { workflow_id });
    assert.equal(status, 200);
  });

  it("is refused for a workflow that the workspace does not have", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const { workflow_id } = other.project;
    const { status, body } = await api.patchAndRead(world.admin, pathOf(world), { workflow_id });
    assert.deepEqual([status, body.code], [422, "unknown_workflow"]);
  });

  it("waits for a ticket that is being created, and then checks its status", async () => {
    const world = await givenWorld(api);
    const workflow_id = await givenWorkflow(world, ["todo", "done"]);

    let late!: ReturnType<TestApi["patch"]>;
    await transaction(api.db, async (rival) => {
      const draft = CreateTicketBody.parse({ title: "In batch" });
      const project = await lockWorldProject(rival, world);
      await createTicket(rival, contextOf(world, world.admin), project, draft);
      late = api.patch(world.admin, pathOf(world), { workflow_id });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.statuses], [409, ["open"]]);
  });

  it("makes a concurrent new ticket wait, which then starts in the new workflow", async () => {
    const world = await givenWorld(api);
    const workflow_id = await givenWorkflow(world, ["todo", "done"]);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      const context = contextOf(world, world.admin);
      await editProject(rival, context, { id: world.project.id }, { workflow_id });
      late = api.post(world.member, `${pathOf(world)}/tickets`, { title: "Late" });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.status], [201, "todo"]);
  });

  it("makes a concurrent transition wait, which is then checked against the new workflow", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const workflow_id = await givenWorkflow(world, ["open", "closed"]);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      const context = contextOf(world, world.admin);
      await editProject(rival, context, { id: world.project.id }, { workflow_id });
      const transitions = `${world.workspacePath}/tickets/${ticket.id}/transitions`;
      late = api.post(world.member, transitions, { to: "in_progress" });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.code, body.allowed], [409, "invalid_transition", ["closed"]]);
  });
});

const pathOf = ({ workspacePath, project }: World) => `${workspacePath}/projects/${project.id}`;

/** A workflow that is a straight line through these statuses. The last one is done. */
async function givenWorkflow({ workspacePath, admin }: World, line: string[]): Promise<string> {
  const { status, body } = await api.post(admin, `${workspacePath}/workflows`, {
    name: line.join(" "),
    statuses: line.map((word, index) => ({
      status: word,
      category: index === line.length - 1 ? "done" : "todo",
    })),
    transitions: line.slice(1).map((to, index) => ({ from: line[index], to })),
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}
