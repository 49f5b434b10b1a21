import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { limits } from "../limits.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const review = {
  name: "with review",
  statuses: [
    { status: "open", category: "todo" },
    { status: "in_review", category: "doing" },
    { status: "done", category: "done" },
  ],
  transitions: [
    { from: "open", to: "in_review" },
    { from: "in_review", to: "open", reason_required: true },
    { from: "in_review", to: "done", resolution_required: true },
    { from: "done", to: "open", permission: "ticket:reopen" },
  ],
};
const rules = {
  permission: "ticket:transition",
  reason_required: false,
  resolution_required: false,
};

describe("creating a workflow", () => {
  it("returns the whole workflow, starts in the first listed status and records one event", async () => {
    const world = await givenWorld(api);

    const made = await api.post(world.admin, `${world.workspacePath}/workflows`, review);

    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, created_at } = made.body;
    const workflow = {
      name: "with review",
      initial_status: "open",
      statuses: review.statuses,
      transitions: review.transitions.map((transition) => ({ ...rules, ...transition })),
    };
    assert.deepEqual(made.body, {
      id,
      workspace_id: world.workspace.id,
      ...workflow,
      created_at,
    });
    const location = made.headers.get("location");
    assert.equal(location, `${world.workspacePath}/workflows/${id}`);
    assert.deepEqual((await api.get(world.viewer, location ?? "")).body, made.body);
    const [event, ...others] = await outboxEvents(api, world, "workflow.");
    assert.deepEqual(others, []);
    assert.deepEqual([event?.type, event?.subject_id], ["workflow.created", id]);
    assert.deepEqual(event?.data, workflow);
  });

  it("makes its transitions and their rules apply to the tickets of a project", async () => {
    const world = await givenWorld(api);
    const { body: workflow } = await api.post(
      world.admin,
      `${world.workspacePath}/workflows`,
      review,
    );
    const draft = { name: "Web", key: "WEB", workflow_id: workflow.id };
    const { body: project } = await api.post(world.admin, `${world.workspacePath}/projects`, draft);
    const tickets = `${world.workspacePath}/projects/${project.id}/tickets`;
    const { body: ticket } = await api.post(world.member, tickets, { title: "A ticket" });
    assert.equal(ticket.status, "open");

    const move = (to: string, more = {}) =>
      api.post(world.member, `${world.workspacePath}/tickets/${ticket.key}/transitions`, {
        to,
        ...more,
      });

    assert.equal((await move("done")).body.code, "invalid_transition");
    assert.equal((await move("in_review")).status, 200);
    assert.equal((await move("open")).body.code, "reason_required");
    assert.equal((await move("done")).body.code, "resolution_required");
    assert.equal((await move("done", { resolution: "done" })).status, 200);
    assert.equal((await move("open")).body.required_permission, "ticket:reopen");
  });

  it("accepts a single status without transitions", async () => {
    const world = await givenWorld(api);
    const statuses = [{ status: "noted", category: "done" }];
    const draft = { name: "notes", statuses, transitions: [] };
    const { status, body } = await api.post(world.admin, `${world.workspacePath}/workflows`, draft);
    assert.deepEqual([status, body.initial_status, body.transitions], [201, "noted", []]);
  });

  it("reports every inconsistency in one response", async () => {
    const world = await givenWorld(api);
    const { status, body } = await api.post(world.admin, `${world.workspacePath}/workflows`, {
      name: " ",
      statuses: [
        { status: "open", category: "todo" },
        { status: "In Progress", category: "doing" },
        { status: "open", category: "done" },
        { status: "lost", category: "done" },
      ],
      transitions: [
        { from: "open", to: "open" },
        { from: "open", to: "closed" },
        { from: "open", to: "closed" },
        { from: "lost", to: "open", resolution_required: true },
      ],
    });
    assert.equal(status, 400);
    assert.deepEqual(pointersOf(body), [
      "/name",
      "/statuses/1/status", // not a valid name
      "/statuses/1/status", // and not reachable
      "/statuses/2/status",
      "/statuses/3/status",
      "/transitions/0/to",
      "/transitions/1/to",
      "/transitions/2",
      "/transitions/2/to",
      "/transitions/3/resolution_required",
    ]);
  });

  it("rejects missing, unknown and invalid fields", async () => {
    const world = await givenWorld(api);
    const errorsOf = async (changes: object) => {
      const draft = { ...review, ...changes };
      const { status, body } = await api.post(
        world.admin,
        `${world.workspacePath}/workflows`,
        draft,
      );
      assert.equal(status, 400, JSON.stringify(changes));
      return pointersOf(body);
    };
    const open = { status: "open", category: "todo" };

    assert.deepEqual(await errorsOf({ name: undefined, color: "red" }), ["/color", "/name"]);
    assert.deepEqual(await errorsOf({ statuses: [], transitions: [] }), ["/statuses"]);
    assert.deepEqual(await errorsOf({ statuses: [{ ...open, category: "later" }] }), [
      "/statuses/0/category",
    ]);
    assert.deepEqual(await errorsOf({ statuses: [open, { status: "done" }] }), [
      "/statuses/1/category",
    ]);
    assert.deepEqual(
      await errorsOf({ transitions: [{ from: "open", permission: "audit:read" }] }),
      ["/transitions/0/permission", "/transitions/0/to"],
    );
  });

  it("accepts statuses up to the limit, with up to 40 characters each, and no more", async () => {
    const world = await givenWorld(api);
    const draftOf = (count: number, length = 40) => {
      const words = Array.from({ length: count }, (_, index) => `s${index}_`.padEnd(length, "x"));
      return {
        name: "long",
        statuses: words.map((status) => ({ status, category: "todo" })),
        transitions: words.slice(1).map((to, index) => ({ from: words[index], to })),
      };
    };
    const statusOf = async (draft: object) =>
      (await api.post(world.admin, `${world.workspacePath}/workflows`, draft)).status;

    assert.equal(await statusOf(draftOf(limits.workflow_statuses)), 201);
    assert.equal(await statusOf(draftOf(limits.workflow_statuses + 1)), 400);
    assert.equal(await statusOf(draftOf(2, 41)), 400);
  });

  it("is refused to members and answers 404 to somebody outside the workspace", async () => {
    const world = await givenWorld(api);
    const { status, body } = await api.post(
      world.member,
      `${world.workspacePath}/workflows`,
      review,
    );
    assert.deepEqual([status, body.required_permission], [403, "workflow:manage"]);
    assert.equal(
      (await api.post(world.outsider, `${world.workspacePath}/workflows`, review)).status,
      404,
    );
  });
});

