import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner } from "../../test/support/audit.ts";
import { lockContext } from "../../test/support/context.ts";
import {
  givenServiceAccount,
  givenWorld,
  type ServiceAccount,
  type World,
} from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { assertProblem } from "../../test/support/problem.ts";
import type { Reply } from "../../test/support/reply.ts";
import { hashToken } from "../auth/refresh-token.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { removeMember } from "../members/remove.ts";
import { createApiToken } from "./create-token.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const tokensOf = ({ workspacePath }: World, { id }: { id: string }) =>
  `${workspacePath}/service-accounts/${id}/tokens`;
const memberOf = ({ workspacePath }: World, { id }: { id: string }) =>
  `${workspacePath}/members/${id}`;
const seconds = 1_000;
const day = 86_400 * seconds;

describe("making an API token", () => {
  it("shows it once, tells the rest ever after, and keeps its hash alone", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const body = { name: "nightly", scopes: ["ticket:read"], expires_in_days: 30 };

    const made = await api.post(world.admin, tokensOf(world, bot), body);

    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal(made.headers.get("cache-control"), "no-store");
    const { token, ...received } = made.body;
    assert.deepEqual(
      { ...received, id: null, created_at: null, expires_at: null },
      {
        ...{ workspace_id: world.workspace.id, id: null, user_id: bot.id, name: "nightly" },
        ...{ scopes: ["ticket:read"], last_four: token.slice(-4), created_by: world.admin.id },
        ...{ created_at: null, expires_at: null, last_used_at: null },
      },
    );
    const lasts = Date.parse(received.expires_at) - Date.parse(received.created_at);
    assert.ok(Math.abs(lasts - 30 * day) < 5 * seconds, `${lasts} ms`);
    const location = new URL(made.headers.get("location") ?? "", api.url).pathname;
    assert.deepEqual((await api.get(world.admin, location)).body, received);
    const { body: list } = await api.get(world.admin, tokensOf(world, bot));
    assert.deepEqual(list.data[0], received);
    const [row] = await api.db.query(sql<{ text: string; hash: Buffer }>`
      select t::text as text, t.hash from api_tokens t where t.id = ${received.id}`);
    assert.ok(row?.hash.equals(hashToken(token)), "The hash is another's.");
    assert.ok(!row?.text.includes(token.slice(3, 20)));
  });

  it("is done once under an Idempotency-Key, and a repeat does not have the token", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const path = tokensOf(world, bot);
    const headers = { "idempotency-key": "nightly-1" };

    const first = await api.post(world.admin, path, { name: "nightly" }, headers);
    const again = await api.post(world.admin, path, { name: "nightly" }, headers);

    assert.deepEqual([again.status, again.body], [201, { ...first.body, token: null }]);
    assert.equal((await api.get(world.admin, path)).body.data.length, 2);
  });

  it("records that it was made, for whom and with which scopes, and not the token", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const made = await api.post(world.admin, tokensOf(world, bot), { name: "nightly" });

    const event = (await outboxEvents(api, world, "token.created")).at(-1);

    assert.deepEqual([event?.actor_id, event?.subject_id], [world.admin.id, made.body.id]);
    const data = { user_id: bot.id, name: "nightly", scopes: null, expires_at: null };
    assert.deepEqual(event?.data, data);
  });

  it("refuses scopes that are none, are repeated, or beyond the account's role", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world, { role: "viewer" });
    const make = (scopes: unknown) =>
      api.post(world.admin, tokensOf(world, bot), { name: "x", scopes });

    const beyond = await make(["ticket:read", "ticket:edit", "audit:read"]);

    assertProblem(beyond, "scope_beyond_role");
    assert.deepEqual(beyond.body.errors, [
      { pointer: "/scopes", detail: "Must not include ticket:edit, audit:read." },
    ]);
    const wrong = [[], ["ticket:read", "ticket:read"], ["*"], ["service_account:manage"], "all"];
    for (const scopes of wrong) assertProblem(await make(scopes), "invalid_request");
  });

  it("refuses an expiry that is none, or more than two years away", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const make = (expires_in_days: unknown) =>
      api.post(world.admin, tokensOf(world, bot), { name: "x", expires_in_days });

    for (const days of [0, -1, 1.5, 731, "30"]) {
      assertProblem(await make(days), "invalid_request");
    }
    assert.equal((await make(730)).status, 201);
    assert.equal((await make(null)).body.expires_at, null);
  });

  it("is for service accounts: a person, a stranger's and a removed one are not found", async () => {
    const [world, other] = [await givenWorld(api), await givenWorld(api)];
    const [removed, foreign] = [
      await givenServiceAccount(api, world),
      await givenServiceAccount(api, other),
    ];
    await api.delete(world.admin, memberOf(world, removed));

    for (const nobody of [world.member, removed, foreign]) {
      const path = tokensOf(world, nobody);
      assertProblem(await api.post(world.admin, path, { name: "x" }), "not_found");
      assertProblem(await api.get(world.admin, path), "not_found");
    }
  });

  it("waits for a removal of its account, and is then refused", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);

    let late!: Promise<Reply>;
    await transaction(api.db, async (rival) => {
      const context = await lockContext(rival, world, world.admin, {
        ...{ permission: "member:manage", lock: "members", membersToLock: [bot] },
      });
      late = api.post(world.admin, tokensOf(world, bot), { name: "Late" });
      await untilBlocked(api.db);
      await removeMember(rival, context, bot.id);
    });

    assertProblem(await late, "not_found");
  });

  it("is waited for by a removal, which ends it", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);

    let removal!: Promise<Reply>;
    const made = await transaction(api.db, async (rival) => {
      const permission = "service_account:manage";
      const context = await lockContext(rival, world, world.admin, {
        permission,
        membersToLock: [bot],
      });
      const token = await createApiToken(rival, context, bot.id, { name: "Early" });
      removal = api.delete(world.admin, memberOf(world, bot));
      await untilBlocked(api.db);
      return token;
    });

    assert.equal((await removal).status, 204);
    assertProblem(await api.get(made, world.workspacePath), "unauthenticated");
  });
});

