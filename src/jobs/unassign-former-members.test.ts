import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { unassignFormerMembers } from "./unassign-former-members.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const never = new AbortController().signal;
const run = (stopping = never) => unassignFormerMembers.run(api.instance, stopping);
const remove = ({ workspacePath, admin, member }: World) =>
  api.delete(admin, `${workspacePath}/members/${member.id}`);

async function comeBack({ workspacePath, workspace, admin, member }: World) {
  await api.post(admin, `${workspacePath}/members`, { email: member.email, role: "member" });
  return await api.post(member, `/v1/me/invitations/${workspace.id}/accept`);
}

async function stored({ workspace }: World, { id }: { id: string }) {
  const [ticket] = await api.db.query(sql<Pick<Ticket, "assignee_id" | "version" | "deleted_at">>`
    select assignee_id, version, deleted_at
      from tickets
     where workspace_id = ${workspace.id}
       and id = ${id}`);
  return ticket;
}

async function isReleased({ workspace, member }: World): Promise<boolean> {
  const [row] = await api.db.query(sql<{ is_released: boolean }>`
    select tickets_released_at is not null as is_released
      from members
     where workspace_id = ${workspace.id}
       and user_id = ${member.id}`);
  return row?.is_released === true;
}

describe("the job unassign-former-members", () => {
  it("unassigns all tickets of a removed member, including the trash and archived projects", async () => {
    const world = await givenWorld(api);
    const mine = { assignee_id: world.member.id };
    const open = await givenTicket(api, world, mine);
    const trashed = await givenTicket(api, world, mine);
    const anothers = await givenTicket(api, world, { assignee_id: world.admin.id });
    await api.delete(world.admin, `${world.workspacePath}/tickets/${trashed.id}`);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    assert.equal((await remove(world)).status, 204);

    await run();

    const released = [await stored(world, open), await stored(world, trashed)];
    assert.deepEqual(
      released.map((ticket) => [ticket?.assignee_id, ticket?.version]),
      [
        [null, 2],
        [null, 3],
      ],
    );
    assert.notEqual(released[1]?.deleted_at, null);
    assert.equal((await stored(world, anothers))?.assignee_id, world.admin.id);
    assert.equal(await isReleased(world), true);
    const events = await outboxEvents(api, world, "ticket.updated");
    assert.deepEqual(
      new Set(events.map(({ ticket_id }) => ticket_id)),
      new Set([open.id, trashed.id]),
    );
    for (const { actor_id, data } of events) {
      assert.equal(actor_id, null);
      assert.equal(data.cause, "assignee_removed");
      assert.deepEqual(data.changes, { assignee_id: { from: world.member.id, to: null } });
    }
  });

  it("does not unassign tickets of members who have returned or never left", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });
    await remove(world);
    assert.equal((await comeBack(world)).status, 200);

    await run();

    assert.equal((await stored(world, ticket))?.assignee_id, world.member.id);
    assert.equal(await isReleased(world), false);
  });

  it("does nothing the second time, until the member has returned and left again", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });
    await remove(world);
    await run();
    await run();
    assert.equal((await stored(world, ticket))?.version, 2);

    assert.equal((await comeBack(world)).status, 200);
    await api.patch(world.member, `${world.workspacePath}/tickets/${ticket.id}`, {
      assignee_id: world.member.id,
    });
    await remove(world);
    await run();

    assert.deepEqual((await stored(world, ticket))?.assignee_id, null);
    assert.equal(await isReleased(world), true);
  });

  it("unassigns a ticket once if two workers run at the same time", async () => {
    const world = await givenWorld(api);
    for (let count = 0; count < 5; count += 1) {
      await givenTicket(api, world, { assignee_id: world.member.id });
    }
    await remove(world);

    await Promise.all([run(), run(), run()]);

    assert.equal((await outboxEvents(api, world, "ticket.updated")).length, 5);
    assert.equal(await isReleased(world), true);
  });

  it("waits for the lock on a ticket, and then uses its committed assignee", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });
    await remove(world);

    let released!: Promise<void>;
    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      released = run();
      await untilBlocked(api.db);
    });
    await released;

    const left = await stored(world, ticket);
    assert.deepEqual([left?.assignee_id, left?.version], [null, 3]);
  });

  it("stops when the worker stops, and continues with the rest in the next run", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { assignee_id: world.member.id });
    await remove(world);

    await run(AbortSignal.abort());
    assert.equal((await stored(world, ticket))?.assignee_id, world.member.id);
    assert.equal(await isReleased(world), false);

    await run();
    assert.equal((await stored(world, ticket))?.assignee_id, null);
  });
});
