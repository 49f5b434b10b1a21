import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenMember, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { sql } from "../../db/sql.ts";
import type { Ticket } from "../ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const pathOf = ({ workspacePath }: World, { id }: Pick<Ticket, "id">) =>
  `${workspacePath}/tickets/${id}`;

/** A ticket that the member has claimed with a lease of five minutes. */
async function givenLease(world: World): Promise<Ticket> {
  const { id } = await givenTicket(api, world);
  const { status, body } = await api.post(world.member, `${pathOf(world, { id })}/claim`, {
    lease_seconds: 300,
  });
  assert.equal(status, 200);
  return body;
}

async function secondsOfLease({ workspace_id, id }: Ticket): Promise<number> {
  const [row] = await api.db.query(sql<{ seconds: number }>`
    select extract(epoch from t.lease_expires_at - t.updated_at)::double precision as seconds
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = ${id}`);
  return row?.seconds ?? Number.NaN;
}

describe("a claim", () => {
  it("shows when it was made, and without a lease it has no end", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world, await givenTicket(api, world));

    const { body } = await api.post(world.member, `${path}/claim`);

    assert.equal(body.claimed_at, body.updated_at);
    assert.deepEqual([body.lease_expires_at, body.returned_at], [null, null]);
    assert.deepEqual((await api.get(world.viewer, path)).body, body);
  });

  it("has no age if somebody else assigned the ticket", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world, await givenTicket(api, world));

    const { body } = await api.patchAndRead(world.admin, path, { assignee_id: world.member.id });

    assert.equal(body.claimed_at, null);
  });
});