describe("an API token with scopes", () => {
  it("may what both it and its account's role allow, and its refusal says which of them lacks", async () => {
    const world = await givenWorld(api);
    const scopes = ["workspace:read", "ticket:create"] as const;
    const bot = await givenServiceAccount(api, world, { scopes });
    const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;

    assert.equal((await api.get(bot, world.workspacePath)).status, 200);
    assert.equal((await api.post(bot, tickets, { title: "Yes" })).status, 201);
    const byScope = await api.get(bot, `${world.workspacePath}/tickets/ENG-1`);
    assertProblem(byScope, "insufficient_scope");
    assert.equal(byScope.body.required_permission, "ticket:read");
    assert.deepEqual(byScope.body.scopes, scopes);

    await api.patch(world.admin, memberOf(world, bot), { role: "viewer" });

    const byRole = await api.post(bot, tickets, { title: "No more" });
    assertProblem(byRole, "forbidden");
    assert.equal(byRole.body.required_permission, "ticket:create");
  });

  it("is offered those transitions only that it may take", async () => {
    const world = await givenWorld(api, { workflow: "reopenable" });
    const { id } = (
      await api.post(world.member, `${world.workspacePath}/projects/${world.project.id}/tickets`, {
        title: "Closed",
      })
    ).body;
    const path = `${world.workspacePath}/tickets/${id}/transitions`;
    await api.post(world.member, path, { to: "closed", resolution: "done" });
    const all = await givenServiceAccount(api, world, { role: "admin" });
    const scopes = ["ticket:read", "ticket:transition"] as const;
    const some = await givenServiceAccount(api, world, { role: "admin", scopes });

    assert.deepEqual((await api.get(some, path)).body.data, []);
    assert.equal((await api.get(all, path)).body.data.length, 1);
    const reopened = await api.post(some, path, { to: "open", reason: "Not yet." });
    assertProblem(reopened, "insufficient_scope");
    assert.equal(reopened.body.required_permission, "ticket:reopen");
  });
});

