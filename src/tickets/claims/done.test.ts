import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenMember, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { sql } from "../../db/sql.ts";
import { returnExpiredClaims } from "../../jobs/return-expired-claims.ts";
import { unassignFormerMembers } from "../../jobs/unassign-former-members.ts";
import type { Ticket } from "../ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const never = new AbortController().signal;
const pathOf = ({ workspacePath }: World, { id }: Pick<Ticket, "id">) =>
  `${workspacePath}/tickets/${id}`;
const read = async (world: World, ticket: Pick<Ticket, "id">): Promise<Ticket> =>
  (await api.get(world.admin, pathOf(world, ticket))).body;
const stateOf = ({ assignee_id, lease_expires_at, returned_at }: Ticket) => ({
  assignee_id,
  isLeased: lease_expires_at !== null,
  isReturned: returned_at !== null,
});
const claimNext = ({ workspacePath, project, admin }: World) =>
  api.post(admin, `${workspacePath}/projects/${project.id}/claim-next`);

async function endLease({ workspace_id, id }: Ticket): Promise<void> {
  await api.db.query(sql`
    update tickets t
       set lease_expires_at = clock_timestamp() - interval '1 second'
     where t.workspace_id = ${workspace_id}
       and t.id = ${id}`);
}

/** Gives the project of a world a workflow in which `in_progress` is done. */
async function finishStarted({ workspacePath, project, admin }: World): Promise<void> {
  const workflow = await api.post(admin, `${workspacePath}/workflows`, {
    name: "short",
    statuses: [
      { status: "open", category: "todo" },
      { status: "in_progress", category: "done" },
    ],
    transitions: [{ from: "open", to: "in_progress" }],
  });
  const body = { workflow_id: workflow.body.id };
  const { status } = await api.patch(admin, `${workspacePath}/projects/${project.id}`, body);
  assert.equal(status, 200);
}

/** A ticket that the member claimed with a lease, and that is done by a change of the workflow. */
async function givenDoneWithLease(world: World, by = world.member): Promise<Ticket> {
  const ticket = await givenTicket(api, world);
  const lease = { lease_seconds: 60 };
  assert.equal((await api.post(by, `${pathOf(world, ticket)}/claim`, lease)).status, 200);
  await finishStarted(world);
  return ticket;
}

describe("a ticket that is done", () => {
  it("gets no lease from a claim, alone or in bulk", async () => {
    const world = await givenWorld(api);
    const { member, workspacePath } = world;
    const done = { status: "resolved" };
    const [one, two] = [await givenTicket(api, world, done), await givenTicket(api, world, done)];
    const lease = { lease_seconds: 1 };

    const alone = await api.post(member, `${pathOf(world, one)}/claim`, lease);
    const bulk = await api.post(member, `${workspacePath}/tickets/bulk`, {
      operations: [{ op: "claim", ticket: two.id, ...lease }],
    });

    assert.deepEqual([alone.status, bulk.body.results[0].status], [200, 200]);
    for (const ticket of [one, two]) {
      assert.deepEqual(stateOf(await read(world, ticket)), {
        assignee_id: member.id,
        isLeased: false,
        isReturned: false,
      });
    }
    const again = await api.post(member, `${pathOf(world, one)}/claim`, lease);
    assert.equal(again.body.version, alone.body.version, "a repeat renews nothing");
  });

  it("keeps its assignee when a lease of before it was done runs out", async () => {
    const world = await givenWorld(api);
    const ticket = await givenDoneWithLease(world);
    await endLease(ticket);

    await returnExpiredClaims.run(api.instance, never);

    const after = await read(world, ticket);
    const { id } = world.member;
    assert.deepEqual(stateOf(after), { assignee_id: id, isLeased: false, isReturned: false });
    assert.deepEqual(await outboxEvents(api, world, "ticket.released"), []);
    const [event, ...more] = await outboxEvents(api, world, "ticket.updated");
    assert.deepEqual(more, []);
    assert.deepEqual(
      [event?.actor_id, event?.data.cause, Object.keys(event?.data.changes)],
      [null, "lease_expired", ["lease_expires_at"]],
    );
    assert.equal((await claimNext(world)).status, 204);
  });

  it("does not return to the queue when its assignee is removed with a lease", async () => {
    const world = await givenWorld(api);
    const worker = await givenMember(api, world.workspace, "member");
    const ticket = await givenDoneWithLease(world, worker);
    await api.delete(world.admin, `${world.workspacePath}/members/${worker.id}`);

    await unassignFormerMembers.run(api.instance, never);

    assert.deepEqual(stateOf(await read(world, ticket)), {
      assignee_id: null,
      isLeased: false,
      isReturned: false,
    });
  });

  it("does not return to the queue when it is restored without its assignee", async () => {
    const world = await givenWorld(api);
    const worker = await givenMember(api, world.workspace, "member");
    const ticket = await givenDoneWithLease(world, worker);
    await api.delete(world.admin, pathOf(world, ticket));
    await api.delete(world.admin, `${world.workspacePath}/members/${worker.id}`);

    await api.post(world.admin, `${pathOf(world, ticket)}/restore`);

    const { assignee_id, isReturned } = stateOf(await read(world, ticket));
    assert.deepEqual([assignee_id, isReturned], [null, false]);
  });

  it("is not offered by claim-next if it was returned before its project's workflow changed", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.post(world.member, `${pathOf(world, ticket)}/claim`, { lease_seconds: 60 });
    await endLease(ticket);
    await returnExpiredClaims.run(api.instance, never);
    assert.equal(stateOf(await read(world, ticket)).isReturned, true);
    await finishStarted(world);

    assert.equal((await claimNext(world)).status, 204);

    assert.equal((await read(world, ticket)).assignee_id, null);
  });
});
