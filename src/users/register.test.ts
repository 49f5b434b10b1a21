import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import {
  eventsOf,
  givenAccount,
  givenInvitation,
  goodPassword,
} from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { systemOrigin } from "../events/record.ts";
import { addAccount, createUser, prepareAccount } from "./create.ts";

const path = "/v1/auth/register";
let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("registering", () => {
  it("creates an account and signs it in, with a response that must not be cached", async () => {
    const draft = newDraft();

    const { status, headers, body } = await api.post(undefined, path, draft);

    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("location"), "/v1/me");
    assert.deepEqual(Object.keys(body).sort(), [
      "access_token",
      "expires_in",
      "refresh_token",
      "token_type",
      "user",
    ]);
    assert.deepEqual([body.token_type, body.expires_in], ["Bearer", 900]);
    assert.deepEqual(Object.keys(body.user).sort(), ["created_at", "email", "id", "name"]);
    assert.deepEqual([body.user.name, body.user.email], [draft.name, draft.email]);
    const me = await api.get({ token: body.access_token }, "/v1/me");
    assert.deepEqual(me.body.user, {
      ...{ ...body.user, kind: "person" },
      ...{ email_confirmed: false, pending_email_change: null, mail_state: "working" },
    });
  });

  it("stores neither the password nor the refresh token, and records the account and the session", async () => {
    const person = await givenAccount(api);

    const kept = await api.db.query(sql<{ text: string }>`
      select users::text as text from users where id = ${person.id}
      union all
      select t::text from refresh_tokens t join sessions s on s.id = t.session_id
       where s.user_id = ${person.id}
      union all
      select outbox::text from outbox where actor_id = ${person.id}`);

    assert.equal(kept.length, 4);
    for (const { text } of kept) {
      assert.ok(!text.includes(person.password), text);
      assert.ok(!text.includes(person.refresh_token), text);
    }
    assert.equal(
      (await eventsOf(api, "user.registered", { actor_id: person.id }))[0]?.outcome,
      "success",
    );
    assert.equal((await eventsOf(api, "session.started", { actor_id: person.id })).length, 1);
  });

  it("reports every invalid field of a body in one response", async () => {
    const { status, body } = await api.post(undefined, path, {
      name: " ",
      email: "ada",
      password: 7,
      role: "admin",
    });

    assert.equal(status, 400);
    assert.deepEqual(pointersOf(body), ["/email", "/name", "/password", "/role"]);
  });

  const unsafe: [string, string][] = [
    ["is shorter than 15 characters", "x9#kQ2!vLm4@pR"],
    ["has more than 256 characters", "marmalade ".repeat(26)],
    ["is common", "passwordpassword"],
    ["is a pattern", "qwertyuiopasdfgh"],
    ["is made of the name", "Grace Hopper Grace Hopper"],
    ["contains NUL, where bcrypt would stop reading", "marmalade on\0a tall ladder"],
  ];
  for (const [fault, password] of unsafe) {
    it(`rejects a password that ${fault}`, async () => {
      const { status, body } = await api.post(undefined, path, { ...newDraft(), password });

      assert.equal(status, 400);
      assert.equal(body.code, "invalid_request");
      assert.deepEqual(pointersOf(body), ["/password"]);
      assert.ok(!JSON.stringify(body).includes(password));
    });
  }

  it("rejects an email address that has an account, in any case", async () => {
    const { email } = await givenAccount(api);

    const { status, body } = await api.post(undefined, path, {
      ...newDraft(),
      email: email.toUpperCase(),
    });

    assert.deepEqual([status, body.code], [409, "email_taken"]);
  });

  it("waits for a concurrent registration with the same address and is then refused", async () => {
    const draft = newDraft();
    const rivals = await prepareAccount(api.instance, draft);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await addAccount(rival, rivals, { actor: null, origin: systemOrigin });
      late = api.post(undefined, path, { ...draft, email: draft.email.toUpperCase() });
      await untilBlocked(api.db);
    });

    const { status, body } = await late;
    assert.deepEqual([status, body.code], [409, "email_taken"]);
  });
});

describe("the registration setting", () => {
  it("invited: refuses every address without an invitation, whether or not it has an account", async (t) => {
    const invited = await startApi({ registration: "invited" });
    t.after(() => invited.close());
    const world = await givenWorld(invited);
    const draft = newDraft();
    await givenInvitation(invited, world, { email: draft.email.toUpperCase() });

    const accepted = await invited.post(undefined, path, draft);
    const uninvited = await invited.post(undefined, path, newDraft());
    const taken = await invited.post(undefined, path, { ...draft, email: world.member.email });

    assert.equal(accepted.status, 201);
    assert.deepEqual([uninvited.status, uninvited.body.code], [403, "registration_closed"]);
    assert.deepEqual([taken.status, taken.body.code], [403, "registration_closed"]);
    const [refusal] = await eventsOf(invited, "user.registered", { actor_id: null });
    assert.equal(refusal?.outcome, "refused");
  });

  it("invited: does not count an invitation to a deleted workspace", async (t) => {
    const invited = await startApi({ registration: "invited" });
    t.after(() => invited.close());
    const world = await givenWorld(invited);
    const draft = newDraft();
    await givenInvitation(invited, world, { email: draft.email });
    await invited.db.query(sql`
      update workspaces set deleted_at = now() where id = ${world.workspace.id}`);

    assert.equal((await invited.post(undefined, path, draft)).status, 403);
  });

  it("closed: refuses even an invited address, while the operator can create an account", async (t) => {
    const closed = await startApi({ registration: "closed" });
    t.after(() => closed.close());
    const world = await givenWorld(closed);
    const draft = newDraft();
    await givenInvitation(closed, world, { email: draft.email });

    const refused = await closed.post(undefined, path, draft);
    const user = await createUser(closed.instance, draft);
    const signedIn = await closed.post(undefined, "/v1/auth/login", {
      email: draft.email,
      password: draft.password,
    });

    assert.deepEqual([refused.status, refused.body.code], [403, "registration_closed"]);
    assert.equal(signedIn.body.user.id, user.id);
  });
});

describe("an account created by the operator", () => {
  it("must satisfy the same rules as a registration", async () => {
    const { email } = await givenAccount(api);
    const code = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

    await assert.rejects(
      createUser(api.instance, { ...newDraft(), email: "ada" }),
      code("invalid_request"),
    );
    await assert.rejects(
      createUser(api.instance, { ...newDraft(), password: "short" }),
      code("invalid_request"),
    );
    await assert.rejects(createUser(api.instance, { ...newDraft(), email }), code("email_taken"));
  });
});

function newDraft() {
  return {
    name: "Grace Hopper",
    email: `grace-${randomUUID()}@example.com`,
    password: goodPassword,
  };
}

function pointersOf(body: { errors: { pointer: string }[] }): string[] {
  return [...new Set(body.errors.map(({ pointer }) => pointer))].sort();
}