describe("an API token that is over", () => {
  const ways: Record<string, (world: World, bot: ServiceAccount) => Promise<unknown>> = {
    revoked: (world, bot) => api.delete(world.admin, `${tokensOf(world, bot)}/${bot.token_id}`),
    "its account removed": (world, bot) => api.delete(world.admin, memberOf(world, bot)),
    "its account gone of itself": (world, bot) => api.delete(bot, memberOf(world, bot)),
    expired: (_world, { token_id }) =>
      asOwner(
        api,
        sql`update api_tokens set expires_at = clock_timestamp() where id = ${token_id}`,
      ),
  };

  for (const [way, end] of Object.entries(ways)) {
    it(`is refused at the very next request, for a read, a write and itself: ${way}`, async () => {
      const world = await givenWorld(api);
      const bot = await givenServiceAccount(api, world);
      const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;
      assert.equal((await api.get(bot, world.workspacePath)).status, 200);

      await end(world, bot);

      for (const reply of [
        await api.get(bot, world.workspacePath),
        await api.post(bot, tickets, { title: "Late" }),
        await api.get(bot, "/v1/me"),
      ]) {
        assertProblem(reply, "unauthenticated");
      }
    });
  }

  it("is found out in the write that it was looked up for, behind whatever that waited for", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const tickets = `${world.workspacePath}/projects/${world.project.id}/tickets`;

    let late!: Promise<Reply>;
    await transaction(api.db, async (rival) => {
      await rival.query(sql`
        select m.user_id from members m
         where m.workspace_id = ${world.workspace.id} and m.user_id = ${bot.id} for update`);
      late = api.post(bot, tickets, { title: "Late" });
      await untilBlocked(api.db);
      await api.delete(world.admin, `${tokensOf(world, bot)}/${bot.token_id}`);
    });

    assertProblem(await late, "unauthenticated");
  });

  it("is gone from the list once revoked, and cannot be revoked twice; the expired stay", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const path = `${tokensOf(world, bot)}/${bot.token_id}`;
    const { body: second } = await api.post(world.admin, tokensOf(world, bot), { name: "other" });
    await asOwner(
      api,
      sql`update api_tokens set expires_at = clock_timestamp() where id = ${second.id}`,
    );

    assert.equal((await api.delete(world.admin, path)).status, 204);

    assertProblem(await api.delete(world.admin, path), "not_found");
    assertProblem(await api.get(world.admin, path), "not_found");
    const { body } = await api.get(world.admin, tokensOf(world, bot));
    assert.deepEqual(
      body.data.map(({ id }: { id: string }) => id),
      [second.id],
    );
  });

  it("is not among those that are listed, newest first and in pages", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const path = tokensOf(world, bot);
    for (const name of ["b", "c", "d"]) await api.post(world.admin, path, { name });
    await api.delete(world.admin, `${path}/${bot.token_id}`);

    const first = await api.get(world.admin, `${path}?limit=2`);
    const cursor = first.body.next_cursor;
    const second = await api.get(world.admin, `${path}?limit=2&cursor=${cursor}`);

    const namesOf = ({ body }: Reply) => body.data.map(({ name }: { name: string }) => name);
    assert.deepEqual([namesOf(first), namesOf(second)], [["d", "c"], ["b"]]);
    assert.equal(second.body.next_cursor, null);
  });

  it("leaves a record for each one that ended with its account, with its name", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    await api.post(world.admin, tokensOf(world, bot), { name: "other" });

    await api.delete(world.admin, memberOf(world, bot));

    const events = await outboxEvents(api, world, "token.revoked");
    assert.deepEqual(events.map(({ data }) => data.name).sort(), ["a token", "other"]);
  });
});
