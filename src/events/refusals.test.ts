import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, describe, it, mock } from "node:test";
import pino from "pino";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { relayAll } from "../../test/support/feed.ts";
import { givenServiceAccount, givenTicket, givenWorld } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";
import { createRefusals, type Refusal, type Refusals } from "./refusals.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ trustProxy: 1 });
});
after(() => api.close());
afterEach(() => mock.timers.reset());

describe("the record of a refusal", () => {
  it("is written at once, and its repeats become one row with their count", async () => {
    mock.timers.enable({ apis: ["setInterval"] });
    const { refusals, refusal, rows } = givenRefusals();

    for (let n = 0; n < 5; n += 1) refusals.note(refusal);
    const first = await rows(1);
    mock.timers.tick(10_000);
    const later = await rows(2);

    assert.deepEqual(counts(first), [1]);
    assert.deepEqual(counts(later), [1, 4]);
    const [row] = later;
    assert.deepEqual(
      [row?.kind, row?.type, row?.outcome, row?.data.code],
      ["audit_only", "ticket.updated", "refused", "forbidden"],
    );
    await refusals.close();
    assert.deepEqual(counts(await rows(2)), [1, 4]);
  });

  it("is written at once again after the window has ended", async () => {
    mock.timers.enable({ apis: ["setInterval"] });
    const { refusals, refusal, rows } = givenRefusals();

    refusals.note(refusal);
    mock.timers.tick(10_000);
    refusals.note(refusal);

    assert.deepEqual(counts(await rows(2)), [1, 1]);
    await refusals.close();
  });

  it("is a separate row for another action, reason, workspace, person or address", async () => {
    const { refusals, refusal, rows } = givenRefusals();
    const { origin } = refusal;

    refusals.note(refusal);
    refusals.note({ ...refusal, action: "ticket.deleted" });
    refusals.note({ ...refusal, code: "unauthenticated" });
    refusals.note({ ...refusal, workspace_id: randomUUID() });
    refusals.note({ ...refusal, actor_id: randomUUID() });
    refusals.note({ ...refusal, origin: { ...origin, address: "192.0.2.2" } });
    await refusals.close();

    assert.equal((await rows(6)).length, 6);
  });

  it("is a few rows for a flood of ten thousand, and their counts add up", async () => {
    const { refusals, refusal, rows } = givenRefusals();

    for (let n = 0; n < 10_000; n += 1) refusals.note(refusal);
    for (let n = 0; n < 10_000; n += 1) {
      const address = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
      refusals.note({ ...refusal, origin: { ...refusal.origin, address } });
    }
    await refusals.close();

    const written = await rows(1);
    assert.ok(written.length <= 1_010, `${written.length} rows`);
    assert.equal(
      counts(written).reduce((sum, count) => sum + count, 0),
      20_000,
    );
  });

  it("is completed when the server stops, including repeats that were only counted so far", async () => {
    const { refusals, refusal, rows } = givenRefusals();

    for (let n = 0; n < 3; n += 1) refusals.note(refusal);
    await refusals.close();

    assert.deepEqual(counts(await rows(2)), [1, 2]);
  });
});

