import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { proveLastAdmin } from "../../test/proof/last-admin.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { lockContext } from "../../test/support/context.ts";
import { contextOf, givenMember, givenTicket, givenWorld } from "../../test/support/given.ts";
import { lockTicket, until, untilBlocked } from "../../test/support/locks.ts";
import type { Reply } from "../../test/support/reply.ts";
import { transaction } from "../db/transaction.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { changeRole } from "./change-role.ts";
import { removeMember } from "./remove.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("removing a member or lowering a role", () => {
  it("waits for an earlier write of the member, which succeeds", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    let write!: Promise<Reply>;
    let removal!: Promise<Reply>;
    let isRemoved = false;
    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      write = api.patch(world.member, path, { title: "Still mine" });
      await untilBlocked(api.db, 1);
      removal = api.delete(world.admin, `${world.workspacePath}/members/${world.member.id}`);
      void removal.then(() => {
        isRemoved = true;
      });
      await untilBlocked(api.db, 2);
      assert.equal(isRemoved, false);
    });

    assert.equal((await write).status, 200);
    assert.equal((await removal).status, 204);
    assert.equal((await api.patch(world.member, path, { title: "No more" })).status, 404);
    assert.equal((await api.get(world.viewer, path)).body.title, "Still mine");
  });

  it("refuses every write of the member that waited for the removal", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    let late!: Promise<Reply>[];
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, world.admin, {
        permission: "member:manage",
        lock: "members",
        membersToLock: [world.member],
      });
      await removeMember(rival, context, world.member.id);
      late = [
        api.patch(world.member, path, { title: "Late" }),
        api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
        api.post(world.member, `${path}/comments`, { body: "Late" }),
        api.delete(world.member, `${world.workspacePath}/members/${world.member.id}`),
      ];
      // One member uses three connections; the last request waits for one of them.
      await untilBlocked(api.db, 3);
      await until(() => api.db.waitingCount === 1);
    });

    for (const reply of late) assert.equal((await reply).status, 404);
    assert.deepEqual((await api.get(world.viewer, path)).body, ticket);
  });

  it("refuses to assign a ticket to the member after the removal", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late: Promise<Reply>[] = [];
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, world.admin, {
        permission: "member:manage",
        lock: "members",
        membersToLock: [world.viewer],
      });
      await removeMember(rival, context, world.viewer.id);
      const to = { assignee_id: world.viewer.id };
      late = [
        api.patch(world.member, `${world.workspacePath}/tickets/${ticket.id}`, to),
        api.post(world.member, `${world.workspacePath}/projects/${world.project.id}/tickets`, {
          title: "Late",
          ...to,
        }),
      ];
      await untilBlocked(api.db, late.length);
    });

    for (const reply of late) {
      const { status, body } = await reply;
      assert.deepEqual([status, body.code], [422, "assignee_not_member"]);
    }
  });

  it("applies the lowered role to writes that waited for it", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);

    let late: Promise<Reply>[] = [];
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, world.admin, {
        permission: "member:manage",
        lock: "members",
        membersToLock: [world.member],
      });
      await changeRole(rival, context, world.member.id, { role: "viewer" });
      const path = `${world.workspacePath}/tickets/${ticket.id}`;
      late = [
        api.patch(world.member, path, { title: "Late" }),
        api.post(world.member, `${path}/transitions`, { to: "in_progress" }),
      ];
      await untilBlocked(api.db, late.length);
    });

    const received = (await Promise.all(late)).map(({ status, body }) => [
      status,
      body.required_permission,
    ]);
    assert.deepEqual(received, [
      [403, "ticket:edit"],
      [403, "ticket:transition"],
    ]);
  });
});

describe("the last admin", () => {
  it("remains if two admins leave at once: the second is refused", async () => {
    const world = await givenWorld(api);
    const second = await givenMember(api, world.workspace, "admin");

    let late!: Promise<Reply>[];
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, world.admin, {
        permission: "member:read",
        lock: "members",
      });
      await removeMember(rival, context, world.admin.id);
      late = [
        api.delete(second, `${world.workspacePath}/members/${second.id}`),
        api.patch(second, `${world.workspacePath}/members/${second.id}`, { role: "member" }),
        api.delete(second, `${world.workspacePath}/members/${world.admin.id}`),
      ];
      await untilBlocked(api.db, late.length);
    });

    const replies = await Promise.all(late);
    assert.deepEqual(
      replies.map(({ status, body }) => [status, body.code]),
      [
        [409, "last_admin"],
        [409, "last_admin"],
        [404, "not_found"],
      ],
    );
  });

  it("remains, whatever two admins do to each other and themselves at the same time", async () => {
    const proof = await proveLastAdmin({ rounds: 100 });

    assert.equal(proof.without_admin, 0);
    assert.equal(proof.deadlocks, 0);
    const refusals = Object.keys(proof.statuses).filter((status) => Number(status) >= 300);
    assert.deepEqual(
      refusals.filter((status) => !["403", "404", "409"].includes(status)),
      [],
      JSON.stringify(proof.statuses),
    );
  });
});
