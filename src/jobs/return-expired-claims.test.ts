import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner } from "../../test/support/audit.ts";
import { settleFeed } from "../../test/support/feed.ts";
import {
  contextOf,
  givenMember,
  givenTicket,
  givenWorld,
  type World,
} from "../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { givenProjectOn } from "../../test/support/workflows.ts";
import { sql } from "../db/sql.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { claimTicket } from "../tickets/claims/claim.ts";
import { expireClaim } from "../tickets/claims/expire.ts";
import { listExpiredClaims } from "../tickets/claims/queries.ts";
import { editTicket } from "../tickets/edit.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { transitionTicket } from "../tickets/transition.ts";
import { returnExpiredClaims } from "./return-expired-claims.ts";
import { unassignFormerMembers } from "./unassign-former-members.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const never = new AbortController().signal;
const run = (stopping = never) => returnExpiredClaims.run(api.instance, stopping);
const pathOf = ({ workspacePath }: World, { id }: Pick<Ticket, "id">) =>
  `${workspacePath}/tickets/${id}`;
const nextOf = ({ workspacePath, project }: World) =>
  `${workspacePath}/projects/${project.id}/claim-next`;

async function read(world: World, ticket: Pick<Ticket, "id">): Promise<Ticket> {
  const { status, body } = await api.get(world.admin, pathOf(world, ticket));
  assert.equal(status, 200);
  return body;
}

/** A ticket that the member claimed with a lease that has run out, but that nobody released yet. */
async function givenExpired(
  world: World,
  draft: Parameters<typeof givenTicket>[2] = {},
): Promise<Ticket> {
  const ticket = await givenTicket(api, world, draft);
  const { status } = await api.post(world.member, `${pathOf(world, ticket)}/claim`, {
    lease_seconds: 60,
  });
  assert.equal(status, 200);
  await endLease(ticket);
  return await read(world, ticket);
}

async function endLease({ workspace_id, id }: Ticket): Promise<void> {
  await api.db.query(sql`
    update tickets t
       set lease_expires_at = clock_timestamp() - interval '1 second'
     where t.workspace_id = ${workspace_id}
       and t.id = ${id}`);
}

/** A ticket that the job has returned to its queue. */
async function givenReturned(
  world: World,
  draft: Parameters<typeof givenTicket>[2] = {},
): Promise<Ticket> {
  const ticket = await givenExpired(world, draft);
  await run();
  const returned = await read(world, ticket);
  assert.notEqual(returned.returned_at, null);
  return returned;
}

