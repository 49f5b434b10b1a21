import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { settleFeed } from "../../../test/support/feed.ts";
import { contextOf, givenMember, givenTicket, givenWorld } from "../../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { givenProjectOn } from "../../../test/support/workflows.ts";
import { transaction } from "../../db/transaction.ts";
import { setMemberRemoved } from "../../members/queries.ts";
import { deleteTicket } from "../delete.ts";
import { claimTicket } from "./claim.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("claiming a ticket", () => {
  it("assigns the ticket to the caller and starts it, in one version", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1`;

    const { status, body, headers } = await api.post(world.member, `${path}/claim`);

    assert.deepEqual(
      [status, body.assignee_id, body.status, body.version, headers.get("etag")],
      [200, world.member.id, "in_progress", ticket.version + 1, '"2"'],
    );
    const { data } = (await api.get(world.viewer, `${path}/history`)).body;
    const { from_status, to_status, actor_id, reason } = data[1];
    assert.deepEqual(
      [data.length, from_status, to_status, actor_id, reason],
      [2, "open", "in_progress", world.member.id, null],
    );
  });

  it("records one event with the assignee and the transition, and updates the counts", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/claim`);

    const [event, ...more] = await outboxEvents(api, world, "ticket.claimed");
    await settleFeed(api.db);
    const counts = await api.get(
      world.viewer,
      `${world.workspacePath}/tickets/counts?group_by=status`,
    );

    assert.deepEqual(event?.data.changes, {
      assignee_id: { from: null, to: world.member.id },
      status: { from: "open", to: "in_progress" },
    });
    assert.deepEqual(more, []);
    assert.deepEqual(
      counts.body.data.map((row: { status: string; count: number }) => [row.status, row.count]),
      [["in_progress", 1]],
    );
  });

  it("is answered with the unchanged ticket, without an event, if the caller already has it, whatever the If-Match", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1/claim`;
    const first = await api.post(world.member, path, {}, { "if-match": '"1"' });

    const again = await api.post(world.member, path, {}, { "if-match": '"1"' });

    assert.deepEqual([again.status, again.body], [200, first.body]);
    assert.equal((await outboxEvents(api, world, "ticket.claimed")).length, 1);
  });

  it("starts a ticket that is assigned to the caller and still to do", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { assignee_id: world.member.id });

    const { body } = await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/claim`);

    assert.deepEqual([body.status, body.version], ["in_progress", 2]);
    const [event] = await outboxEvents(api, world, "ticket.claimed");
    assert.deepEqual(Object.keys(event?.data.changes), ["status"]);
  });

  it("keeps the status of a ticket that is already started or done", async () => {
    const world = await givenWorld(api);
    for (const status of ["in_progress", "closed"]) {
      const { id } = await givenTicket(api, world, { status });
      const { body } = await api.post(world.member, `${world.workspacePath}/tickets/${id}/claim`);
      assert.deepEqual([body.status, body.assignee_id], [status, world.member.id]);
    }
  });

  it("takes the first status in workflow order whose category is doing and that needs no reason", async () => {
    const world = await givenWorld(api);
    const project = await givenProjectOn(api, world, {
      statuses: ["todo new", "doing asked", "doing later", "doing sooner", "done over"],
      transitions: [
        "new sooner",
        "new later",
        "new asked!",
        "new over",
        "sooner over",
        "asked over",
      ],
    });
    const { body: made } = await api.post(world.member, `${project}/tickets`, { title: "t" });

    const { body } = await api.post(
      world.member,
      `${world.workspacePath}/tickets/${made.id}/claim`,
    );

    assert.equal(body.status, "later");
  });

  it("only assigns if every transition to a doing status needs a reason or a permission that the caller lacks", async () => {
    const world = await givenWorld(api);
    const project = await givenProjectOn(api, world, {
      statuses: ["todo new", "doing asked", "doing theirs", "done over"],
      transitions: ["new asked!", "new theirs^", "new over", "asked over"],
    });
    const { body: made } = await api.post(world.member, `${project}/tickets`, { title: "t" });
    const path = `${world.workspacePath}/tickets/${made.id}/claim`;

    const members = await api.post(world.member, path);
    await api.delete(world.member, path);
    const admins = await api.post(world.admin, path);

    assert.deepEqual([members.body.status, members.body.assignee_id], ["new", world.member.id]);
    assert.deepEqual([admins.body.status, admins.body.assignee_id], ["theirs", world.admin.id]);
  });

  it("is refused if somebody else is assigned, and the response names them", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, { assignee_id: world.member.id });

    const { status, body } = await api.post(
      world.admin,
      `${world.workspacePath}/tickets/ENG-1/claim`,
    );

    assert.deepEqual(
      [status, body.code, body.assignee_id],
      [409, "already_claimed", world.member.id],
    );
  });

  it("is refused with a stale If-Match, in the trash and in an archived project", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    const stale = await api.post(world.member, `${path}/claim`, {}, { "if-match": '"7"' });
    await api.delete(world.member, path);
    const trashed = await api.post(world.member, `${path}/claim`);
    await api.post(world.member, `${path}/restore`);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    const archived = await api.post(world.member, `${path}/claim`);

    assert.deepEqual([stale.status, stale.body.current_version], [412, 1]);
    assert.deepEqual([trashed.status, trashed.body.code], [404, "not_found"]);
    assert.deepEqual([archived.status, archived.body.code], [409, "project_archived"]);
  });

  it("does not require an If-Match, even if the workspace requires it for changes", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    await api.patch(world.admin, world.workspacePath, { require_if_match: true });

    const claimed = await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/claim`);
    const released = await api.delete(world.member, `${world.workspacePath}/tickets/ENG-1/claim`);

    assert.deepEqual([claimed.status, released.status], [200, 200]);
  });

  it("is refused to viewers and answers 404 in another workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    const viewer = await api.post(world.viewer, `${world.workspacePath}/tickets/ENG-1/claim`);
    const across = await api.post(other.admin, `${other.workspacePath}/tickets/${ticket.id}/claim`);

    assert.deepEqual([viewer.status, viewer.body.required_permission], [403, "ticket:claim"]);
    assert.equal(across.status, 404);
  });

  it("waits for a concurrent claim and is then refused", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await claimTicket(rival, contextOf(world, world.admin), await lockTicket(rival, ticket));
      late = api.post(world.member, `${world.workspacePath}/tickets/ENG-1/claim`);
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.assignee_id], [409, world.admin.id]);
  });

  it("waits for a concurrent deletion of the ticket and then answers 404", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await deleteTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket, "for update"),
      );
      late = api.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/claim`);
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 404);
  });

  it("waits for the removal of its caller and then changes nothing", async () => {
    const world = await givenWorld(api);
    const leaver = await givenMember(api, world.workspace, "member");
    await givenTicket(api, world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await rival.query(setMemberRemoved({ workspace_id: world.workspace.id, user_id: leaver.id }));
      late = api.post(leaver, `${world.workspacePath}/tickets/ENG-1/claim`);
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 404);
    const { body } = await api.get(world.admin, `${world.workspacePath}/tickets/ENG-1`);
    assert.deepEqual([body.assignee_id, body.version], [null, 1]);
  });

  it("succeeds for exactly one of 20 concurrent callers", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const rivals = [world.admin, world.member];
    while (rivals.length < 20) rivals.push(await givenMember(api, world.workspace, "member"));

    const replies = await Promise.all(
      rivals.map((rival) => api.post(rival, `${world.workspacePath}/tickets/ENG-1/claim`)),
    );

    const won = replies.filter(({ status }) => status === 200);
    const holder = won[0]?.body.assignee_id;
    const lost = replies.filter(({ status }) => status === 409);
    assert.deepEqual([won.length, lost.length], [1, 19]);
    assert.ok(lost.every(({ body }) => body.assignee_id === holder));
  });
});

