import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { settleFeed } from "../../../test/support/feed.ts";
import {
  givenPerson,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { until } from "../../../test/support/locks.ts";
import { statementsOf } from "../../../test/support/statements.ts";
import { type ReadStream, readStream } from "../../../test/support/stream.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { limits } from "../../limits.ts";
import { insertNotice } from "../notify.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const inbox = "/v1/notifications";

const open = (as: { token: string }, path = inbox, on = api) =>
  readStream(on.url + path, { authorization: `Bearer ${as.token}`, accept: "text/event-stream" });

async function notify(user_id: string, type = "test", on = api): Promise<void> {
  const notice = { type, text: "Something happened." };
  await transaction(on.db, async (tx) => insertNotice(tx, { user_id, workspace_id: null, notice }));
}

/** Another token of a service account. */
async function givenToken(
  { workspacePath, admin }: World,
  { id }: { id: string },
  scopes: string[],
) {
  const path = `${workspacePath}/service-accounts/${id}/tokens`;
  return (await api.post(admin, path, { name: "another", scopes })).body as { token: string };
}

/** What a stream has sent: the unread count, or the type of a notice. */
const sentBy = ({ inbox }: ReadStream) =>
  inbox.map(({ event, data }) => (event === "inbox" ? data.unread : data.notice?.type));

const rowsOf = ({ inbox }: ReadStream) =>
  inbox.flatMap(({ event, data }) => (event === "notification" ? [data] : []));

describe("the stream of an inbox", () => {
  it("sends the counts first and, for each change, the row and the counts", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const stream = await open(world.admin);
    await until(() => stream.inbox.length === 1);

    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.post(world.member, `${path}/comments`, { body: "Hi" });
    await settleFeed(api.db);
    await until(() => stream.inbox.length === 3);
    await api.put(world.admin, `${path}/notification/archive`);
    await until(() => stream.inbox.length === 4);
    await stream.cancel();

    const [first, row, second, third] = stream.inbox;
    assert.deepEqual(first, { event: "inbox", data: { unread: 0, workspaces: [] } });
    const workspaces = [{ workspace_id: world.workspace.id, unread: 1 }];
    assert.deepEqual(second, { event: "inbox", data: { unread: 1, workspaces } });
    assert.equal(third?.data.unread, 0);
    assert.equal(row?.event, "notification");
    const { body } = await api.get(world.admin, `${inbox}?archived=true`);
    assert.deepEqual(
      { ...row?.data, archived_at: null },
      {
        ...body.data[0],
        archived_at: null,
        unread: true,
        read_to: 0,
        first_unread: body.data[0].latest,
      },
    );
  });

  it("sends titles only to tokens with ticket:read, also if tokens of one account differ", async () => {
    const world = await givenWorld(api);
    const full = await givenServiceAccount(api, world);
    const narrow = await givenToken(world, full, ["notification:manage"]);
    const reader = await givenToken(world, full, ["notification:manage", "ticket:read"]);
    const streams = [await open(full), await open(narrow), await open(reader)];
    await until(() => streams.every(({ inbox }) => inbox.length === 1));

    const ticket = await givenTicket(api, world, { title: "SECRET" });
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.patch(world.admin, path, { assignee_id: full.id });
    await settleFeed(api.db);
    await until(() => streams.every(({ inbox }) => inbox.length === 3));
    for (const stream of streams) await stream.cancel();

    const whole = { id: ticket.id, key: "ENG-1", title: "SECRET", status: "open" };
    const receipt = { id: ticket.id, key: "ENG-1", status: "open" };
    const tickets = streams.map((stream) => rowsOf(stream).map((row) => row.ticket));
    assert.deepEqual(tickets, [[whole], [receipt], [whole]]);
    for (const [index, as] of [full, narrow, reader].entries()) {
      const page = await api.get(as, inbox);
      assert.deepEqual(page.body.data[0].ticket, tickets[index]?.[0], "as a page shows it");
    }
  });

  it("sends every row if more change at once than fit on a page, in the order of their changes", async () => {
    const world = await givenWorld(api);
    const count = limits.page_max + 5;
    const assignee_id = world.member.id;
    for (let n = 0; n < count; n += 1) await givenTicket(api, world, { assignee_id });
    const stream = await open(world.member);
    await until(() => stream.inbox.length === 1);

    await settleFeed(api.db);
    await until(() => rowsOf(stream).length >= count);
    await notify(world.member.id, "last");
    await until(() => rowsOf(stream).some(({ notice }) => notice?.type === "last"));
    await stream.cancel();

    const page = await api.get(world.member, `${inbox}?limit=100`);
    const rest = await api.get(world.member, `${inbox}?cursor=${page.body.next_cursor}`);
    assert.deepEqual(rowsOf(stream), [...page.body.data, ...rest.body.data].reverse());
    assert.equal(rowsOf(stream).length, count + 1);
    const [last, next] = rowsOf(stream).slice(limits.page_max - 1);
    assert.equal(last?.changed_at, next?.changed_at, "a page ends between rows of the same time");
    assert.equal(stream.inbox.at(-1)?.data.unread, limits.unread_counted);
  });

  it("refuses what filters pages, by name, and keeps the stream token usable", async () => {
    const person = await givenPerson(api);
    const { body } = await api.post(person, `${inbox}/stream-tokens`);
    const withToken = `${inbox}?stream_token=${body.stream_token}`;
    const id = person.id;
    const filters = `unread=true&archived=false&archived_projects=include&workspace_id=${id}&reason=due&limit=50`;

    const refused = await open(person, `${inbox}?${filters}`);
    const byCursor = await open(person, `${inbox}?cursor=x`);
    const accept = { accept: "text/event-stream" };
    const early = await readStream(`${api.url}${withToken}&unread=true`, accept);
    const stream = await readStream(api.url + withToken, accept);
    await stream.cancel();
    const pages = await api.get(person, `${inbox}?unread=true&limit=50`);

    assert.deepEqual([refused.status, refused.problem?.code], [400, "invalid_request"]);
    assert.equal(
      refused.problem?.detail,
      "A stream shows the whole inbox. Leave out `unread`, `archived`, `archived_projects`, `workspace_id`, `reason`, `limit`, or read pages.",
    );
    const detail =
      "Is not accepted by a stream, which shows the whole inbox. Leave it out, or read pages.";
    assert.deepEqual(byCursor.problem?.errors, [{ pointer: "/query/cursor", detail }]);
    assert.equal(refused.problem?.errors?.length, 6);
    assert.deepEqual([early.status, stream.status, pages.status], [400, 200, 200]);
  });

  it("is opened once by a stream token, which opens nothing else", async () => {
    const person = await givenPerson(api);
    const { body } = await api.post(person, `${inbox}/stream-tokens`);
    const path = `${inbox}?stream_token=${body.stream_token}`;
    const accept = { accept: "text/event-stream" };
    const world = await givenWorld(api);

    const elsewhere = await readStream(
      `${api.url}${world.workspacePath}/events?stream_token=${body.stream_token}`,
      accept,
    );
    const stream = await readStream(api.url + path, accept);
    await until(() => stream.inbox.length === 1);
    const again = await readStream(api.url + path, accept);
    await stream.cancel();

    assert.deepEqual([elsewhere.status, again.status], [401, 401]);
    assert.match(again.problem?.detail ?? "", /POST \/v1\/notifications\/stream-tokens\.$/);
    assert.match(elsewhere.problem?.detail ?? "", /POST …\/events\/stream-tokens\.$/);
  });

  it("ends when its session ends, its token is revoked or the server stops", async () => {
    const own = await startApi();
    const world = await givenWorld(own);
    const bot = await givenServiceAccount(own, world);
    const [ended, revoked, stopped] = [
      await open(world.admin, inbox, own),
      await open(bot, inbox, own),
      await open(world.viewer, inbox, own),
    ];
    await own.db.query(sql`
      update sessions set ended_at = clock_timestamp() where id = ${world.admin.session_id}`);
    await own.delete(
      world.admin,
      `${world.workspacePath}/service-accounts/${bot.id}/tokens/${bot.token_id}`,
    );
    await own.db.query(sql`
      update api_tokens set revoked_at = clock_timestamp()
       where workspace_id = ${world.workspace.id} and id = ${bot.token_id}`);
    await ended.done;
    await revoked.done;
    own.instance.stop();
    await stopped.done;
    await own.close();

    assert.deepEqual(
      [ended.end, revoked.end, stopped.end],
      [{ reason: "no_access" }, { reason: "no_access" }, { reason: "stopping" }],
    );
  });

  it("counts toward the limit of twenty streams of its person, and needs the scope", async () => {
    const world = await givenWorld(api);
    const blind = await givenServiceAccount(api, world, { scopes: ["ticket:read"] });
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(world.viewer)));

    const refused = await open(world.viewer);
    const blindly = await open(blind);
    for (const stream of streams) await stream.cancel();

    assert.deepEqual(
      [refused.problem?.code, blindly.problem?.code],
      ["too_many_streams", "insufficient_scope"],
    );
  });

  it("is polled with one query for all followers, and reads only inboxes that have changed", async () => {
    const own = await startApi();
    const people: Person[] = [];
    for (let n = 0; n < 10; n += 1) people.push(await givenPerson(own));
    const streams = await Promise.all(people.map((person) => open(person, inbox, own)));
    await until(() => streams.every((stream) => stream.inbox.length === 1));

    const sent: string[] = await statementsOf(async () => {
      await notify(people[0]?.id ?? "", "for one", own);
      await until(() => streams[0]?.inbox.length === 3);
    });
    for (const stream of streams) await stream.cancel();
    await own.close();

    const count = (part: string) => sent.filter((text) => text.includes(part)).length;
    assert.ok(count("i.user_id = any(") <= 3, "polls in about half a second");
    assert.equal(count("as changed_until"), 1);
    assert.deepEqual(streams.map(sentBy), [[0, "for one", 1], ...Array(9).fill([0])]);
  });
});

