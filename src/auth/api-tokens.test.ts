import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pino from "pino";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";
import { givenServiceAccount, givenWorld, type ServiceAccount } from "../../test/support/given.ts";
import { assertProblem } from "../../test/support/problem.ts";
import { statementsOf } from "../../test/support/statements.ts";
import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import { newApiToken } from "./api-token-format.ts";
import { createApiTokens } from "./api-tokens.ts";

const a = (limit: number) => ({ limit, windowSeconds: 60 });
const from = (address: string) => ({ "x-forwarded-for": address });
const me = "/v1/me";

/** Counts the statements with these words in them that are sent while `act` runs. */
async function countStatements(words: string, act: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(act)).filter((text) => text.includes(words)).length;
}

describe("a flood of invalid API tokens", () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ trustProxy: 1, rateLimits: { ...noRateLimits, anonymous: a(5) } });
  });
  after(() => api.close());

  it("causes no look-up when the checksums are wrong", async () => {
    const statements = await countStatements("api_tokens", async () => {
      for (let n = 0; n < 4; n += 1) {
        const token = `${newApiToken().slice(0, -6)}000000`;
        assertProblem(await api.get({ token }, me, from("192.0.2.1")), "unauthenticated");
      }
    });

    assert.equal(statements, 0);
  });

  it("with valid checksums causes at most as many look-ups as its address may send requests", async () => {
    const statements = await countStatements("api_tokens", async () => {
      const replies = await Promise.all(
        Array.from({ length: 30 }, () => api.get({ token: newApiToken() }, me, from("192.0.2.2"))),
      );
      const refused = replies.filter(({ status }) => status === 429);
      assert.equal(refused.length, 25);
    });

    assert.equal(statements, 5);
  });

  it("does not limit a token from the same address that was verified before", async () => {
    const bot = await givenServiceAccount(api, await givenWorld(api));
    const address = from("192.0.2.3");
    assert.equal((await api.get(bot, me, address)).status, 200);
    for (let n = 0; n < 5; n += 1) await api.get({ token: newApiToken() }, me, address);

    assertProblem(await api.get(undefined, me, address), "rate_limited");
    assert.equal((await api.get(bot, me, address)).status, 200);
    const other = await givenServiceAccount(api, await givenWorld(api));
    assertProblem(await api.get(other, me, address), "rate_limited");
    assert.equal((await api.get(other, me, from("192.0.2.4"))).status, 200);
  });

  it("with a revoked token is charged to its address from the second request on", async () => {
    const bot = await givenServiceAccount(api, await givenWorld(api));
    await api.get(bot, me, from("192.0.2.5"));
    await revoke(api, bot);

    const statuses = [];
    for (let n = 0; n < 8; n += 1) {
      statuses.push((await api.get(bot, me, from("192.0.2.6"))).status);
    }

    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429, 429]);
  });
});

describe("the budget of a caller", () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ rateLimits: { ...noRateLimits, caller: a(3) } });
  });
  after(() => api.close());

  it("is shared by all tokens of a service account, and by no other account", async () => {
    const world = await givenWorld(api);
    const [bot, other] = [
      await givenServiceAccount(api, world),
      await givenServiceAccount(api, world),
    ];
    const path = `${world.workspacePath}/service-accounts/${bot.id}/tokens`;
    const { body: second } = await api.post(world.admin, path, { name: "second" });
    // The first of each is charged to the address, which has no limit here.
    for (const one of [bot, second, other]) assert.equal((await api.get(one, me)).status, 200);

    for (const one of [bot, second, bot]) assert.equal((await api.get(one, me)).status, 200);

    assertProblem(await api.get(second, me), "rate_limited");
    assert.equal((await api.get(other, me)).status, 200);
  });
});

describe("the last-used time of an API token", () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  it("is collected in memory and written for all tokens with one statement", async () => {
    const world = await givenWorld(api);
    const bots = [await givenServiceAccount(api, world), await givenServiceAccount(api, world)];
    const use = async () => {
      for (let n = 0; n < 5; n += 1) for (const bot of bots) await api.get(bot, me);
    };

    assert.equal(await countStatements("last_used_at", use), 0);
    assert.equal(await countStatements("last_used_at", api.instance.apiTokens.flush), 1);

    for (const bot of bots) {
      const ago = await lastUsedAgo(api, bot);
      assert.ok(ago !== null && ago >= 0 && ago < 10, `${ago} s ago`);
    }
    assert.equal(await countStatements("last_used_at", api.instance.apiTokens.flush), 0);
  });

  it("is not recorded for a token that was refused", async () => {
    const bot = await givenServiceAccount(api, await givenWorld(api));
    await revoke(api, bot);
    await api.get(bot, me);

    await api.instance.apiTokens.flush();

    assert.equal(await lastUsedAgo(api, bot), null);
  });

  it("never moves back when a process writes an older time late", async () => {
    const bot = await givenServiceAccount(api, await givenWorld(api));
    await api.db.query(sql`
      update api_tokens set last_used_at = clock_timestamp() + interval '1 hour'
       where id = ${bot.token_id}`);
    await api.get(bot, me);

    await api.instance.apiTokens.flush();

    assert.ok(Number(await lastUsedAgo(api, bot)) < -3_000);
  });

  it("is written when the server stops, also after an earlier write failed", async () => {
    const bot = await givenServiceAccount(api, await givenWorld(api));
    let isAway = true;
    const db: Queryable = {
      batch: (statements) => api.db.batch(statements),
      query: (statement) =>
        isAway && statement.text.includes("last_used_at")
          ? Promise.reject(new Error("The database is away."))
          : api.db.query(statement),
    };
    const tokens = createApiTokens(db, pino({ level: "silent" }));
    await tokens.verify(api.db, bot.token);

    await tokens.flush();
    assert.equal(await lastUsedAgo(api, bot), null);
    isAway = false;
    await tokens.close();

    assert.notEqual(await lastUsedAgo(api, bot), null);
  });
});

async function revoke({ db }: TestApi, { token_id }: ServiceAccount): Promise<void> {
  await db.query(sql`
    update api_tokens set revoked_at = clock_timestamp() where id = ${token_id}`);
}

/** In seconds; null for a token that was never used. */
async function lastUsedAgo({ db }: TestApi, { token_id }: ServiceAccount): Promise<number | null> {
  const [row] = await db.query(sql<{ ago: number | null }>`
    select extract(epoch from clock_timestamp() - t.last_used_at)::double precision as ago
      from api_tokens t
     where t.id = ${token_id}`);
  return row?.ago ?? null;
}