describe("releasing a claimed ticket", () => {
  it("removes the assignee and keeps the status", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/ENG-1/claim`;
    await api.post(world.member, path);

    const released = await api.delete(world.member, path);
    const again = await api.delete(world.member, path, { "if-match": '"1"' });

    assert.deepEqual(
      [released.status, released.body.assignee_id, released.body.status, released.body.version],
      [200, null, "in_progress", 3],
    );
    assert.deepEqual([again.status, again.body], [200, released.body]);
    const [event, ...more] = await outboxEvents(api, world, "ticket.released");
    assert.deepEqual(event?.data.changes, { assignee_id: { from: world.member.id, to: null } });
    assert.deepEqual(more, []);
  });

  it("is allowed to the assignee and to admins, and checks If-Match", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const other = await givenMember(api, world.workspace, "member");
    const path = `${world.workspacePath}/tickets/ENG-1/claim`;
    await api.post(world.member, path);

    const others = await api.delete(other, path);
    const viewers = await api.delete(world.viewer, path);
    const stale = await api.delete(world.admin, path, { "if-match": '"1"' });
    const admins = await api.delete(world.admin, path, { "if-match": '"2"' });

    assert.deepEqual([others.status, others.body.required_permission], [403, "ticket:release_any"]);
    assert.deepEqual([viewers.status, viewers.body.required_permission], [403, "ticket:claim"]);
    assert.deepEqual([stale.status, stale.body.current_version], [412, 2]);
    assert.deepEqual([admins.status, admins.body.assignee_id], [200, null]);
  });
});