describe("a refused request", () => {
  it("is recorded in its workspace under the attempted action if a role is missing", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    await api.patch(world.viewer, path, { title: "Mine" }, { "x-request-id": "viewer-tries-1" });

    const [row] = await rowsOf("viewer-tries-1", 1);
    assert.equal(row?.type, "ticket.updated");
    assert.equal(row?.workspace_id, world.workspace.id);
    assert.equal(row?.actor_id, world.viewer.id);
    assert.equal(row?.address, "127.0.0.1");
  });

  it("is recorded under the permission that it required if it is a read, a bulk or a stream token", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world, { scopes: ["ticket:create"] });
    const path = world.workspacePath;
    const id = { "x-request-id": `probe-${randomUUID()}` };
    const operations = [{ op: "claim", ticket: "ENG-1" }];

    for (const reply of [
      await api.get(world.member, `${path}/audit`, id),
      await api.get(world.member, `${path}/service-accounts/${bot.id}/tokens`, id),
      await api.get(bot, `${path}/tickets`, id),
      await api.post(bot, `${path}/tickets/bulk`, { operations }, id),
      await api.post(bot, `${path}/events/stream-tokens`, {}, id),
      await api.get(bot, `${path}/events`, { ...id, accept: "text/event-stream" }),
      await api.get(bot, "/v1/me/sessions", id),
    ]) {
      assert.equal(reply.status, 403, JSON.stringify(reply.body));
    }

    const rows = await rowsOf(id["x-request-id"], 7);
    assert.deepEqual(
      rows.map(({ type, data, actor_id, workspace_id }) => [
        type,
        data.operation,
        actor_id,
        workspace_id,
      ]),
      [
        ["audit:read", "listAuditRecords", world.member.id, world.workspace.id],
        ["service_account:manage", "listApiTokens", world.member.id, world.workspace.id],
        ["ticket:read", "listTickets", bot.id, world.workspace.id],
        ["ticket:read", "runBulkOperations", bot.id, world.workspace.id],
        ["event:read", "createStreamToken", bot.id, world.workspace.id],
        ["event:read", "listEvents", bot.id, world.workspace.id],
        ["signed_in", "listSessions", bot.id, world.workspace.id],
      ],
    );
    await relayAll(api.db);
    const query = "?outcome=refused&action=ticket:read";
    const { body } = await api.get(world.admin, `${path}/audit${query}`);
    const token = { id: bot.token_id, name: "a token" };
    assert.deepEqual(
      body.data.map(({ action, token }: { action: string; token: unknown }) => [action, token]),
      [
        ["ticket:read", token],
        ["ticket:read", token],
      ],
    );
  });

  it("is recorded in the workspace of an API token also if the path names no workspace", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world, { scopes: ["ticket:read"] });

    const inbox = await api.get(bot, "/v1/notifications");
    const account = await api.patch(bot, "/v1/me", { name: "Root" });

    assert.deepEqual([inbox.status, account.status], [403, 403]);
    await api.instance.refusals.close();
    await relayAll(api.db);
    const path = `${world.workspacePath}/audit?actor_id=${bot.id}`;
    const { data } = (await api.get(world.admin, path)).body;
    assert.deepEqual(
      data.map((record: { action: string; data: { code: string } }) => record.data.code).toSorted(),
      ["insufficient_scope", "person_required"],
    );
  });

  it("is not recorded if a read has no valid token, as when an access token has expired", async () => {
    const world = await givenWorld(api);
    const [read, later] = [`expired-${randomUUID()}`, `later-${randomUUID()}`];

    await api.get(undefined, `${world.workspacePath}/tickets`, { "x-request-id": read });
    await api.get(world.viewer, `${world.workspacePath}/audit`, { "x-request-id": later });

    // Refusals are written in order, so the first one would be there by now.
    assert.equal((await rowsOf(later, 1)).length, 1);
    assert.deepEqual(await rowsOf(read, 0), []);
  });

  it("is recorded for the instance if the token is missing or the session has ended", async () => {
    const world = await givenWorld(api);
    const path = `${world.workspacePath}/tickets/ENG-1`;
    const ended = api.instance.accessTokens.sign({
      user_id: world.admin.id,
      session_id: randomUUID(),
    });

    await api.patch(undefined, path, { title: "Mine" }, { "x-request-id": "nobody-tries-1" });
    await api.patch(ended, path, { title: "Mine" }, { "x-request-id": "ended-tries-1" });

    const [nobody] = await rowsOf("nobody-tries-1", 1);
    assert.deepEqual([nobody?.workspace_id, nobody?.actor_id], [null, null]);
    const [late] = await rowsOf("ended-tries-1", 1);
    assert.deepEqual([late?.workspace_id, late?.actor_id], [null, world.admin.id]);
  });

  it("is not recorded if the resource does not exist for the caller or the request is invalid", async () => {
    const world = await givenWorld(api);
    const headers = { "x-request-id": `unnoted-${randomUUID()}` };

    await api.patch(
      world.outsider,
      `${world.workspacePath}/tickets/ENG-1`,
      { title: "Mine" },
      headers,
    );
    await api.patch(world.member, `${world.workspacePath}/tickets/ENG-1`, { title: "" }, headers);

    assert.deepEqual(await rowsOf(headers["x-request-id"], 0), []);
  });
});

interface Row {
  kind: string;
  type: string;
  outcome: string;
  workspace_id: string | null;
  actor_id: string | null;
  address: string | null;
  data: { code: string; count: number; operation?: string };
}

/** Refusals with a request ID of their own, which distinguishes them from all others. */
function givenRefusals(): {
  refusals: Refusals;
  refusal: Refusal;
  rows: (least: number) => Promise<Row[]>;
} {
  const request_id = randomUUID();
  const refusal: Refusal = {
    action: "ticket.updated",
    code: "forbidden",
    workspace_id: randomUUID(),
    actor_id: randomUUID(),
    origin: { address: "192.0.2.1", user_agent: null, request_id, token: null },
  };
  const refusals = createRefusals(api.db, pino({ level: "silent" }));
  return { refusals, refusal, rows: (least) => rowsOf(request_id, least) };
}

/** Refusals are written after their responses are sent, so the first query may be too early. */
async function rowsOf(request_id: string, least: number): Promise<Row[]> {
  for (let tries = 0; ; tries += 1) {
    const rows = await api.db.query(sql<Row>`
      select kind, type, outcome, workspace_id, actor_id, address, data
        from outbox
       where request_id = ${request_id}
       order by position`);
    if (rows.length >= least || tries === 500) return rows;
  }
}

function counts(rows: Row[]): number[] {
  return rows.map(({ data }) => data.count);
}