describe("the job return-expired-claims", () => {
  it("unassigns the ticket, keeps its status and says since when it waits", async () => {
    const world = await givenWorld(api);
    const before = await givenExpired(world);

    await run();

    const after = await read(world, before);
    assert.deepEqual(after, {
      ...before,
      assignee_id: null,
      claimed_at: null,
      lease_expires_at: null,
      returned_at: after.updated_at,
      version: before.version + 1,
      updated_at: after.updated_at,
    });
    assert.equal(after.status, "in_progress");
    const { body } = await api.get(world.admin, `${pathOf(world, before)}/history`);
    assert.equal(body.data.length, 2);
  });

  it("records one event by nobody with its cause, in the feed and the audit log, and no count changes", async () => {
    const world = await givenWorld(api);
    const before = await givenExpired(world);
    const counts = async () => {
      const path = `${world.workspacePath}/tickets/counts?group_by=status`;
      return (await api.get(world.viewer, path)).body.data;
    };
    await settleFeed(api.db);
    const counted = await counts();

    await run();
    await run();

    const [event, ...more] = await outboxEvents(api, world, "ticket.released");
    assert.deepEqual(more, []);
    assert.deepEqual([event?.actor_id, event?.data.cause], [null, "lease_expired"]);
    const { returned_at } = await read(world, before);
    assert.deepEqual(event?.data.changes, {
      assignee_id: { from: world.member.id, to: null },
      lease_expires_at: { from: before.lease_expires_at, to: null },
      returned_at: { from: null, to: returned_at },
    });
    await settleFeed(api.db);
    assert.deepEqual(await counts(), counted);
    const records = await api.get(
      world.admin,
      `${world.workspacePath}/audit?action=ticket.released`,
    );
    assert.deepEqual(
      records.body.data.map((record: { actor_id: string | null }) => record.actor_id),
      [null],
    );
  });

  it("does not touch a claim whose lease runs, has no lease, or is in the trash until it is restored", async () => {
    const world = await givenWorld(api);
    const [running, endless] = [await givenTicket(api, world), await givenTicket(api, world)];
    await api.post(world.member, `${pathOf(world, running)}/claim`, { lease_seconds: 60 });
    await api.post(world.member, `${pathOf(world, endless)}/claim`);
    const trashed = await givenExpired(world);
    await api.delete(world.admin, pathOf(world, trashed));

    await run();

    for (const ticket of [running, endless]) {
      assert.equal((await read(world, ticket)).assignee_id, world.member.id);
    }
    const restored = await api.post(world.admin, `${pathOf(world, trashed)}/restore`);
    assert.equal(restored.body.assignee_id, world.member.id);
    await run();
    assert.equal((await read(world, trashed)).assignee_id, null);
  });

  it("releases a ticket of an archived project, too", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);

    await run();

    assert.equal((await read(world, ticket)).assignee_id, null);
  });

  it("releases each ticket once if several workers run at the same time", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 5; n += 1) await givenExpired(world);

    await Promise.all([run(), run(), run()]);

    assert.equal((await outboxEvents(api, world, "ticket.released")).length, 5);
  });

  it("goes on after a ticket that cannot be released, and stops when the worker stops", async () => {
    const world = await givenWorld(api);
    const broken = await givenExpired(world);
    const sound = await givenExpired(world);
    const setVersion = (version: number) =>
      asOwner(api, sql`update tickets set version = ${version}::integer where id = ${broken.id}`);
    await setVersion(2_147_483_647);

    await run(AbortSignal.abort());
    assert.equal((await read(world, sound)).assignee_id, world.member.id);
    await run();

    assert.equal((await read(world, sound)).assignee_id, null);
    assert.equal((await read(world, broken)).assignee_id, world.member.id);
    await setVersion(broken.version);
    await run();
    assert.equal((await read(world, broken)).assignee_id, null);
  });

  it("lists what has run out longest first, and no more than it may take in one run", async () => {
    const world = await givenWorld(api);
    const [late, early] = [await givenExpired(world), await givenExpired(world)];
    await api.db.query(sql`
      update tickets t
         set lease_expires_at = clock_timestamp() - interval '1 hour'
       where t.workspace_id = ${early.workspace_id}
         and t.id = ${early.id}`);

    assert.deepEqual(
      (await listExpiredClaims(api.db, 1)).map(({ id }) => id),
      [early.id],
    );
    assert.deepEqual(
      (await listExpiredClaims(api.db, 2)).map(({ id }) => id),
      [early.id, late.id],
    );
    await run();
  });
});

