import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import type { Reply } from "../../test/support/reply.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { transitionTicket } from "./transition.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const transitions = ({ body }: Reply) =>
  body.data.map((row: { from_status: string; to_status: string }) => [
    row.from_status,
    row.to_status,
  ]);

describe("transition", () => {
  it("moves a ticket along the workflow, and its history reports who moved it, when and why", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;

    for (const to of ["in_progress", "resolved", "closed"]) {
      const moved = await api.post(world.member, `${path}/transitions`, { to, reason: `to ${to}` });
      assert.equal(moved.status, 200, JSON.stringify(moved.body));
      assert.equal(moved.body.status, to);
      assert.equal(moved.headers.get("etag"), `"${moved.body.version}"`);
    }

    const history = await api.get(world.viewer, `${path}/history`);
    assert.deepEqual(transitions(history), [
      [null, "open"],
      ["open", "in_progress"],
      ["in_progress", "resolved"],
      ["resolved", "closed"],
    ]);
    const { changed_at, ...last } = history.body.data[3];
    assert.ok(changed_at >= history.body.data[2].changed_at);
    assert.deepEqual(last, {
      ticket_id: (await api.get(world.viewer, path)).body.id,
      sequence: 4,
      from_status: "resolved",
      to_status: "closed",
      actor_id: world.member.id,
      reason: "to closed",
    });
  });

  it("pages through the history, oldest row first", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { status: "closed" });
    const path = `${world.workspacePath}/tickets/ENG-1/history?limit=3`;

    const first = await api.get(world.viewer, path);
    const second = await api.get(world.viewer, `${path}&cursor=${first.body.next_cursor}`);

    assert.equal(transitions(first).length, 3);
    assert.deepEqual(transitions(second), [["resolved", "closed"]]);
    assert.equal(second.body.next_cursor, null);
  });

  it("records one event, with the transition and the reason", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "in_progress",
      reason: "mine",
    });

    const events = await api.db.query(sql<{ type: string; actor_id: string; data: object }>`
      select type, actor_id, data
        from outbox
       where ticket_id = ${ticket.id}
       order by position`);

    assert.deepEqual(events[1], {
      type: "ticket.transitioned",
      actor_id: world.member.id,
      data: {
        key: "ENG-1",
        project_id: world.project.id,
        version: 2,
        status: "in_progress",
        reason: "mine",
        changes: { status: { from: "open", to: "in_progress" } },
      },
    });
    assert.equal(events.length, 2);
  });

  it("refuses a transition that the workflow does not have, and lists the allowed ones", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { status: "in_progress" });

    for (const [to, reason] of [
      ["closed", "The workflow has no transition from in_progress to closed."],
      ["open", "The workflow has no transition from in_progress to open."],
      ["in_progress", "The ticket is already in the status in_progress."],
      ["no_such", "The workflow has no status no_such. The ticket is in the status in_progress."],
    ] as const) {
      const { status, body } = await api.post(
        world.member,
        `${world.workspacePath}/tickets/${ticket.id}/transitions`,
        { to },
      );
      assert.deepEqual([status, body.code], [409, "invalid_transition"], to);
      assert.deepEqual([body.from, body.to, body.allowed], ["in_progress", to, ["resolved"]]);
      assert.equal(body.detail, `${reason} Allowed: resolved.`);
    }
    assert.deepEqual(
      await (await api.get(world.member, `${world.workspacePath}/tickets/ENG-1`)).body,
      ticket,
    );
  });

  it("lists the transitions that the caller may take now", async () => {
    const world = await givenWorld(api, { workflow: "reopenable" });
    await givenTicket(api, world, { status: "closed" });
    const path = `${world.workspacePath}/tickets/ENG-1/transitions`;

    const admin = await api.get(world.admin, path);
    const member = await api.get(world.member, path);
    const viewer = await api.get(world.viewer, path);

    assert.deepEqual(admin.body.data, [
      { to: "open", reason_required: true, resolution_required: false },
    ]);
    assert.deepEqual([member.body.data, viewer.body.data], [[], []]);
  });

  it("lets only admins reopen a ticket, and only with a reason", async () => {
    const world = await givenWorld(api, { workflow: "reopenable" });
    await givenTicket(api, world, { status: "closed" });
    const path = `${world.workspacePath}/tickets/ENG-1/transitions`;

    const member = await api.post(world.member, path, { to: "open", reason: "again" });
    const silent = await api.post(world.admin, path, { to: "open" });
    const received = await api.post(world.admin, path, { to: "open", reason: "again" });

    assert.deepEqual([member.status, member.body.required_permission], [403, "ticket:reopen"]);
    assert.deepEqual([silent.status, silent.body.code], [422, "reason_required"]);
    assert.deepEqual([received.status, received.body.status], [200, "open"]);
  });

  it("requires a resolution to close a ticket directly, and clears it when the ticket is reopened", async () => {
    const world = await givenWorld(api, { workflow: "reopenable" });
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1/transitions`;

    const silent = await api.post(world.member, path, { to: "closed" });
    const early = await api.post(world.member, path, { to: "in_progress", resolution: "done" });
    const closed = await api.post(world.member, path, { to: "closed", resolution: "duplicate" });
    const reopened = await api.post(world.admin, path, { to: "open", reason: "it is none" });

    assert.deepEqual([silent.status, silent.body.code], [422, "resolution_required"]);
    assert.deepEqual([early.status, early.body.code], [422, "resolution_not_allowed"]);
    assert.deepEqual([closed.status, closed.body.resolution], [200, "duplicate"]);
    assert.deepEqual([reopened.status, reopened.body.resolution], [200, null]);
  });

  it("is refused to viewers and answers 404 to people outside the workspace and across workspaces", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const move = { to: "in_progress" };

    const viewer = await api.post(
      world.viewer,
      `${world.workspacePath}/tickets/ENG-1/transitions`,
      move,
    );
    const outsider = await api.post(
      world.outsider,
      `${world.workspacePath}/tickets/ENG-1/transitions`,
      move,
    );
    const across = await api.post(
      other.admin,
      `${other.workspacePath}/tickets/${ticket.id}/transitions`,
      move,
    );

    assert.deepEqual([viewer.status, viewer.body.required_permission], [403, "ticket:transition"]);
    assert.deepEqual([outsider.status, across.status], [404, 404]);
  });

  it("waits for a concurrent transition and then validates against the new status", async () => {
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
      late = api.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/transitions`, {
        to: "in_progress",
      });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.equal(status, 409);
    assert.deepEqual(
      [body.from, body.to, body.allowed],
      ["in_progress", "in_progress", ["resolved"]],
    );
  });

  it("succeeds for exactly one of 50 concurrent identical requests", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;

    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      ),
    );

    const count = (wanted: number) => replies.filter(({ status }) => status === wanted).length;
    assert.deepEqual([count(200), count(409)], [1, 49]);
    assert.deepEqual(transitions(await api.get(world.viewer, `${path}/history`)), [
      [null, "open"],
      ["open", "in_progress"],
    ]);
  });

  it("answers 503 with Retry-After if the lock is not acquired in time", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    const reply = await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      return await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
        to: "in_progress",
      });
    });

    assert.deepEqual([reply.status, reply.body.code], [503, "unavailable"]);
    assert.equal(reply.headers.get("retry-after"), "1");
  });
});
