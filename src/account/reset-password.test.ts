import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  eventsOf,
  givenAccount,
  type SignedInPerson,
  signInAgain,
} from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { answerResets, mailedToken, mailsTo, withMail } from "../../test/support/mail/queued.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { setPassword } from "../users/set-password.ts";
import { createResetLink } from "./reset-link.ts";

const password = "a lighthouse made of bread";

let api: TestApi;
before(async () => {
  api = await startApi(withMail);
});
after(() => api.close());

const ask = (email: string) => api.post(undefined, "/v1/auth/password-reset", { email });
const reset = (token: string, chosen = password) =>
  api.post(undefined, "/v1/auth/password-reset/confirm", { token, password: chosen });
const signIn = ({ email }: { email: string }, given: string) =>
  api.post(undefined, "/v1/auth/login", { email, password: given });

/** The token in a mail that the person asked for. */
async function mailedReset({ email }: SignedInPerson): Promise<string> {
  await ask(email);
  await answerResets(api);
  return await mailedToken(api, email, "reset_password");
}

describe("asking to reset a password", () => {
  it("mails a link to an account, in whatever spelling the address is given", async () => {
    const person = await givenAccount(api);

    const { status, body } = await ask(person.email.toUpperCase());
    await answerResets(api);

    assert.deepEqual([status, body], [202, ""]);
    const token = await mailedToken(api, person.email, "reset_password");
    assert.match(token, /^slp_[\w-]{43}$/);
  });

  it("sends the same statements for an address with an account as for one without", async () => {
    const person = await givenAccount(api);
    const sentFor = (email: string) =>
      statementsOf(async () => assert.equal((await ask(email)).status, 202));

    const known = await sentFor(person.email);
    const unknown = await sentFor("nobody@example.com");

    assert.deepEqual(known, unknown);
    assert.equal(
      known.filter((text) => /\busers\b/.test(text)).length,
      0,
      "It must look nobody up.",
    );
    assert.equal(known.filter((text) => text.startsWith("insert")).length, 1);
  });

  it("mails nothing to an address without an account", async () => {
    await ask("nobody-here@example.com");
    await answerResets(api);

    assert.deepEqual(await mailsTo(api, "nobody-here@example.com"), []);
    assert.deepEqual(await api.db.query(sql`select id from password_reset_requests`), []);
  });

  it("mails at most three links to an address in an hour, those for confirming it included", async () => {
    const person = await givenAccount(api);

    for (let n = 1; n <= 5; n += 1) await ask(person.email);
    await answerResets(api);

    const kinds = (await mailsTo(api, person.email)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ["confirm_address", "reset_password", "reset_password"]);
  });

  it("is refused without an address", async () => {
    const { status, body } = await api.post(undefined, "/v1/auth/password-reset", {});
    assert.deepEqual([status, body.errors[0].pointer], [400, "/email"]);
  });
});