describe("a ticket that was returned to its queue", () => {
  it("is taken by claim-next with those still to do, in one order, and by one worker", async () => {
    const world = await givenWorld(api);
    const returned = await givenReturned(world, { priority: "medium" });
    const low = await givenTicket(api, world, { priority: "low" });
    const high = await givenTicket(api, world, { priority: "high" });
    const younger = await givenTicket(api, world, { priority: "medium" });

    const taken = [];
    for (let turn = 0; turn < 4; turn += 1) {
      taken.push((await api.post(world.admin, nextOf(world))).body);
    }

    assert.deepEqual(
      taken.map(({ id }) => id),
      [high.id, returned.id, younger.id, low.id],
    );
    assert.deepEqual(
      taken.map(({ status, returned_at }) => [status, returned_at]),
      Array(4).fill(["in_progress", null]),
    );
    assert.equal((await api.post(world.admin, nextOf(world))).status, 204);
  });

  it("is taken in a project whose workflow has no status that is still to do", async () => {
    const world = await givenWorld(api);
    const project = await givenProjectOn(api, world, {
      statuses: ["doing making", "done made"],
      transitions: ["making made"],
    });
    const { body: ticket } = await api.post(world.member, `${project}/tickets`, { title: "t" });
    await api.post(world.member, `${pathOf(world, ticket)}/claim`, { lease_seconds: 60 });
    await endLease(ticket);
    await run();

    const { body } = await api.post(world.admin, `${project}/claim-next`);

    assert.deepEqual([body.id, body.status], [ticket.id, "making"]);
  });

  it("is waited for by claim-next while another transaction has locked it", async () => {
    const world = await givenWorld(api);
    const returned = await givenReturned(world);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await editTicket(rival, contextOf(world, world.admin), await lockTicket(rival, returned), {
        patch: { title: "Edited" },
      });
      late = api.post(world.member, nextOf(world));
      await untilBlocked(api.db);
    });

    assert.equal((await late).body.id, returned.id);
  });

  it("leaves the queue when it is claimed, assigned or moved, and not when it is edited", async () => {
    const world = await givenWorld(api);
    const isClearedBy = async (change: (path: string) => Promise<{ status: number }>) => {
      const ticket = await givenReturned(world);
      const { status } = await change(pathOf(world, ticket));
      assert.ok(status < 300, String(status));
      return (await read(world, ticket)).returned_at === null;
    };

    assert.deepEqual(
      [
        await isClearedBy((path) => api.post(world.member, `${path}/claim`)),
        await isClearedBy((path) => api.patch(world.member, path, { assignee_id: world.admin.id })),
        await isClearedBy((path) =>
          api.post(world.member, `${path}/transitions`, { to: "resolved" }),
        ),
        await isClearedBy((path) => api.patch(world.member, path, { title: "Edited" })),
        await isClearedBy((path) => api.delete(world.member, `${path}/claim`)),
      ],
      [true, true, true, false, false],
    );
  });

  it("is not in the queue while it is in the trash", async () => {
    const world = await givenWorld(api);
    const returned = await givenReturned(world);
    await api.delete(world.admin, pathOf(world, returned));

    assert.equal((await api.post(world.member, nextOf(world))).status, 204);
    await api.post(world.admin, `${pathOf(world, returned)}/restore`);
    assert.equal((await api.post(world.member, nextOf(world))).body.id, returned.id);
  });

  it("is also one that lost its assignee with the workspace's member, if it had a lease", async () => {
    const world = await givenWorld(api);
    const worker = await givenMember(api, world.workspace, "member");
    const [leased, endless] = [await givenTicket(api, world), await givenTicket(api, world)];
    await api.post(worker, `${pathOf(world, leased)}/claim`, { lease_seconds: 60 });
    await api.post(worker, `${pathOf(world, endless)}/claim`);
    await api.delete(world.admin, `${world.workspacePath}/members/${worker.id}`);

    await unassignFormerMembers.run(api.instance, never);

    const { assignee_id, claimed_at, lease_expires_at, ...rest } = await read(world, leased);
    assert.deepEqual([assignee_id, claimed_at, lease_expires_at], [null, null, null]);
    assert.equal(rest.returned_at, rest.updated_at);
    const other = await read(world, endless);
    assert.deepEqual([other.assignee_id, other.claimed_at, other.returned_at], [null, null, null]);
  });
});

/**
 * Runs the job while another transaction has locked the ticket. After its COMMIT, continues as a job
 * that had listed the ticket before.
 */
async function runBehind(ticket: Ticket, change: (rival: Tx) => Promise<unknown>): Promise<void> {
  const logged: unknown[] = [];
  const log = { error: (what: unknown) => void logged.push(what) } as never;
  await transaction(api.db, async (rival) => {
    await change(rival);
    await returnExpiredClaims.run({ ...api.instance, log }, never);
  });
  // A job that waits for the lock would log that it did not get it in time.
  assert.deepEqual(logged, []);
  assert.equal(await transaction(api.db, (tx) => expireClaim(tx, ticket)), false);
}

