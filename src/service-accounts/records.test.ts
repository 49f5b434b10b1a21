import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner, drainOutbox, untilAudited } from "../../test/support/audit.ts";
import { givenServiceAccount, givenTicket, givenWorld } from "../../test/support/given.ts";
import { sql } from "../db/sql.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ trustProxy: 1 });
});
after(() => api.close());

describe("an action of an API token", () => {
  it("is recorded with the token's ID and name, while a person's action is recorded without a token", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const bot = await givenServiceAccount(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.patch(bot, path, { title: "By the bot" });
    await api.patch(world.member, path, { title: "By a person" });
    await drainOutbox(api);

    const { body } = await api.get(
      world.admin,
      `${world.workspacePath}/audit?action=ticket.updated`,
    );

    assert.deepEqual(
      body.data.map(({ actor_id, token }: { actor_id: string; token: unknown }) => [
        actor_id,
        token,
      ]),
      [
        [world.member.id, null],
        [bot.id, { id: bot.token_id, name: "a token" }],
      ],
    );
    const verified = await api.get(world.admin, `${world.workspacePath}/audit/verify`);
    assert.equal(verified.body.ok, true, JSON.stringify(verified.body));
  });

  it("is recorded under its token even when it was refused, apart from the refusals of the account's other tokens", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world, { scopes: ["ticket:read"] });
    const tokens = `${world.workspacePath}/service-accounts/${bot.id}/tokens`;
    const { body: other } = await api.post(world.admin, tokens, {
      ...{ name: "other", scopes: ["ticket:read"] },
    });
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;

    await api.post(bot, path, { title: "No" }, { "x-request-id": "narrow-1" });
    await api.post(other, path, { title: "No" }, { "x-request-id": "narrow-2" });
    for (const request of ["narrow-1", "narrow-2"]) await untilAudited(api, request);

    const { body } = await api.get(world.admin, `${world.workspacePath}/audit?outcome=refused`);
    const seen = body.data.map((entry: { token: { name: string }; data: unknown }) => [
      entry.token.name,
      entry.data,
    ]);
    const data = { code: "insufficient_scope", count: 1 };
    assert.deepEqual(seen, [
      ["other", data],
      ["a token", data],
    ]);
  });

  it("can be found in the audit log by the token's ID", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const [leaked, other] = [
      await givenServiceAccount(api, world),
      await givenServiceAccount(api, world),
    ];
    const path = `${world.workspacePath}/tickets/${ticket.id}`;
    for (const [n, bot] of [leaked, other, leaked].entries()) {
      await api.patch(bot, path, { title: `Title ${n}` });
    }
    await drainOutbox(api);

    const query = `actor_id=${leaked.id}&token_id=${leaked.token_id}`;
    const { body } = await api.get(world.admin, `${world.workspacePath}/audit?${query}`);

    assert.equal(body.data.length, 2);
    const { body: all } = await api.get(
      world.admin,
      `${world.workspacePath}/audit?token_id=${world.admin.id}`,
    );
    assert.deepEqual(all.data, []);
  });

  it("cannot be attributed to another token: verifying the audit log detects the edit", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const bot = await givenServiceAccount(api, world);
    await api.patch(bot, `${world.workspacePath}/tickets/${ticket.id}`, { title: "By the bot" });
    await drainOutbox(api);
    const verify = async () =>
      (await api.get(world.admin, `${world.workspacePath}/audit/verify`)).body;
    const { checked } = await verify();

    await asOwner(
      api,
      sql`update audit_log set token = null
           where workspace_id = ${world.workspace.id} and token is not null`,
    );

    assert.deepEqual((await verify()).first_bad, { sequence: checked, reason: "hash_differs" });
  });

  it("appears in the feed as its account's action, without the token's ID", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const bot = await givenServiceAccount(api, world);
    await api.patch(bot, `${world.workspacePath}/tickets/${ticket.id}`, { title: "By the bot" });
    await drainOutbox(api);

    const { body } = await api.get(world.viewer, `${world.workspacePath}/events?after=0`);

    const types = body.data.map(({ type }: { type: string }) => type);
    assert.ok(types.includes("service_account.created") && !types.includes("token.created"));
    assert.equal(body.data.at(-1).actor_id, bot.id);
    assert.ok(!JSON.stringify(body).includes(bot.token_id));
  });
});