describe("resetting a password", () => {
  it("replaces the password, ends every session and signs nobody in", async () => {
    const person = await givenAccount(api);
    const other = await signInAgain(api, person);
    const token = await mailedReset(person);

    const { status, body } = await reset(token);

    assert.deepEqual([status, body], [204, ""]);
    for (const session of [person, other]) {
      assert.equal((await api.get(session, "/v1/me")).status, 401);
      const { refresh_token } = session;
      assert.equal((await api.post(undefined, "/v1/auth/refresh", { refresh_token })).status, 401);
    }
    assert.equal((await signIn(person, person.password)).status, 401);
    assert.equal((await signIn(person, password)).status, 200);
    const [event] = await eventsOf(api, "user.password_reset", { actor_id: person.id });
    assert.deepEqual([event?.subject_id, event?.data], [person.id, { sessions_ended: 2 }]);
    assert.equal((await mailsTo(api, person.email)).at(-1)?.kind, "password_changed");
  });

  it("confirms the address, because the link went through its mailbox", async () => {
    const person = await givenAccount(api);
    assert.equal((await api.get(person, "/v1/me")).body.user.email_confirmed, false);

    await reset(await mailedReset(person));

    const session = await signInAgain(api, { ...person, password });
    assert.equal((await api.get(session, "/v1/me")).body.user.email_confirmed, true);
    assert.equal(
      (await eventsOf(api, "user.address_confirmed", { actor_id: person.id })).length,
      1,
    );
  });

  it("takes an account away from a thief who created it under somebody else's address", async () => {
    const thief = await givenAccount(api);
    const change = { email: "thief@example.com", current_password: thief.password };
    assert.equal((await api.put(thief, "/v1/me/email", change)).status, 202);
    const moving = await mailedToken(api, "thief@example.com", "change_address");

    await reset(await mailedReset(thief));

    assert.equal((await api.get(thief, "/v1/me")).status, 401);
    assert.equal((await signIn(thief, thief.password)).status, 401);
    const { status, body } = await api.post(undefined, "/v1/auth/confirm", { token: moving });
    assert.deepEqual([status, body.code], [422, "invalid_account_token"]);
    const owner = await signInAgain(api, { ...thief, password });
    const { user } = (await api.get(owner, "/v1/me")).body;
    assert.deepEqual([user.email, user.pending_email_change], [thief.email, null]);
  });

  it("works once", async () => {
    const person = await givenAccount(api);
    const token = await mailedReset(person);

    await reset(token);
    const { status, body } = await reset(token, "another lighthouse, of cake");

    assert.deepEqual([status, body.code], [422, "invalid_account_token"]);
    assert.equal((await signIn(person, password)).status, 200);
  });

  it("works once if two requests use the link at the same time", async () => {
    const person = await givenAccount(api);
    const token = await mailedReset(person);

    let replies!: Promise<{ status: number }>[];
    await transaction(api.db, async (rival) => {
      await rival.query(sql`select u.id from users u where u.id = ${person.id} for update`);
      replies ??= [reset(token), reset(token, "another lighthouse, of cake")];
      await untilBlocked(api.db, 2);
    });

    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [204, 422]);
  });

  it("is refused with a link that expired, that a newer password overtook, or that is invalid", async () => {
    const [late, changed] = [await givenAccount(api), await givenAccount(api)];
    const tokens = [await mailedReset(late), await mailedReset(changed)];
    await api.db.query(sql`
      update account_tokens set expires_at = clock_timestamp() where user_id = ${late.id}`);
    await setPassword(api.instance, {
      email: changed.email,
      password: "bread made of lighthouses",
    });
    const confirmation = await mailedToken(api, changed.email, "confirm_address");

    for (const token of [...tokens, confirmation, "slp_", ""]) {
      const { status, body } = await reset(token);
      assert.deepEqual([status, body.code], [422, "invalid_account_token"], token);
    }
    assert.equal((await signIn(late, late.password)).status, 200);
  });

  it("is refused for a password that is easy to guess, after which the link still works", async () => {
    const person = await givenAccount(api);
    const token = await mailedReset(person);

    const { status, body } = await reset(token, person.email);

    assert.deepEqual([status, body.errors[0].pointer], [400, "/password"]);
    assert.equal((await reset(token)).status, 204);
  });

  it("stores no token, only its hash", async () => {
    const person = await givenAccount(api);
    const token = await mailedReset(person);

    const rows = await api.db.query(sql<{ row: string }>`
      select t::text as row from account_tokens t where t.user_id = ${person.id}`);
    assert.equal(rows.length, 2);
    for (const { row } of rows) assert.ok(!row.includes(token.slice(4)), row);
  });
});

describe("a link that the operator makes", () => {
  it("resets the password on a server without mail, and confirms nothing", async () => {
    const silent = await startApi();
    try {
      const person = await givenAccount(silent);

      const link = await createResetLink(silent.instance, { email: person.email.toUpperCase() });
      const [page, token = ""] = link.split("#");

      assert.equal(page, `${silent.instance.config.publicUrl}/account/reset`);
      const path = "/v1/auth/password-reset";
      assert.equal((await silent.post(undefined, path, { email: person.email })).status, 202);
      const body = { token, password };
      assert.equal((await silent.post(undefined, `${path}/confirm`, body)).status, 204);
      const session = await signInAgain(silent, { ...person, password });
      assert.equal((await silent.get(session, "/v1/me")).body.user.email_confirmed, false);
      await answerResets(silent);
      assert.deepEqual(await mailsTo(silent, person.email), []);
      const nobody = createResetLink(silent.instance, { email: "nobody@example.com" });
      await assert.rejects(nobody, { code: "not_found" });
    } finally {
      await silent.close();
    }
  });
});