describe("many streams", () => {
  it("read a few inboxes at a time, however many have changed", async () => {
    const own = await startApi({ poolSizes: { writes: 10, reads: 20 } });
    const people: Person[] = [];
    for (let n = 0; n < 12; n += 1) people.push(await givenPerson(own));
    const streams = await Promise.all(people.map((person) => open(person, inbox, own)));
    await until(() => streams.every((stream) => stream.inbox.length === 1));
    const connections = { now: 0, most: 0 };
    const { pool } = own.instance.reads;
    pool.on("acquire", () => {
      connections.now += 1;
      connections.most = Math.max(connections.most, connections.now);
    });
    pool.on("release", () => {
      connections.now -= 1;
    });

    const notice = { type: "test", text: "Something happened." };
    await transaction(own.db, async (tx) => {
      for (const { id } of people) insertNotice(tx, { user_id: id, workspace_id: null, notice });
    });
    await until(() => streams.every((stream) => stream.inbox.length === 3));
    for (const stream of streams) await stream.cancel();
    await own.close();

    assert.deepEqual(streams.map(sentBy), Array(12).fill([0, "test", 1]));
    // One more connection checks the credentials of all streams.
    assert.ok(connections.most <= limits.streams_read_at_once + 1, `${connections.most}`);
  });
});

describe("the stream of a workspace", () => {
  it("has the counts of the inbox on request, without an ID", async () => {
    const world = await givenWorld(api);
    const with_ = await open(world.viewer, `${world.workspacePath}/events?inbox=true`);
    const without = await open(world.viewer, `${world.workspacePath}/events`);
    await until(() => with_.inbox.length === 1);
    await notify(world.viewer.id);
    await until(() => with_.inbox.length === 2);
    await with_.cancel();
    await without.cancel();

    assert.deepEqual(sentBy(with_), [0, 1]);
    assert.deepEqual(without.inbox, []);
  });
});
