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

describe("creating an API token", () => {
  it("returns the token once, returns its other fields on later reads, and stores only its hash", async () => {
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

  it("creates one token per Idempotency-Key, and the replayed response omits the token", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const path = tokensOf(world, bot);
    const headers = { "idempotency-key": "nightly-1" };

    const first = await api.post(world.admin, path, { name: "nightly" }, headers);
    const again = await api.post(world.admin, path, { name: "nightly" }, headers);

    assert.deepEqual([again.status, again.body], [201, { ...first.body, token: null }]);
    assert.equal((await api.get(world.admin, path)).body.data.length, 2);
  });

  it("records the token's account, name and scopes in an event, but not the token itself", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const made = await api.post(world.admin, tokensOf(world, bot), { name: "nightly" });

    const event = (await outboxEvents(api, world, "token.created")).at(-1);

    assert.deepEqual([event?.actor_id, event?.subject_id], [world.admin.id, made.body.id]);
    const data = { user_id: bot.id, name: "nightly", scopes: null, expires_at: null };
    assert.deepEqual(event?.data, data);
  });

  it("rejects scopes that are empty, repeated, unknown or beyond the account's role", async () => {
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

  it("rejects an expiry that is not a whole number of days from 1 to 730", async () => {
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

  it("answers 404 for a person, a removed service account and one from another workspace", async () => {
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

  it("waits for a concurrent removal of the account and is then refused", async () => {
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

  it("blocks a concurrent removal of the account, which then revokes the new token", async () => {
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
  it("may do only what both its scopes and its account's role allow, and a refusal names which of them is missing", async () => {
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

  it("is offered only the transitions that its scopes allow", async () => {
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

describe("an API token that was revoked or has expired", () => {
  const ways: Record<string, (world: World, bot: ServiceAccount) => Promise<unknown>> = {
    revoked: (world, bot) => api.delete(world.admin, `${tokensOf(world, bot)}/${bot.token_id}`),
    "its account was removed": (world, bot) => api.delete(world.admin, memberOf(world, bot)),
    "its account left the workspace": (world, bot) => api.delete(bot, memberOf(world, bot)),
    expired: (_world, { token_id }) =>
      asOwner(
        api,
        sql`update api_tokens set expires_at = clock_timestamp() where id = ${token_id}`,
      ),
  };

  for (const [way, end] of Object.entries(ways)) {
    it(`is refused by the next read, write and request for its own account: ${way}`, async () => {
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

  it("is refused even if it is revoked while its write waits for a lock", async () => {
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

  it("disappears from the list when revoked and cannot be revoked again, while an expired token stays listed", async () => {
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

  it("is omitted from the list once revoked; the list is paged, newest token first", async () => {
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

  it("is recorded by name in one event per token when its account is removed", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    await api.post(world.admin, tokensOf(world, bot), { name: "other" });

    await api.delete(world.admin, memberOf(world, bot));

    const events = await outboxEvents(api, world, "token.revoked");
    assert.deepEqual(events.map(({ data }) => data.name).sort(), ["a token", "other"]);
  });
});
