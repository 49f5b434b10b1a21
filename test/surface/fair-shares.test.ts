import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { limits } from "../../src/limits.ts";
import { startApi, type TestApi } from "../support/api.ts";
import {
  givenMember,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type Person,
} from "../support/given.ts";
import { lockTicket, until, untilBlocked } from "../support/locks.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const REQUESTS = 40;

describe("while every connection for writes waits, as for a lost standby", () => {
  it("reads, streams and API tokens go on, and the probe of readiness succeeds", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const { pool } = api.db;
    const busy = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
    try {
      const path = `${world.workspacePath}/tickets`;
      const replies = [
        await api.get(world.viewer, path),
        await api.get(bot, path),
        await api.get(undefined, "/readyz"),
      ];
      const stream = await fetch(`${api.url}${world.workspacePath}/events`, {
        headers: { authorization: `Bearer ${world.viewer.token}`, accept: "text/event-stream" },
      });
      await stream.body?.cancel();

      assert.deepEqual(
        [...replies, stream].map(({ status }) => status),
        [200, 200, 200, 200],
      );
    } finally {
      for (const client of busy) client.release();
    }
  });
});

describe("while the thread for Markdown is busy", () => {
  it("a command with a long text waits for it, and a read and a short comment do not", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    const hostile = "a_".repeat(limits.text / 2);
    let isParsed = false;
    const parsing = api.instance.markdown.parse(Array(100).fill(hostile), "somebody").then(() => {
      isParsed = true;
    });

    const long = api.patch(world.member, path, { description: hostile }).then(({ status }) => {
      return { status, isParsed };
    });
    const read = await api.get(world.viewer, path);
    const short = await api.post(world.member, `${path}/comments`, { body: "**Short**" });

    assert.deepEqual([read.status, short.status, isParsed], [200, 201, false]);
    assert.deepEqual(await long, { status: 200, isParsed: true });
    await parsing;
  });
});

describe("while a ticket is locked", () => {
  it("a caller with 40 commands in progress uses three connections, and a neighbour gets one at once", async () => {
    const world = await givenWorld(api);
    const neighbour = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    const { replies, blocked, waiting } = await transaction(api.db, async (tx) => {
      await lockTicket(tx, ticket, "for update");
      const sent = Array.from({ length: REQUESTS }, () =>
        api.post(world.member, `${path}/comments`, { body: "Slow." }),
      );
      const { connections } = limits.share_of_caller;
      await untilBlocked(api.db, connections);
      await until(() => api.db.waitingCount === REQUESTS - connections);
      const read = await api.get(neighbour.viewer, `${neighbour.workspacePath}/tickets`);
      assert.equal(read.status, 200);
      return { replies: sent, blocked: await countBlocked(api), waiting: api.db.waitingCount };
    });

    assert.deepEqual([blocked, waiting], [3, 37]);
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    assert.deepEqual(new Set(statuses), new Set([201]));
    const { body } = await api.get(world.member, `${path}/comments?limit=100`);
    assert.equal(body.data.length, REQUESTS);
  });

  it("all members of a workspace use six connections, however many they are", async () => {
    const world = await givenWorld(api);
    const neighbour = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const members: Person[] = [];
    for (let n = 0; n < 8; n += 1) members.push(await givenMember(api, world.workspace, "member"));

    const { replies, blocked } = await transaction(api.db, async (tx) => {
      await lockTicket(tx, ticket, "for update");
      const sent = members.map((member) =>
        api.post(member, `${world.workspacePath}/tickets/${ticket.id}/comments`, { body: "Slow." }),
      );
      await untilBlocked(api.db, limits.share_of_workspace.connections);
      await until(() => api.db.waitingCount === 2);
      const read = await api.get(neighbour.viewer, `${neighbour.workspacePath}/tickets`);
      assert.equal(read.status, 200);
      return { replies: sent, blocked: await countBlocked(api) };
    });

    assert.equal(blocked, 6);
    for (const { status } of await Promise.all(replies)) assert.equal(status, 201);
  });

  it("a caller whose requests wait is refused with 429, and the probe of readiness still succeeds", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const ticket = await givenTicket(api, world);
    const send = () =>
      api.post(bot, `${world.workspacePath}/tickets/${ticket.id}/comments`, { body: "Slow." });

    const { replies, refused } = await transaction(api.db, async (tx) => {
      await lockTicket(tx, ticket, "for update");
      const { connections } = limits.share_of_caller;
      const sent = Array.from({ length: limits.connections_awaited_by_caller }, send);
      await untilBlocked(api.db, connections);
      const more = Array.from({ length: connections }, send);
      await until(() => api.db.waitingCount === limits.connections_awaited_by_caller);
      assert.equal((await api.get(undefined, "/readyz")).status, 200);
      return { replies: [...sent, ...more], refused: await send() };
    });

    const { status, body, headers } = refused;
    assert.deepEqual([status, body.code, headers.get("retry-after")], [429, "rate_limited", "1"]);
    for (const { status } of await Promise.all(replies)) assert.equal(status, 201);
  });
});

describe("a caller that has used more connection time than it may", () => {
  it("uses one connection, and another caller of its workspace gets one at once", async () => {
    let now = 0;
    const own = await startApi({}, { now: () => now });
    const world = await givenWorld(own);
    const ticket = await givenTicket(own, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}/comments`;
    const send = () => own.post(world.member, path, { body: "Slow." });
    await own.get(world.viewer, path);
    const { release } = await own.db.sharedBy({ caller: world.member.id }).connect();
    now += limits.share_of_caller.burst_ms + 1;
    release(false);

    const { replies, blocked, read } = await transaction(own.db, async (tx) => {
      await lockTicket(tx, ticket, "for update");
      const sent = [send(), send(), send()];
      await untilBlocked(own.db);
      await until(() => own.db.waitingCount === 2);
      return {
        replies: sent,
        blocked: await countBlocked(own),
        read: await own.get(world.viewer, path),
      };
    });

    assert.equal(blocked, 1);
    assert.equal(read.status, 200);
    for (const { status } of await Promise.all(replies)) assert.equal(status, 201);
    await own.close();
  });
});

async function countBlocked({ db }: TestApi): Promise<number> {
  const rows = await db.query(sql`
    select pid
      from pg_stat_activity
     where datname = current_database()
       and wait_event_type = 'Lock'`);
  return rows.length;
}
