import assert from "node:assert/strict";
import { createHash, randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { drainOutbox } from "../../../test/support/audit.ts";
import { givenMember, givenTicket, givenWorld, type World } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { readStream } from "../../../test/support/stream.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { purgeStreamTokens } from "../../jobs/purge/purge-stream-tokens.ts";
import { redeemStreamToken } from "./stream-tokens.ts";

const origin = "https://board.example.com";
const eventStream = { accept: "text/event-stream" };

let api: TestApi;
before(async () => {
  api = await startApi({ corsOrigins: [origin] });
});
after(() => api.close());

async function tokenOf(
  { workspacePath, viewer }: World,
  as: { token: string } = viewer,
): Promise<string> {
  const { status, body } = await api.post(as, `${workspacePath}/events/stream-tokens`);
  assert.equal(status, 201, JSON.stringify(body));
  return body.stream_token;
}

/** Opens a stream as an EventSource does: with a stream token and no `Authorization` header. A refusal is read to its end. */
async function open(
  { workspacePath }: Pick<World, "workspacePath">,
  token: string,
  { query = "", headers = {} }: { query?: string; headers?: Record<string, string> } = {},
) {
  return await readStream(`${api.url}${workspacePath}/events?stream_token=${token}${query}`, {
    ...eventStream,
    ...headers,
  });
}

describe("a stream token", () => {
  it("opens one stream at the requested sequence, and is refused the second time", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 3; n += 1) await givenTicket(api, world);
    await drainOutbox(api);

    const after = await open(world, await tokenOf(world), { query: "&after=3" });
    await after.until(2);
    const token = await tokenOf(world);
    const resumed = await open(world, token, {
      query: "&after=0",
      headers: { "last-event-id": "4" },
    });
    await resumed.until(1);
    const again = await open(world, token);

    assert.deepEqual(
      [...after.messages, ...resumed.messages].map(({ id }) => id),
      [4, 5, 5],
    );
    assert.deepEqual([again.status, again.problem?.code], [401, "unauthenticated"]);
    await after.cancel();
    await resumed.cancel();
  });

  it("expires after 30 s, is not cached, and is stored only as a hash", async () => {
    const world = await givenWorld(api);
    const { body, headers } = await api.post(
      world.viewer,
      `${world.workspacePath}/events/stream-tokens`,
    );
    const rows = await api.db.query(sql<{ row: string; hash: Buffer }>`
      select s::text as row, s.hash from stream_tokens s where s.workspace_id = ${world.workspace.id}`);

    const life_ms = Date.parse(body.expires_at) - Date.now();
    assert.ok(life_ms > 20_000 && life_ms <= 30_000, `${life_ms} ms`);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(body.stream_token, /^sls_[\w-]{43}$/);
    assert.equal(rows.length, 1);
    assert.deepEqual(rows[0]?.hash, createHash("sha256").update(body.stream_token).digest());
    assert.doesNotMatch(rows[0]?.row ?? "", new RegExp(body.stream_token.slice(4)));
  });

  it("opens one stream if two clients use it at once: the second waits and is refused", async () => {
    const world = await givenWorld(api);
    const token = await tokenOf(world);

    let late!: ReturnType<typeof open>;
    await transaction(api.db, async (rival) => {
      const principal = await redeemStreamToken(rival, { workspace_id: world.workspace.id }, token);
      assert.equal(principal?.user_id, world.viewer.id);
      late = open(world, token);
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 401);
  });

  it("does not authorize a page or another operation, and such an attempt does not use it up", async () => {
    const world = await givenWorld(api);
    const token = await tokenOf(world);
    const { viewer, workspacePath } = world;

    const page = await api.get(undefined, `${workspacePath}/events?stream_token=${token}`);
    const head = await api.request(
      undefined,
      "HEAD",
      `${workspacePath}/events?stream_token=${token}`,
      {
        headers: eventStream,
      },
    );
    const other = await api.get(
      undefined,
      `${workspacePath}/tickets?stream_token=${token}`,
      eventStream,
    );
    const asToken = await api.get({ token }, `${workspacePath}/events`);
    const needless = await api.get(viewer, `${workspacePath}/events?stream_token=${token}`);
    const twofold = await api.get(
      viewer,
      `${workspacePath}/events?stream_token=${token}`,
      eventStream,
    );
    const stream = await open(world, token);

    assert.deepEqual(
      [page, head, other, asToken].map(({ status }) => status),
      [401, 401, 401, 401],
    );
    for (const { status, body } of [needless, twofold]) {
      assert.equal(status, 400);
      assert.equal(body.errors[0].pointer, "/query/stream_token");
    }
    assert.equal(stream.status, 200);
    await stream.cancel();
  });

  it("is refused if it is expired, invented, given twice, or from another workspace", async () => {
    const world = await givenWorld(api);
    const elsewhere = await givenWorld(api);
    const old = await tokenOf(world);
    await api.db.query(sql`delete from stream_tokens where workspace_id = ${world.workspace.id}`);
    await api.db.query(sql`
      insert into stream_tokens (workspace_id, hash, user_id, session_id, expires_at)
      values (${world.workspace.id}, ${createHash("sha256").update(old).digest()}, ${world.viewer.id},
              ${world.viewer.session_id}, clock_timestamp() - interval '1 second')`);
    const foreign = await tokenOf(elsewhere);

    const refused = [
      await open(world, old),
      await open(world, "sls_made-up"),
      await open(world, ""),
      await open(world, foreign),
    ];

    assert.deepEqual(
      refused.map(({ status, problem }) => [status, problem?.code]),
      refused.map(() => [401, "unauthenticated"]),
    );
    assert.match(refused[0]?.problem?.detail ?? "", /Get a new one: POST …\/events\/stream-tokens/);
    assert.equal((await open(world, foreign, { query: `&stream_token=${foreign}` })).status, 400);
    assert.equal((await open(world, "x".repeat(201))).status, 400);
  });

  it("loses its access when its user is removed, signs out or has expired credentials", async () => {
    const world = await givenWorld(api);
    const removed = await givenMember(api, world.workspace, "viewer");
    const ended = await givenMember(api, world.workspace, "viewer");
    const ofRemoved = await tokenOf(world, removed);
    const ofEnded = await tokenOf(world, ended);
    const { workspacePath, admin, viewer } = world;
    await api.delete(admin, `${workspacePath}/members/${removed.id}`);
    await api.db.query(
      sql`update sessions set ended_at = clock_timestamp() where id = ${ended.session_id}`,
    );

    const { status, problem } = await open(world, ofRemoved);
    assert.deepEqual([status, problem?.code], [404, "not_found"]);
    assert.equal((await open(world, ofEnded)).status, 401);

    const short = await tokenOf(world, viewer);
    await api.db.query(sql`delete from stream_tokens where user_id = ${viewer.id}`);
    await api.db.query(sql`
      insert into stream_tokens (
        workspace_id, hash, user_id, session_id, credential_expires_at, expires_at)
      values (${world.workspace.id}, ${createHash("sha256").update(short).digest()}, ${viewer.id},
              ${viewer.session_id}, clock_timestamp() + interval '1 second',
              clock_timestamp() + interval '1 minute')`);
    const stream = await open(world, short);
    assert.equal(stream.status, 200);
    await stream.done;
    assert.deepEqual(stream.end, { reason: "token_expired" });
  });

  it("ends its stream after its user is removed", async () => {
    const world = await givenWorld(api);
    const reader = await givenMember(api, world.workspace, "viewer");
    await drainOutbox(api);
    const stream = await open(world, await tokenOf(world, reader), { query: "&after=2" });
    await api.delete(world.admin, `${world.workspacePath}/members/${reader.id}`);

    await stream.done;

    assert.deepEqual(stream.messages, []);
    assert.deepEqual(stream.end, { reason: "no_access" });
  });

  it("works for an API token, and is refused and its stream ended after the token was revoked", async () => {
    const world = await givenWorld(api);
    const { workspace, member, admin } = world;
    const token_id = randomUUIDv7();
    const insertBoth = async (token: string) => {
      await api.db.query(sql`
        insert into stream_tokens (workspace_id, hash, user_id, api_token_id, expires_at)
        values (${workspace.id}, ${createHash("sha256").update(token).digest()}, ${member.id},
                ${token_id}, clock_timestamp() + interval '1 minute')`);
    };
    await api.db.query(sql`
      insert into api_tokens (workspace_id, id, user_id, name, hash, last_four, created_by)
      values (${workspace.id}, ${token_id}, ${member.id}, 'board', ${Buffer.alloc(32)}, 'aZ09', ${admin.id})`);
    await insertBoth("sls_good");
    await insertBoth("sls_late");

    const stream = await open(world, "sls_good");
    await api.db.query(
      sql`update api_tokens set revoked_at = clock_timestamp() where id = ${token_id}`,
    );
    await stream.done;

    assert.equal(stream.status, 200);
    assert.equal((await open(world, "sls_late")).status, 401);
  });

  it("works in pages of allowed origins, and pages of other origins cannot read the stream", async () => {
    const world = await givenWorld(api);
    const allowed = await open(world, await tokenOf(world), { headers: { origin } });
    const foreign = await open(world, await tokenOf(world), {
      headers: { origin: "https://evil.example.com" },
    });

    assert.equal(allowed.headers.get("access-control-allow-origin"), origin);
    assert.equal(foreign.headers.get("access-control-allow-origin"), null);
    await allowed.cancel();
    await foreign.cancel();
  });
});

describe("the job purge-stream-tokens", () => {
  it("deletes expired stream tokens, and keeps those that are still valid", async () => {
    const world = await givenWorld(api);
    const token = await tokenOf(world);
    await api.db.query(sql`
      insert into stream_tokens (workspace_id, hash, user_id, session_id, expires_at)
      select ${world.workspace.id}, sha256(n::text::bytea), ${world.viewer.id}, ${world.viewer.session_id},
             clock_timestamp() - interval '1 second'
        from generate_series(1, 1500) n`);

    await purgeStreamTokens.run(api.instance, new AbortController().signal);

    const left = await api.db.query(
      sql`select s.hash from stream_tokens s where s.workspace_id = ${world.workspace.id}`,
    );
    assert.deepEqual(left, [{ hash: createHash("sha256").update(token).digest() }]);
  });
});
