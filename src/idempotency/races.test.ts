import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenPerson, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { assertProblem } from "../../test/support/problem.ts";
import { type DatabaseProxy, startProxy } from "../../test/support/proxies/database-proxy.ts";
import type { Reply } from "../../test/support/reply.ts";
import { lockWorkspace } from "../auth/queries.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { lockTicketRow } from "../tickets/queries.ts";
import { acquireKey } from "./queries.ts";
import { openIdempotent, storeResponse } from "./run-idempotent.ts";

let api: TestApi;
let proxy: DatabaseProxy;
before(async () => {
  api = await startApi(
    {},
    {
      reach: async (databaseUrl) => {
        proxy = await startProxy(databaseUrl);
        return proxy.url;
      },
    },
  );
});
after(async () => {
  await api.close();
  await proxy.close();
});

const under = (key: string) => ({ "idempotency-key": key });
const isReplay = ({ headers }: Reply) => headers.get("idempotency-replayed") === "true";
const statuses = (replies: Reply[]) => [...new Set(replies.map(({ status }) => status))];

describe("a request with an idempotency key", () => {
  it("lets its repeats fail with 409 at once while it runs, and does not delay other requests", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const move = () =>
      api.post(
        world.member,
        `${world.workspacePath}/tickets/${id}/transitions`,
        { to: "in_progress" },
        key,
      );
    const key = under(randomUUID());
    const ended: string[] = [];
    const noting = (what: string) => (reply: Reply) => {
      ended.push(what);
      return reply;
    };

    let first!: Promise<Reply>;
    let repeats: Reply[] = [];
    let unrelated!: Reply;
    await transaction(api.db, async (rival) => {
      await rival.query(
        lockTicketRow({ workspace_id: world.workspace.id, id }, "for no key update"),
      );
      first = move().then(noting("first"));
      await untilBlocked(api.db);
      const together = Array.from({ length: 2 * api.db.pool.options.max }, () => move());
      unrelated = await api
        .get(world.viewer, `${world.workspacePath}/tickets/${id}`)
        .then(noting("unrelated"));
      repeats = await Promise.all(together).then((replies) => {
        ended.push("repeats");
        return replies;
      });
    });
    const done = await first;
    const later = await move();

    assert.deepEqual(ended, ["unrelated", "repeats", "first"]);
    assert.equal(unrelated.status, 200);
    for (const repeat of repeats) {
      assertProblem(repeat, "request_in_progress");
      assert.equal(repeat.headers.get("retry-after"), "1");
    }
    assert.deepEqual([done.status, isReplay(done)], [200, false]);
    assert.deepEqual([later.body, isReplay(later)], [done.body, true]);
    assert.equal((await outboxEvents(api, world, "ticket.transitioned")).length, 1);
  });

  it("does not make its repeats wait for the lock that it waits for, not even for authorization", async () => {
    const world = await givenWorld(api);
    const key = under(randomUUID());
    const body = { email: "bo@example.com", role: "member" };
    const invite = () => api.post(world.admin, `${world.workspacePath}/members`, body, key);

    let first!: Promise<Reply>;
    let repeat!: Reply;
    await transaction(api.db, async (rival) => {
      await rival.query(lockWorkspace(world.workspace.id));
      first = invite();
      await untilBlocked(api.db);
      repeat = await invite();
    });

    assertProblem(repeat, "request_in_progress");
    assert.equal((await first).status, 201);
  });

  it("does not lock the same key of another user", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const key = under(randomUUID());
    const path = `${world.workspacePath}/tickets/${id}/transitions`;

    let first!: Promise<Reply>;
    let other!: Reply;
    await transaction(api.db, async (rival) => {
      await rival.query(
        lockTicketRow({ workspace_id: world.workspace.id, id }, "for no key update"),
      );
      first = api.post(world.member, path, { to: "in_progress" }, key);
      await untilBlocked(api.db);
      other = await api.post(world.admin, "/v1/workspaces", { name: "Acme" }, key);
    });

    assert.deepEqual([other.status, (await first).status], [201, 200]);
  });

  it("is replayed while another replay has locked the key", async () => {
    const person = await givenPerson(api);
    const key = randomUUID();
    const make = () => api.post(person, "/v1/workspaces", { name: "Acme" }, under(key));
    const first = await make();

    const received = await transaction(api.db, async (rival) => {
      const [[lock]] = await rival.batch([acquireKey({ user_id: person.id, key })]);
      assert.equal(lock?.acquired, true);
      return await make();
    });

    assert.deepEqual([received.body, isReplay(received)], [first.body, true]);
  });

  it("is executed again after a refusal, which does not use up its key", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const key = under(randomUUID());
    const path = `${world.workspacePath}/tickets/${id}/transitions`;
    const move = () => api.post(world.member, path, { to: "resolved" }, key);

    const refused = await move();
    await api.post(world.member, path, { to: "in_progress" });
    const done = await move();

    assertProblem(refused, "invalid_transition");
    assert.deepEqual([done.status, isReplay(done)], [200, false]);
  });
});

