import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenMember, givenTicket, givenWorld } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents, textDigest } from "../../test/support/outbox.ts";
import { transaction } from "../db/transaction.ts";
import { setMemberRemoved } from "../members/queries.ts";
import { transitionTicket } from "./transition.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("a transition with fields and a comment", () => {
  it("moves, assigns, edits and comments in one version", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { metadata: { build: 1, host: "a" } });
    const path = `${world.workspacePath}/tickets/ENG-1`;

    const { status, body, headers } = await api.post(world.member, `${path}/transitions`, {
      to: "in_progress",
      reason: "mine",
      comment: "I **begin**.",
      assignee_id: world.member.id,
      fields: { title: "Begun", description: "As _said_.", metadata: { build: 2, host: null } },
    });

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.status, body.assignee_id, body.title, body.description_html, body.metadata],
      ["in_progress", world.member.id, "Begun", "<p>As <em>said</em>.</p>\n", { build: 2 }],
    );
    assert.deepEqual([body.version, headers.get("etag")], [2, '"2"']);
    const comments = await api.get(world.viewer, `${path}/comments`);
    assert.deepEqual(
      comments.body.data.map((comment: { author_id: string; body: string }) => [
        comment.author_id,
        comment.body,
      ]),
      [[world.member.id, "I **begin**."]],
    );
    assert.deepEqual((await api.get(world.viewer, path)).body, body);
  });

  it("records an event for the ticket, followed by one for the comment", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { title: "Before" });
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "in_progress",
      comment: "Yes.",
      fields: { title: "After", priority: "none" },
    });

    const [, moved, commented, ...more] = (await outboxEvents(api, world, "")).filter(({ type }) =>
      /^(ticket|comment)\./.test(type),
    );

    assert.equal(moved?.type, "ticket.transitioned");
    assert.deepEqual(moved?.data.changes, {
      title: { from: "Before", to: "After" },
      status: { from: "open", to: "in_progress" },
    });
    assert.equal(commented?.type, "comment.created");
    assert.deepEqual(commented?.data.changes, { body: { from: null, to: textDigest("Yes.") } });
    assert.deepEqual(more, []);
  });

  it("changes nothing if one of its parts is refused", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { external_id: "taken" });
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    const all = { to: "in_progress", comment: "Yes.", fields: { title: "Changed" } };
    const refused = [
      [{ ...all, to: "closed" }, 409, "invalid_transition"],
      [{ ...all, assignee_id: world.outsider.id }, 422, "assignee_not_member"],
      [{ ...all, fields: { ...all.fields, external_id: "taken" } }, 409, "external_id_taken"],
      [{ ...all, fields: { metadata: { large: "x".repeat(16_384) } } }, 422, "metadata_too_large"],
    ] as const;

    for (const [body, status, code] of refused) {
      const reply = await api.post(world.member, `${path}/transitions`, body);
      assert.deepEqual([reply.status, reply.body.code], [status, code]);
    }
    const stale = await api.post(world.member, `${path}/transitions`, all, { "if-match": '"7"' });
    assert.equal(stale.status, 412);

    assert.deepEqual((await api.get(world.viewer, path)).body, ticket);
    assert.deepEqual((await api.get(world.viewer, `${path}/comments`)).body.data, []);
    assert.deepEqual(await outboxEvents(api, world, "comment."), []);
  });

  it("reports each invalid value with a pointer to its place in the body", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1/transitions`;
    const pointers = async (body: object) => {
      const reply = await api.post(world.member, path, { to: "in_progress", ...body });
      return [
        reply.status,
        ...reply.body.errors.map((fault: { pointer: string }) => fault.pointer),
      ];
    };

    assert.deepEqual(
      await pointers({ comment: " ", fields: { title: "", status: "closed", no_such: 1 } }),
      [400, "/comment", "/fields/title", "/fields/status", "/fields/no_such"],
    );
    assert.deepEqual(await pointers({ assignee_id: null, fields: { assignee_id: null } }), [
      400,
      "/fields/assignee_id",
    ]);
    const foreign = world.outsider.id;
    assert.deepEqual(await pointers({ assignee_id: foreign }), [422, "/assignee_id"]);
    assert.deepEqual(await pointers({ fields: { assignee_id: foreign } }), [
      422,
      "/fields/assignee_id",
    ]);
  });

  it("waits for a concurrent removal of the assignee and is then refused", async () => {
    const world = await givenWorld(api);
    const leaver = await givenMember(api, world.workspace, "member");
    await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(setMemberRemoved({ workspace_id: world.workspace.id, user_id: leaver.id }));
      late = api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
        to: "in_progress",
        fields: { assignee_id: leaver.id },
      });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.code], [422, "assignee_not_member"]);
  });

  it("waits for a concurrent transition and then changes nothing if its own is no longer allowed", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      late = api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
        to: "in_progress",
        comment: "Too late.",
        fields: { title: "Too late" },
      });
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 409);
    const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets/ENG-1`);
    assert.deepEqual([body.title, body.version], ["A ticket", 2]);
    assert.deepEqual(await outboxEvents(api, world, "comment."), []);
  });

  it("requires the permission of each of its parts", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const context = contextOf(world, world.member, "member");
    const without = (missing: string) => ({
      ...context,
      actor: {
        ...context.actor,
        require(permission: string) {
          if (permission === missing) throw new Error(`lacks ${missing}`);
        },
      },
    });
    const run = (missing: string, more: object) =>
      transaction(api.db, async (tx) =>
        transitionTicket(tx, without(missing), await lockTicket(tx, ticket), {
          to: "in_progress",
          ...more,
        }),
      );

    await assert.rejects(run("ticket:edit", { fields: {} }), /lacks ticket:edit/);
    await assert.rejects(run("ticket:edit", { assignee_id: null }), /lacks ticket:edit/);
    await assert.rejects(run("comment:create", { comment: "Yes." }), /lacks comment:create/);
  });
});
