import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { drainOutbox } from "../../../test/support/audit.ts";
import { createEmptyDatabase } from "../../../test/support/database.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { lockTicket, until } from "../../../test/support/locks.ts";
import { failingAt } from "../../../test/support/proxies/failing-db.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { sql } from "../../db/sql.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { eventSubscribers } from "../../event-subscribers.ts";
import { insertLabels } from "../../labels/queries.ts";
import { transitionTicket } from "../../tickets/transition.ts";
import { lockRelay } from "./queries.ts";
import { type BlockedChain, relayBatch } from "./relay.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** The whole feed of a workspace, page by page. */
async function feedOf({ workspacePath, viewer }: World) {
  const events: { sequence: number; type: string; ticket_id: string; data: { version: number } }[] =
    [];
  for (;;) {
    const after = events.at(-1)?.sequence ?? 0;
    const { body } = await api.get(viewer, `${workspacePath}/events?after=${after}&limit=3`);
    if (body.data.length === 0) return events;
    events.push(...body.data);
  }
}

describe("the relay", () => {
  it("numbers the events of each workspace from 1, without a gap, in the order of its commands", async () => {
    const worlds = [await givenWorld(api), await givenWorld(api)];
    for (let n = 0; n < 5; n += 1) for (const world of worlds) await givenTicket(api, world);

    await drainOutbox(api, { limit: 7 });

    for (const world of worlds) {
      const feed = await feedOf(world);
      assert.deepEqual(
        feed.map(({ sequence, type }) => [sequence, type]),
        [
          [1, "workspace.created"],
          [2, "project.created"],
          ...[3, 4, 5, 6, 7].map((sequence) => [sequence, "ticket.created"]),
        ],
      );
    }
  });

  it("does nothing while another process is relaying", async () => {
    await drainOutbox(api, { limit: 7 });
    await givenWorld(api);

    const taken = await transaction(api.db, async (rival) => {
      await lockRelay(rival);
      return await relayBatch(api.db, eventSubscribers);
    });

    assert.equal(taken, 0);
    assert.ok((await relayBatch(api.db, eventSubscribers)) > 0);
  });

  it("loses its lock if it stalls in the middle of a batch, so that another process continues", async () => {
    await givenWorld(api);
    const stalled = transaction(api.db, async (tx) => {
      await lockRelay(tx);
      await until(async () => (await relayBatch(api.db, eventSubscribers)) > 0, 5_000);
      await tx.query(sql`select 1`);
    });

    await assert.rejects(stalled, { code: "unavailable" });
  });

  it("orders two commands on one ticket by their locks, not by their start", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const context = contextOf(world, world.admin);

    await transaction(api.db, async (early: Tx) => {
      // Its transaction ID is the lower one, because it has written before it locks the ticket.
      await early.query(insertLabels(world.workspace.id, ["early"]));
      await transaction(api.db, async (rival) =>
        transitionTicket(rival, context, await lockTicket(rival, ticket), { to: "in_progress" }),
      );
      await transitionTicket(early, context, await lockTicket(early, ticket), { to: "resolved" });
    });
    await drainOutbox(api, { limit: 7 });

    const versions = (await feedOf(world))
      .filter(({ ticket_id }) => ticket_id === ticket.id)
      .map(({ data }) => data.version);
    assert.deepEqual(versions, [1, 2, 3]);
  });

  it("continues while a writer keeps its transaction open, and relays its event after the commit", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const other = await givenTicket(api, world);
    const context = contextOf(world, world.admin);

    await transaction(api.db, async (slow) => {
      await transitionTicket(slow, context, await lockTicket(slow, ticket), { to: "in_progress" });
      await transaction(api.db, async (tx) =>
        transitionTicket(tx, context, await lockTicket(tx, other), { to: "in_progress" }),
      );
      await drainOutbox(api, { limit: 7 });
      const last = (await feedOf(world)).at(-1);
      assert.deepEqual([last?.type, last?.ticket_id], ["ticket.transitioned", other.id]);
    });
    await drainOutbox(api, { limit: 7 });

    const last = (await feedOf(world)).at(-1);
    assert.deepEqual([last?.type, last?.ticket_id], ["ticket.transitioned", ticket.id]);
  });

  it("continues while a writer keeps its transaction open in another database of the cluster", async () => {
    const world = await givenWorld(api);
    const other = await createEmptyDatabase();

    const before = await withDedicatedConnection(other.databaseOwnerUrl, async (writer) => {
      await writer.execute("begin; create table kept_open (id integer)");
      const ticket = await givenTicket(api, world);
      // Every snapshot here is now as old as that writer. A guard by xmin would wait for it.
      const [age] = await api.db.query(sql<{ is_delayed: boolean }>`
        select pg_snapshot_xmin(pg_current_snapshot()) < x.xmin::text::xid8 as is_delayed
          from outbox x
         where x.ticket_id = ${ticket.id}`);
      await drainOutbox(api, { limit: 7 });
      return {
        is_delayed: age?.is_delayed,
        relayed: (await feedOf(world)).at(-1)?.ticket_id === ticket.id,
      };
    });
    await other.drop();

    assert.deepEqual(before, { is_delayed: true, relayed: true });
  });

  it("relays all of a batch or nothing, wherever its connection is lost", async () => {
    const world = await givenWorld(api);
    await drainOutbox(api, { limit: 7 });
    const before = await feedOf(world);
    for (let n = 0; n < 3; n += 1) await givenTicket(api, world);

    let step = 1;
    const isDone = () =>
      relayBatch(failingAt(api.db, step), eventSubscribers).then(
        () => true,
        () => false,
      );
    for (; !(await isDone()); step += 1) {
      assert.deepEqual(await feedOf(world), before, `cut off at batch ${step}`);
    }

    assert.ok(step > 6, "begin, lock, take, number, insert and commit were each cut off");
    assert.deepEqual(
      (await feedOf(world)).slice(before.length).map(({ sequence, type }) => [sequence, type]),
      [1, 2, 3].map((n) => [before.length + n, "ticket.created"]),
    );
  });

  it("skips sequences and starts a new epoch after the database cluster was replaced", async () => {
    const world = await givenWorld(api);
    await drainOutbox(api, { limit: 7 });
    const path = `${world.workspacePath}/events`;
    const first = await api.get(world.viewer, path);
    await api.db.query(sql`update relay set cluster = 'elsewhere/00000001' where id = 1`);
    await givenTicket(api, world);
    await drainOutbox(api, { limit: 7 });

    const second = await api.get(world.viewer, `${path}?after=${first.body.head}`);

    assert.notEqual(second.body.epoch, first.body.epoch);
    assert.deepEqual(
      second.body.data.map(({ sequence }: { sequence: number }) => sequence),
      [first.body.head + 2 ** 20 + 1],
    );
  });
});