describe("reading workflows", () => {
  it("lists them in pages, oldest first, starting with the two built-in ones", async () => {
    const world = await givenWorld(api);
    await api.post(world.admin, `${world.workspacePath}/workflows`, review);

    const first = await api.get(world.viewer, `${world.workspacePath}/workflows?limit=2`);
    const cursor = first.body.next_cursor;
    const second = await api.get(
      world.viewer,
      `${world.workspacePath}/workflows?limit=2&cursor=${cursor}`,
    );

    assert.deepEqual(namesOf(first.body), ["standard", "reopenable"]);
    assert.deepEqual(namesOf(second.body), ["with review"]);
    assert.equal(second.body.next_cursor, null);
  });

  it("answers 404 for a workflow of another workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const path = `${other.workspacePath}/workflows/${world.project.workflow_id}`;
    assert.equal((await api.get(other.admin, path)).status, 404);
    assert.equal((await api.get(other.admin, `${world.workspacePath}/workflows`)).status, 404);
  });

  it("answers 405 to every attempt to change or delete a workflow", async () => {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/workflows/${world.project.workflow_id}`;
    for (const method of ["PATCH", "PUT", "DELETE"]) {
      const { status, headers } = await api.request(world.admin, method, path, { body: {} });
      assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD"]);
    }
  });
});

function pointersOf(body: { errors: { pointer: string }[] }): string[] {
  return body.errors.map(({ pointer }) => pointer).sort();
}

function namesOf(body: { data: { name: string }[] }): string[] {
  return body.data.map(({ name }) => name);
}
