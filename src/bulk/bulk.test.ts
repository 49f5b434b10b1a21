import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { limits } from "../limits.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

type Result = {
  status: number;
  ticket?: { id: string; key: string; status: string; version: number };
  problem?: { code: string; [member: string]: unknown };
};

const bulk = (world: World, operations: object[], more: object = {}, as = world.member) =>
  api.post(as, `${world.workspacePath}/tickets/bulk`, { operations, ...more });
const outcomes = (results: Result[]) =>
  results.map(({ status, problem }) => (problem ? `${status} ${problem.code}` : status));

describe("a bulk request", () => {
  it("executes every kind of operation in order, each with the result of the single request", async () => {
    const world = await givenWorld(api);
    const [one, two] = [await givenTicket(api, world), await givenTicket(api, world)];

    const { status, body } = await bulk(world, [
      { op: "create", project_id: world.project.id, title: "Made", labels: ["new"] },
      { op: "update", ticket: one.id, title: "Edited", priority: "high" },
      { op: "transition", ticket: "eng-1", to: "in_progress", comment: "Yes.", if_match: 2 },
      { op: "label", ticket: one.id, label: "bug" },
      { op: "unlabel", ticket: one.id, label: "bug" },
      { op: "comment", ticket: one.id, body: "Done?" },
      { op: "claim", ticket: two.id },
      { op: "release", ticket: two.id },
      { op: "delete", ticket: two.id },
      { op: "restore", ticket: two.id },
    ]);

    assert.equal(status, 200, JSON.stringify(body));
    const results: Result[] = body.results;
    assert.deepEqual(outcomes(results), [201, 200, 200, 200, 200, 201, 200, 200, 204, 200]);
    assert.deepEqual(
      results.map(({ ticket }) => ticket && [ticket.key, ticket.status, ticket.version]),
      [
        ["ENG-3", "open", 1],
        ["ENG-1", "open", 2],
        ["ENG-1", "in_progress", 3],
        ["ENG-1", "in_progress", 4],
        ["ENG-1", "in_progress", 5],
        undefined,
        ["ENG-2", "in_progress", 2],
        ["ENG-2", "in_progress", 3],
        undefined,
        ["ENG-2", "in_progress", 5],
      ],
    );
    const { comment } = body.results[5];
    const comments = `${world.workspacePath}/tickets/${comment.ticket_id}/comments`;
    const { body: stored } = await api.get(world.viewer, `${comments}/${comment.id}`);
    assert.deepEqual([stored.body, stored.version], ["Done?", comment.version]);
    for (const name of ["ENG-1", "ENG-2"]) {
      const last = results.findLast(({ ticket }) => ticket?.key === name);
      const read = await api.get(world.viewer, `${world.workspacePath}/tickets/${name}`);
      const { id, key, version, status } = read.body;
      assert.deepEqual(last?.ticket, { id, key, version, status });
    }
  });

  it("records one event per operation in order, and none for an operation that changes nothing", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world, { title: "Same" });
    await bulk(world, [
      { op: "comment", ticket: id, body: "First." },
      { op: "update", ticket: id, title: "Same" },
      { op: "create", project_id: world.project.id, title: "Second" },
      { op: "label", ticket: id, label: "third" },
    ]);

    const types = (await outboxEvents(api, world, "")).map(({ type }) => type);
    assert.deepEqual(types.slice(types.indexOf("comment.created")), [
      "comment.created",
      "ticket.created",
      "ticket.labeled",
    ]);
  });

  it("refuses an operation like the single request does, and executes the others", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world, { external_id: "taken" });
    const ofAdmin = await givenTicket(api, world, { assignee_id: world.admin.id });
    const gone = await givenTicket(api, world);
    await api.delete(world.member, `${world.workspacePath}/tickets/${gone.id}`);
    const project_id = world.project.id;

    const { body } = await bulk(world, [
      { op: "transition", ticket: id, to: "closed" },
      { op: "update", ticket: id, title: "Stale", if_match: 9 },
      { op: "update", ticket: id, assignee_id: world.outsider.id },
      { op: "create", project_id, title: "Twice", external_id: "taken" },
      { op: "comment", ticket: gone.id, body: "Too late." },
      { op: "update", ticket: "ENG-99", title: "Nowhere" },
      { op: "create", project_id: id, title: "Nowhere" },
      { op: "claim", ticket: ofAdmin.id },
      { op: "release", ticket: ofAdmin.id },
      { op: "label", ticket: id, label: "done" },
    ]);

    assert.deepEqual(outcomes(body.results), [
      "409 invalid_transition",
      "412 version_mismatch",
      "422 assignee_not_member",
      "409 external_id_taken",
      "404 not_found",
      "404 not_found",
      "404 not_found",
      "409 already_claimed",
      "403 forbidden",
      200,
    ]);
    const [step, stale, assignee, taken, , , , , release] = body.results;
    assert.deepEqual(step.problem.allowed, ["in_progress"]);
    assert.equal(step.problem.type, "http://slacky.example.com/docs/problems/invalid_transition");
    assert.equal(stale.problem.current_version, 1);
    assert.equal(assignee.problem.errors[0].pointer, "/assignee_id");
    assert.equal(taken.problem.ticket_id, id);
    assert.equal(release.problem.required_permission, "ticket:release_any");
    const { body: ticket } = await api.get(world.viewer, `${world.workspacePath}/tickets/${id}`);
    assert.deepEqual([ticket.version, ticket.labels], [2, ["done"]]);
  });

  it("refuses every operation of a viewer and audits the refusals", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);

    const { status, body } = await bulk(
      world,
      [
        { op: "create", project_id: world.project.id, title: "No" },
        { op: "transition", ticket: id, to: "in_progress" },
        { op: "comment", ticket: "ENG-99", body: "No." },
      ],
      {},
      world.viewer,
    );

    assert.equal(status, 200);
    assert.deepEqual(
      body.results.map((result: Result) => result.problem?.required_permission),
      ["ticket:create", "ticket:transition", "comment:create"],
    );
    await api.instance.refusals.close();
    const refused = (await outboxEvents(api, world, "")).filter(
      ({ outcome }) => outcome === "refused",
    );
    assert.deepEqual(refused.map(({ type, actor_id }) => [type, actor_id]).sort(), [
      ["comment.created", world.viewer.id],
      ["ticket.created", world.viewer.id],
      ["ticket.transitioned", world.viewer.id],
    ]);
  });

  it("requires if_match if the workspace does, and compares it with the version at that point", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    await api.patch(world.admin, world.workspacePath, { require_if_match: true });

    const { body } = await bulk(world, [
      { op: "update", ticket: id, title: "Blind" },
      { op: "update", ticket: id, title: "Seen", if_match: 1 },
      { op: "transition", ticket: id, to: "in_progress", if_match: 1 },
      { op: "transition", ticket: id, to: "in_progress", if_match: 2 },
      { op: "comment", ticket: id, body: "Of no version." },
      { op: "delete", ticket: id },
    ]);

    assert.deepEqual(outcomes(body.results), [
      "428 precondition_required",
      200,
      "412 version_mismatch",
      200,
      201,
      "428 precondition_required",
    ]);
    const { problem } = body.results[2];
    assert.equal("current" in problem, false);
  });

  it("answers 404 to an operation on a ticket that is created in the same request", async () => {
    const world = await givenWorld(api);

    const { body } = await bulk(world, [
      { op: "create", project_id: world.project.id, title: "Made" },
      { op: "update", ticket: "ENG-1", title: "Guessed" },
    ]);

    assert.deepEqual(outcomes(body.results), [201, "404 not_found"]);
  });

  it("gives an external ID to the first of two creations, and numbers tickets without a gap", async () => {
    const world = await givenWorld(api);
    const create = { op: "create", project_id: world.project.id, title: "Imported" };

    const { body } = await bulk(world, [
      { ...create, external_id: "a" },
      { ...create, external_id: "a" },
      { ...create, external_id: "b" },
    ]);

    const [first, second, third] = body.results;
    assert.deepEqual(outcomes(body.results), [201, "409 external_id_taken", 201]);
    assert.equal(second.problem.ticket_id, first.ticket.id);
    assert.deepEqual([first.ticket.key, third.ticket.key], ["ENG-1", "ENG-2"]);
  });

  it("is validated as a whole before anything is executed, and every error has its pointer", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);

    const { status, body } = await bulk(world, [
      { op: "update", ticket: id, title: "Not done" },
      { op: "update", ticket: id, title: "" },
      { op: "update", ticket: "nothing", status: "open" },
      { op: "burn", ticket: id },
      { op: "claim", ticket: id, to: "in_progress" },
      { ticket: id },
    ]);

    assert.equal(status, 400);
    const ops =
      "create, update, transition, label, unlabel, claim, release, comment, delete, restore";
    assert.deepEqual(body.errors, [
      { pointer: "/operations/1/title", detail: "Must be 1 to 200 characters long." },
      {
        pointer: "/operations/2/status",
        detail: "Cannot be changed by PATCH. Use POST …/transitions with `to`.",
      },
      {
        pointer: "/operations/2/ticket",
        detail: "Must be a ticket's ID, or its key, such as ENG-42.",
      },
      { pointer: "/operations/3/op", detail: `\`op\` must be one of ${ops}.` },
      { pointer: "/operations/4/to", detail: "Is not a known field." },
      { pointer: "/operations/5/op", detail: `\`op\` must be one of ${ops}.` },
    ]);
    assert.equal(
      (await api.get(world.viewer, `${world.workspacePath}/tickets/${id}`)).body.version,
      1,
    );
  });

  it("accepts 100 operations, and rejects 0 and 101", async () => {
    const world = await givenWorld(api);
    const create = { op: "create", project_id: world.project.id, title: "One of many" };
    const many = Array.from({ length: limits.bulk_operations }, () => create);

    const [none, all, more] = [
      await bulk(world, []),
      await bulk(world, many),
      await bulk(world, [...many, create]),
    ];

    assert.deepEqual([none.status, all.status, more.status], [400, 200, 400]);
    assert.ok(all.body.results.every((result: Result) => result.status === 201));
    assert.equal(all.body.results.at(-1).ticket.key, "ENG-100");
  });

  it("cannot reach tickets, projects or members of another workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const theirs = await givenTicket(api, other);
    const { id } = await givenTicket(api, world);

    const { body } = await bulk(world, [
      { op: "update", ticket: theirs.id, title: "Theirs" },
      { op: "comment", ticket: theirs.id, body: "Theirs." },
      { op: "create", project_id: other.project.id, title: "Theirs" },
      { op: "update", ticket: id, assignee_id: other.member.id },
    ]);
    const outsiders = await bulk(world, [{ op: "claim", ticket: id }], {}, world.outsider);

    assert.deepEqual(outcomes(body.results), [
      "404 not_found",
      "404 not_found",
      "404 not_found",
      "422 assignee_not_member",
    ]);
    assert.equal(outsiders.status, 404);
    assert.deepEqual(
      (await api.get(other.viewer, `${other.workspacePath}/tickets/ENG-1`)).body,
      theirs,
    );
  });

  it("is executed once per Idempotency-Key, and its refused operations are replayed too", async () => {
    const world = await givenWorld(api);
    const operations = [
      { op: "create", project_id: world.project.id, title: "Once" },
      { op: "update", ticket: "ENG-99", title: "Never" },
    ];
    const key = { "idempotency-key": "import-1" };
    const send = () =>
      api.post(world.member, `${world.workspacePath}/tickets/bulk`, { operations }, key);

    const first = await send();
    const again = await send();

    assert.equal(again.headers.get("idempotency-replayed"), "true");
    assert.deepEqual([again.status, again.body], [first.status, first.body]);
    assert.equal((await outboxEvents(api, world, "ticket.created")).length, 1);
  });
});