describe("the feed", () => {
  it("responds with the events after a sequence, and with its head", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "in_progress",
    });
    await drainOutbox(api, { limit: 7 });

    const { status, body } = await api.get(world.viewer, `${world.workspacePath}/events?after=3`);

    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.head, 4);
    const [{ id, occurred_at, ...event }] = body.data;
    assert.ok(id && occurred_at);
    assert.deepEqual(event, {
      sequence: 4,
      type: "ticket.transitioned",
      actor_id: world.member.id,
      subject_type: "ticket",
      subject_id: ticket.id,
      ticket_id: ticket.id,
      data: {
        key: "ENG-1",
        project_id: world.project.id,
        version: 2,
        status: "in_progress",
        reason: null,
        changes: { status: { from: "open", to: "in_progress" } },
      },
    });
  });

  it("is empty with head 0 before anything was relayed", async () => {
    const world = await givenWorld(api);
    const { body } = await api.get(world.viewer, `${world.workspacePath}/events`);
    assert.deepEqual([body.data, body.head], [[], 0]);
  });

  it("refuses a sequence beyond its head, and one that was pruned", async () => {
    const world = await givenWorld(api);
    await drainOutbox(api, { limit: 7 });
    const path = `${world.workspacePath}/events`;
    await api.db.query(sql`
      update event_heads
         set pruned_to = 1
       where workspace_id = ${world.workspace.id}`);

    const beyond = await api.get(world.viewer, `${path}?after=3`);
    const pruned = await api.get(world.viewer, `${path}?after=0`);
    const oldest = await api.get(world.viewer, path);

    assert.deepEqual([beyond.status, beyond.body.code, beyond.body.head], [410, "feed_reset", 2]);
    assert.deepEqual(
      [pruned.status, pruned.body.code, pruned.body.oldest],
      [410, "events_pruned", 2],
    );
    assert.equal(oldest.body.data[0].sequence, 2);
  });

  it("contains no IP addresses, no sign-ins and no refusals", async () => {
    const world = await givenWorld(api);
    await api.post(world.admin, `${world.workspacePath}/members`, {
      email: "eve@example.com",
      role: "member",
    });
    await api.patch(world.viewer, world.workspacePath, { name: "Mine" });
    await drainOutbox(api, { limit: 7 });

    const { body } = await api.get(world.viewer, `${world.workspacePath}/events`);

    assert.equal(body.data.at(-1).type, "member.invited");
    assert.doesNotMatch(JSON.stringify(body), /eve@example\.com|refused|127\.0\.0\.1/);
  });

  it("is available to members of the workspace only, and names invalid parameters", async () => {
    const world = await givenWorld(api);
    assert.equal((await api.get(world.outsider, `${world.workspacePath}/events`)).status, 404);
    assert.equal(
      (await api.get(world.viewer, `${world.workspacePath}/events?after=-1`)).status,
      400,
    );
    assert.equal(
      (await api.get(world.viewer, `${world.workspacePath}/events?limit=101`)).status,
      400,
    );
  });
});