describe("a response that is committed while its key is acquired", () => {
  const reply = { status: 200, headers: {}, body: "{}" };

  it("is not visible to that lookup, so the unique key makes the transaction run again", async () => {
    const world = await givenWorld(api);
    const request = { user_id: world.member.id, key: randomUUID(), request: Buffer.alloc(32) };
    const store = () => transaction(api.db, async (tx) => storeResponse(tx, request, reply));

    const replays = await transaction(api.db, async (late) => {
      const replay = openIdempotent(late, request);
      await late.flush();
      const seen = replay();
      if (!seen) await store();
      if (!seen) storeResponse(late, request, reply);
      return seen;
    });

    assert.deepEqual(replays, {
      ...reply,
      headers: { "Idempotency-Replayed": "true" },
    });
  });
});

describe("a connection that is lost during COMMIT", () => {
  for (const [when, isCommitted] of [
    ["before", false],
    ["after", true],
  ] as const) {
    it(`results in commit_unknown, and the repeat has the outcome: lost ${when} COMMIT arrived`, async () => {
      const world = await givenWorld(api);
      const key = under(randomUUID());
      const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;
      const make = () => api.post(world.member, path, { title: "Once" }, key);

      proxy.cutAt("commit", when);
      const lost = await make();
      const there = await countTickets(world);
      const repeat = await whenFree(make);
      const again = await make();

      assertProblem(lost, "commit_unknown");
      assert.match(lost.body.detail, /Idempotency-Key/);
      assert.equal(there, Number(isCommitted));
      assert.deepEqual([repeat.status, isReplay(repeat)], [201, isCommitted]);
      assert.deepEqual([again.body, isReplay(again)], [repeat.body, true]);
      assert.equal(await countTickets(world), 1);
      assert.equal((await outboxEvents(api, world, "ticket.created")).length, 1);
    });
  }

  it("of a replay results in 503, and the repeat gets the stored response", async () => {
    const world = await givenWorld(api);
    const key = under(randomUUID());
    const make = () => api.post(world.admin, "/v1/workspaces", { name: "Acme" }, key);
    const first = await make();

    proxy.cutAt("commit", "before");
    const replies = [await make(), await whenFree(make)];

    assert.deepEqual(statuses(replies), [503, 201]);
    assert.deepEqual([replies[1]?.body, isReplay(replies[1]!)], [first.body, true]);
  });
});

/** PostgreSQL may not have noticed yet that a connection is lost, and that connection locks the key. */
async function whenFree(send: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    const reply = await send();
    if (reply.body.code !== "request_in_progress") return reply;
    await sleep(10);
  }
}

async function countTickets({ workspace }: World): Promise<number> {
  const [row] = await api.db.query(sql<{ n: number }>`
    select count(*)::integer as n from tickets where workspace_id = ${workspace.id}`);
  return row?.n ?? 0;
}