describe("an atomic bulk request", () => {
  it("executes all operations when every one is accepted", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);

    const { status, body } = await bulk(
      world,
      [
        { op: "claim", ticket: id },
        { op: "transition", ticket: id, to: "resolved" },
      ],
      { atomic: true },
    );

    assert.equal(status, 200);
    assert.deepEqual(outcomes(body.results), [200, 200]);
  });

  it("executes nothing when an operation is refused, and lists every refused one", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    const { status, body } = await bulk(
      world,
      [
        { op: "update", ticket: ticket.id, title: "Not done" },
        { op: "transition", ticket: ticket.id, to: "closed" },
        { op: "create", project_id: world.project.id, title: "Not made" },
        { op: "comment", ticket: "ENG-99", body: "No." },
      ],
      { atomic: true },
    );

    assert.deepEqual([status, body.code], [409, "bulk_failed"]);
    assert.equal(body.detail, "2 of 4 operations were refused, so nothing was changed.");
    assert.deepEqual(
      body.failed.map(
        ({ operation, problem }: { operation: number; problem: { code: string } }) => [
          operation,
          problem.code,
        ],
      ),
      [
        [1, "invalid_transition"],
        [3, "not_found"],
      ],
    );
    assert.deepEqual(
      (await api.get(world.viewer, `${world.workspacePath}/tickets/ENG-1`)).body,
      ticket,
    );
    const made = await api.post(
      world.member,
      `${world.workspacePath}/projects/${world.project.id}/tickets`,
      {
        title: "The next number",
      },
    );
    assert.equal(made.body.key, "ENG-2");
    assert.deepEqual(await outboxEvents(api, world, "ticket.updated"), []);
  });
});