describe("a workspace whose events cannot be relayed", () => {
  it("is reported and keeps its order while the others are relayed, and is relayed after the repair", async () => {
    const [stuck, other] = [await givenWorld(api), await givenWorld(api)];
    await drainOutbox(api, { limit: 7 });
    await givenTicket(api, stuck, { title: "First" });
    await breakAuditOf(stuck);
    await givenTicket(api, other);
    await givenTicket(api, stuck, { title: "Second" });
    const blocked: BlockedChain[] = [];
    const onBlocked = (chain: BlockedChain) => void blocked.push(chain);

    while ((await relayBatch(api.db, eventSubscribers, { onBlocked })) > 0);
    const whileBlocked = [await typesIn(stuck), await typesIn(other)];
    await repairAuditOf(stuck);
    await api.db.query(sql`update relay_blocked set retry_at = clock_timestamp()`);
    while ((await relayBatch(api.db, eventSubscribers, { onBlocked })) > 0);

    assert.deepEqual(
      blocked.map(({ chain_id, event_type }) => [chain_id, event_type]),
      [[stuck.workspace.id, "ticket.created"]],
    );
    assert.ok(!whileBlocked[0]?.includes("ticket.created"));
    assert.ok(whileBlocked[1]?.includes("ticket.created"));
    assert.deepEqual(
      (await typesIn(stuck)).filter((type) => type === "ticket.created"),
      ["ticket.created", "ticket.created"],
    );
    assert.deepEqual(await api.db.query(sql`select chain_id from relay_blocked`), []);
  });

  /** A head that is lower than its chain. The next record collides with an existing one. */
  const breakAuditOf = (world: World) => moveAuditHead(world, -1);
  const repairAuditOf = (world: World) => moveAuditHead(world, 1);

  async function moveAuditHead({ workspace }: World, by: number): Promise<void> {
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.query(sql`
        update audit_heads set sequence = sequence + ${by} where workspace_id = ${workspace.id}`),
    );
  }

  async function typesIn({ workspacePath, admin }: World): Promise<string[]> {
    const { body } = await api.get(admin, `${workspacePath}/events?limit=100`);
    return body.data.map(({ type }: { type: string }) => type);
  }
});
