import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenWorld, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { transaction } from "../db/transaction.ts";
import { createProject } from "./create.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("creating a project", () => {
  it("returns it with the standard workflow, and records an event", async () => {
    const world = await givenWorld(api);

    const made = await api.post(world.admin, `${world.workspacePath}/projects`, {
      name: " Web ",
      key: "WEB",
    });

    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, created_at, workflow_id } = made.body;
    assert.deepEqual(made.body, {
      id,
      workspace_id: world.workspace.id,
      name: "Web",
      key: "WEB",
      workflow_id,
      archived_at: null,
      created_at,
    });
    const location = made.headers.get("location");
    assert.equal(location, `${world.workspacePath}/projects/${id}`);
    assert.deepEqual((await api.get(world.viewer, location ?? "")).body, made.body);
    const workflow = await api.get(world.viewer, `${world.workspacePath}/workflows/${workflow_id}`);
    assert.equal(workflow.body.name, "standard");
    const [, event] = await outboxEvents(api, world, "project.");
    assert.deepEqual(event, {
      type: "project.created",
      outcome: "success",
      actor_id: world.admin.id,
      subject_type: "project",
      subject_id: id,
      ticket_id: null,
      data: { name: "Web", key: "WEB", workflow_id },
      personal: {},
    });
  });

  it("accepts another workflow of the workspace", async () => {
    const world = await givenWorld(api);
    const workflow_id = await reopenableOf(world);
    const draft = { name: "Web", key: "WEB", workflow_id };
    const { status, body } = await api.post(world.admin, `${world.workspacePath}/projects`, draft);
    assert.deepEqual([status, body.workflow_id], [201, workflow_id]);
  });

  it("reports an invalid name, an invalid key and an unknown field in one response", async () => {
    const world = await givenWorld(api);
    const draft = { name: " ", key: "web", color: "red" };
    const { status, body } = await api.post(world.admin, `${world.workspacePath}/projects`, draft);
    assert.deepEqual([status, body.code], [400, "invalid_request"]);
    assert.deepEqual(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      "/color",
      "/key",
      "/name",
    ]);
  });

  it("accepts keys of 2 to 10 capital letters and digits that start with a letter", async () => {
    const world = await givenWorld(api);
    const statusOf = async (key: string) =>
      (await api.post(world.admin, `${world.workspacePath}/projects`, { name: "P", key })).status;
    for (const key of ["AB", "A1", "ABCDEFGHIJ"]) assert.equal(await statusOf(key), 201, key);
    for (const key of ["A", "1A", "ABCDEFGHIJK", "A-B", "Ab", "A\n", "ÄB", ""]) {
      assert.equal(await statusOf(key), 400, key);
    }
  });

  it("refuses the key of another project, even an archived one, and names that project", async () => {
    const world = await givenWorld(api);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    const draft = { name: "Other", key: "ENG" };
    const { status, body } = await api.post(world.admin, `${world.workspacePath}/projects`, draft);
    assert.deepEqual([status, body.code], [409, "project_key_taken"]);
    assert.equal(body.project_id, world.project.id);
  });

  it("accepts a key that is used in another workspace", async () => {
    await givenWorld(api);
    const { project } = await givenWorld(api);
    assert.equal(project.key, "ENG");
  });

  it("refuses a workflow of another workspace as unknown", async () => {
    const world = await givenWorld(api);
    const workflow_id = await reopenableOf(await givenWorld(api));
    const draft = { name: "Web", key: "WEB", workflow_id };
    const { status, body } = await api.post(world.admin, `${world.workspacePath}/projects`, draft);
    assert.deepEqual([status, body.code], [422, "unknown_workflow"]);
    assert.equal(body.errors[0].pointer, "/workflow_id");
  });

  it("is permitted to admins only", async () => {
    const world = await givenWorld(api);
    const draft = { name: "Web", key: "WEB" };
    const { status, body } = await api.post(world.member, `${world.workspacePath}/projects`, draft);
    assert.deepEqual([status, body.required_permission], [403, "project:manage"]);
    const outsider = await api.post(world.outsider, `${world.workspacePath}/projects`, draft);
    assert.equal(outsider.status, 404);
  });

  it("waits for a concurrent project with the same key, and is refused after its commit", async () => {
    const world = await givenWorld(api);
    const draft = { name: "Web", key: "WEB" };

    let late!: ReturnType<TestApi["post"]>;
    const first = await transaction(api.db, async (rival) => {
      const project = await createProject(rival, contextOf(world, world.admin), draft);
      late = api.post(world.admin, `${world.workspacePath}/projects`, draft);
      await untilBlocked(api.db);
      return project;
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.code, body.project_id], [409, "project_key_taken", first.id]);
  });

  it("waits for a concurrent project with the same key, and succeeds after its rollback", async () => {
    const world = await givenWorld(api);
    const draft = { name: "Web", key: "WEB" };

    let late!: ReturnType<TestApi["post"]>;
    const rival = transaction(api.db, async (tx) => {
      await createProject(tx, contextOf(world, world.admin), draft);
      late = api.post(world.admin, `${world.workspacePath}/projects`, draft);
      await untilBlocked(api.db);
      throw new Error("given up");
    });

    await assert.rejects(rival, /given up/);
    assert.equal((await late).status, 201);
  });
});