/** Sends a request while the job has released the ticket, but not committed. */
async function sendBehind<T>(ticket: Ticket, send: () => Promise<T>): Promise<T> {
  let late!: Promise<T>;
  await transaction(api.db, async (tx) => {
    assert.equal(await expireClaim(tx, ticket), true);
    await tx.flush();
    late = send();
    await untilBlocked(api.db);
  });
  return await late;
}

describe("the end of a lease at the same time as", () => {
  it("its renewal: the job does not wait, and finds the new lease", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);

    await runBehind(ticket, async (rival) =>
      claimTicket(rival, contextOf(world, world.member), await lockTicket(rival, ticket), {
        lease_seconds: 60,
      }),
    );

    const { assignee_id, version, claimed_at } = await read(world, ticket);
    assert.deepEqual(
      [assignee_id, version, claimed_at],
      [world.member.id, ticket.version + 1, ticket.claimed_at],
    );
  });

  it("a renewal that comes after it, which claims the ticket anew", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);

    const { status, body } = await sendBehind(ticket, () =>
      api.post(world.member, `${pathOf(world, ticket)}/claim`, { lease_seconds: 60 }),
    );

    assert.deepEqual([status, body.assignee_id], [200, world.member.id]);
    assert.equal(body.claimed_at, body.updated_at);
    assert.equal((await outboxEvents(api, world, "ticket.claimed")).length, 2);
  });

  it("a transition: the job does not wait, and finds that the work is done", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);

    await runBehind(ticket, async (rival) =>
      transitionTicket(rival, contextOf(world, world.member), await lockTicket(rival, ticket), {
        to: "resolved",
      }),
    );

    const { assignee_id, status, version } = await read(world, ticket);
    assert.deepEqual(
      [assignee_id, status, version],
      [world.member.id, "resolved", ticket.version + 1],
    );
  });

  it("a transition that comes after it, which succeeds and takes the ticket out of the queue", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);

    const { status } = await sendBehind(ticket, () =>
      api.post(world.member, `${pathOf(world, ticket)}/transitions`, { to: "resolved" }),
    );

    assert.equal(status, 200);
    const after = await read(world, ticket);
    assert.deepEqual(
      [after.status, after.assignee_id, after.returned_at, after.version],
      ["resolved", null, null, ticket.version + 2],
    );
    assert.equal((await api.post(world.admin, nextOf(world))).status, 204);
  });

  it("a transition with the version of the claim, which is refused after it", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);

    const { status } = await sendBehind(ticket, () =>
      api.post(
        world.member,
        `${pathOf(world, ticket)}/transitions`,
        { to: "resolved" },
        { "if-match": `"${ticket.version}"` },
      ),
    );

    assert.equal(status, 412);
    assert.equal((await read(world, ticket)).status, "in_progress");
  });

  it("a change of assignee: the job does not wait, and leaves the ticket to the new one", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);

    await runBehind(ticket, async (rival) =>
      editTicket(
        rival,
        contextOf(world, world.admin, "admin", [world.admin]),
        await lockTicket(rival, ticket),
        { patch: { assignee_id: world.admin.id } },
      ),
    );

    const { assignee_id, lease_expires_at, version } = await read(world, ticket);
    assert.deepEqual(
      [assignee_id, lease_expires_at, version],
      [world.admin.id, null, ticket.version + 1],
    );
  });

  it("a change of assignee that comes after it, which takes the ticket out of the queue", async () => {
    const world = await givenWorld(api);
    const ticket = await givenExpired(world);

    const { status } = await sendBehind(ticket, () =>
      api.patch(world.admin, pathOf(world, ticket), { assignee_id: world.admin.id }),
    );

    assert.equal(status, 200);
    const after = await read(world, ticket);
    assert.deepEqual(
      [after.assignee_id, after.returned_at, after.version],
      [world.admin.id, null, ticket.version + 2],
    );
  });
});