describe("a claim with a lease", () => {
  it("ends that many seconds after it, to the microsecond of the database's clock", async () => {
    const world = await givenWorld(api);

    const ticket = await givenLease(world);

    assert.deepEqual((await api.get(world.viewer, pathOf(world, ticket))).body, ticket);
    assert.equal(ticket.claimed_at, ticket.updated_at);
    assert.equal(await secondsOfLease(ticket), 300);
    const [event, ...more] = await outboxEvents(api, world, "ticket.claimed");
    assert.deepEqual(more, []);
    assert.deepEqual(event?.data.changes, {
      assignee_id: { from: null, to: world.member.id },
      status: { from: "open", to: "in_progress" },
      lease_expires_at: { from: null, to: ticket.lease_expires_at },
    });
  });

  it("is renewed by claiming again, as a change with a version and an event of its own", async () => {
    const world = await givenWorld(api);
    const ticket = await givenLease(world);
    const path = pathOf(world, ticket);

    const stale = await api.post(
      world.member,
      `${path}/claim`,
      { lease_seconds: 86_400 },
      { "if-match": '"1"' },
    );
    const { body } = await api.post(world.member, `${path}/claim`, { lease_seconds: 86_400 });

    assert.deepEqual([stale.status, stale.body.code], [412, "version_mismatch"]);
    assert.deepEqual(
      [body.version, body.claimed_at, body.status],
      [ticket.version + 1, ticket.claimed_at, ticket.status],
    );
    assert.equal(await secondsOfLease(body), 86_400);
    assert.deepEqual((await api.get(world.viewer, path)).body, body);
    const [event, ...more] = await outboxEvents(api, world, "ticket.lease_renewed");
    assert.deepEqual(more, []);
    assert.deepEqual(
      [event?.actor_id, event?.data.changes],
      [
        world.member.id,
        { lease_expires_at: { from: ticket.lease_expires_at, to: body.lease_expires_at } },
      ],
    );
    assert.equal((await outboxEvents(api, world, "ticket.claimed")).length, 1);
    assert.equal((await api.get(world.viewer, `${path}/history`)).body.data.length, 2);
  });

  it("is unchanged by a repeat without a lease, and given to who has the ticket already", async () => {
    const world = await givenWorld(api);
    const leased = await givenLease(world);
    const assigned = await givenTicket(api, world, { status: "in_progress" });
    const path = pathOf(world, assigned);
    await api.patch(world.admin, path, { assignee_id: world.member.id });

    const repeat = await api.post(world.member, `${pathOf(world, leased)}/claim`);
    const { body } = await api.post(world.member, `${path}/claim`, { lease_seconds: 60 });

    assert.deepEqual(repeat.body, leased);
    assert.deepEqual([body.claimed_at, await secondsOfLease(body)], [body.updated_at, 60]);
    assert.equal((await outboxEvents(api, world, "ticket.lease_renewed")).length, 0);
  });

  it("does not let others renew it", async () => {
    const world = await givenWorld(api);
    const ticket = await givenLease(world);

    const { status, body } = await api.post(world.admin, `${pathOf(world, ticket)}/claim`, {
      lease_seconds: 60,
    });

    assert.deepEqual([status, body.assignee_id], [409, world.member.id]);
    assert.deepEqual((await api.get(world.viewer, pathOf(world, ticket))).body, ticket);
  });

  it("takes a whole number from 1 to 86,400, alone, as the next of a queue and in bulk", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const { id } = ticket;
    const { workspacePath, project, member } = world;
    const calls = [
      (body: object) => api.post(member, `${workspacePath}/tickets/${id}/claim`, body),
      (body: object) =>
        api.post(member, `${workspacePath}/projects/${project.id}/claim-next`, body),
      (body: object) =>
        api.post(member, `${workspacePath}/tickets/bulk`, {
          operations: [{ op: "claim", ticket: id, ...body }],
        }),
    ];

    for (const call of calls) {
      for (const lease_seconds of [0, 86_401, -1, 1.5, "60", null, [60]]) {
        const { status, body } = await call({ lease_seconds });
        assert.equal(status, 400, JSON.stringify(lease_seconds));
        assert.match(body.errors[0].pointer, /lease_seconds$/);
      }
    }
    const least = await calls[0]?.({ lease_seconds: 1 });
    const most = await calls[2]?.({ lease_seconds: 86_400 });

    assert.equal(least?.status, 200);
    assert.equal(most?.body.results[0].status, 200);
    assert.equal(await secondsOfLease(ticket), 86_400);
    assert.equal((await api.get(member, `${workspacePath}/tickets/${id}`)).body.version, 3);
  });

  it("is given by claim-next", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);

    const { body } = await api.post(
      world.member,
      `${world.workspacePath}/projects/${world.project.id}/claim-next`,
      { lease_seconds: 120 },
    );

    assert.equal(await secondsOfLease(body), 120);
    assert.deepEqual((await api.get(world.viewer, pathOf(world, body))).body, body);
  });

  it("ends when the ticket is released, reassigned or done, and not with another change", async () => {
    const world = await givenWorld(api);
    const other = await givenMember(api, world.workspace, "member");
    const stateAfter = async (change: (path: string) => Promise<{ status: number }>) => {
      const ticket = await givenLease(world);
      const path = pathOf(world, ticket);
      const { status } = await change(path);
      assert.ok(status < 300, String(status));
      const { body } = await api.get(world.viewer, path);
      return {
        claimed: body.claimed_at === ticket.claimed_at,
        leased: body.lease_expires_at === ticket.lease_expires_at,
        returned_at: body.returned_at,
        isNull: [body.claimed_at === null, body.lease_expires_at === null],
      };
    };
    const kept = { claimed: true, leased: true, returned_at: null, isNull: [false, false] };
    const ended = { claimed: false, leased: false, returned_at: null, isNull: [true, true] };
    const by = world.member;

    assert.deepEqual(await stateAfter((path) => api.delete(by, `${path}/claim`)), ended);
    assert.deepEqual(await stateAfter((path) => api.patch(by, path, { assignee_id: null })), ended);
    assert.deepEqual(
      await stateAfter((path) => api.patch(by, path, { assignee_id: other.id })),
      ended,
    );
    assert.deepEqual(await stateAfter((path) => api.patch(by, path, { title: "Another" })), kept);
    assert.deepEqual(await stateAfter((path) => api.put(by, `${path}/labels/urgent`)), kept);
    assert.deepEqual(
      await stateAfter((path) => api.post(by, `${path}/transitions`, { to: "resolved" })),
      { ...kept, leased: false, isNull: [false, true] },
    );
  });
});