describe("reading projects", () => {
  it("lists every project once, oldest first, page by page", async () => {
    const world = await givenWorld(api);
    const keys = await givenProjects(world, ["AA", "BB", "CC", "DD"]);

    const seen: string[] = [];
    for (let next: string | null = `${world.workspacePath}/projects?limit=2`; next; ) {
      const { status, headers, body } = await api.get(world.viewer, next);
      assert.equal(status, 200, JSON.stringify(body));
      seen.push(...body.data.map(({ key }: { key: string }) => key));
      next = /^<(.+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1] ?? null;
      assert.equal(next !== null, body.next_cursor !== null);
    }

    assert.deepEqual(seen, ["ENG", ...keys]);
  });

  it("leaves out archived projects, and can include them or list only them", async () => {
    const world = await givenWorld(api);
    await givenProjects(world, ["AA", "BB"]);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    const keysOf = async (query: string) =>
      (await api.get(world.viewer, `${world.workspacePath}/projects${query}`)).body.data.map(
        ({ key }: { key: string }) => key,
      );

    assert.deepEqual(await keysOf(""), ["AA", "BB"]);
    assert.deepEqual(await keysOf("?archived=include"), ["ENG", "AA", "BB"]);
    assert.deepEqual(await keysOf("?archived=true"), ["ENG"]);
    assert.deepEqual(await keysOf("?archived=false"), ["AA", "BB"]);
  });

  it("refuses a cursor of another filter, of another workspace, or an invented one", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    await givenProjects(world, ["AA", "BB"]);
    const page = await api.get(world.viewer, `${world.workspacePath}/projects?limit=1`);
    const cursor = page.body.next_cursor;

    for (const path of [
      `${world.workspacePath}/projects?archived=include&cursor=${cursor}`,
      `${world.workspacePath}/projects?archived=maybe`,
      `${world.workspacePath}/projects?cursor=AAAA`,
      `${other.workspacePath}/projects?cursor=${cursor}`,
    ]) {
      const as = path.startsWith(other.workspacePath) ? other.viewer : world.viewer;
      const { status, body } = await api.get(as, path);
      assert.deepEqual([status, body.code], [400, "invalid_request"], path);
    }
  });

  it("responds 404 to an ID from another workspace, and to a person who is not a member", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const there = `${other.workspacePath}/projects/${world.project.id}`;
    assert.equal((await api.get(other.admin, there)).status, 404);
    assert.equal((await api.patch(other.admin, there, { name: "Mine" })).status, 404);
    assert.equal((await api.delete(other.admin, there)).status, 404);
    assert.equal((await api.post(other.admin, `${there}/restore`)).status, 404);
    assert.equal((await api.get(world.outsider, `${world.workspacePath}/projects`)).status, 404);
  });
});

async function givenProjects({ workspacePath, admin }: World, keys: string[]): Promise<string[]> {
  for (const key of keys) {
    assert.equal(
      (await api.post(admin, `${workspacePath}/projects`, { name: key, key })).status,
      201,
    );
  }
  return keys;
}

async function reopenableOf({ workspacePath, admin }: World): Promise<string> {
  const { body } = await api.get(admin, `${workspacePath}/workflows`);
  return body.data.find(({ name }: { name: string }) => name === "reopenable").id;
}
