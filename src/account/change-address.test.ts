import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import {
  eventsOf,
  givenAccount,
  type SignedInPerson,
  signInAgain,
} from "../../test/support/accounts.ts";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { answerResets, mailedToken, mailsTo, withMail } from "../../test/support/mail/queued.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";

let api: TestApi;
before(async () => {
  api = await startApi(withMail);
});
after(() => api.close());

const newAddress = () => `new-${randomUUID()}@example.com`;
const change = (person: SignedInPerson, email: string, current_password = person.password) =>
  api.put(person, "/v1/me/email", { email, current_password });
const confirm = (token: string) => api.post(undefined, "/v1/auth/confirm", { token });
const stop = (token: string) => api.post(undefined, "/v1/auth/address-change/stop", { token });
const register = (email: string) =>
  api.post(undefined, "/v1/auth/register", { name: "Eve", email, password: "a kettle of night" });
const accountOf = async (as: { token: string }) => (await api.get(as, "/v1/me")).body.user;

/** A person who asked for a change of address, and the tokens that were mailed. */
async function givenChange() {
  const person = await givenAccount(api);
  const email = newAddress();
  await change(person, email);
  const confirmation = await mailedToken(api, email, "change_address");
  const stopping = await mailedToken(api, person.email, "address_changing");
  return { person, email, confirmation, stopping };
}

describe("changing an email address", () => {
  it("mails both addresses, and takes effect when the new one is confirmed", async () => {
    const person = await givenAccount(api);
    const email = newAddress();

    const { status, body } = await change(person, email);

    assert.equal(status, 202);
    assert.deepEqual([body.email, body.pending_email_change.email], [person.email, email]);
    const before = await accountOf(person);
    assert.deepEqual(before.pending_email_change, body.pending_email_change);
    assert.equal(before.email, person.email);
    const confirmed = await confirm(await mailedToken(api, email, "change_address"));
    assert.deepEqual([confirmed.status, confirmed.body], [200, { email }]);
    const now = await accountOf(person);
    assert.deepEqual(
      [now.email, now.email_confirmed, now.pending_email_change],
      [email, true, null],
    );
    await signInAgain(api, { email, password: person.password });
    const events = await eventsOf(api, "user.address_changed", { actor_id: person.id });
    assert.deepEqual(
      events.map(({ data }) => data.stage),
      ["requested", "applied"],
    );
  });

  it("answers with the same statements if the new address has an account, whose owner gets a mail that says so", async () => {
    const [one, two, other] = [
      await givenAccount(api),
      await givenAccount(api),
      await givenAccount(api),
    ];
    const free = newAddress();
    const send = async (person: SignedInPerson, email: string) => {
      let reply!: Awaited<ReturnType<typeof change>>;
      const statements = await statementsOf(async () => {
        reply = await change(person, email);
      });
      const { email: kept, pending_email_change } = reply.body;
      assert.deepEqual([kept, pending_email_change.email], [person.email, email]);
      return { status: reply.status, keys: Object.keys(reply.body), statements };
    };

    assert.deepEqual(await send(one, free), await send(two, other.email));

    const mail = (await mailsTo(api, other.email)).at(-1);
    assert.equal(mail?.kind, "change_address");
    assert.match(mail?.subject ?? "", /has an account already/);
    assert.doesNotMatch(mail?.body_text ?? "", /#sl/);
    assert.equal((await mailsTo(api, free)).length, 1);
  });

  it("leaves no link to the former address but the one that stops it", async () => {
    const { person, confirmation } = await givenChange();
    await api.post(undefined, "/v1/auth/password-reset", { email: person.email });
    await answerResets(api);
    const resetting = await mailedToken(api, person.email, "reset_password");
    const former = await mailedToken(api, person.email, "confirm_address");

    await confirm(confirmation);

    assert.equal((await confirm(former)).status, 422);
    const body = { token: resetting, password: "a lighthouse made of bread" };
    const { status } = await api.post(undefined, "/v1/auth/password-reset/confirm", body);
    assert.equal(status, 422);
  });

  it("is replaced by a later request, whose link alone works", async () => {
    const { person, confirmation } = await givenChange();
    const later = newAddress();

    await change(person, later);

    assert.equal((await confirm(confirmation)).status, 422);
    assert.equal((await confirm(await mailedToken(api, later, "change_address"))).status, 200);
    assert.equal((await accountOf(person)).email, later);
  });

  it("is dropped when the password changes", async () => {
    const { person, confirmation } = await givenChange();
    const passwords = {
      current_password: person.password,
      new_password: "a lighthouse made of bread",
    };

    await api.put(person, "/v1/me/password", passwords);

    assert.equal((await confirm(confirmation)).status, 422);
    assert.equal((await accountOf(person)).pending_email_change, null);
  });

  it("is refused with a wrong password, which is recorded, and mails nobody", async () => {
    const person = await givenAccount(api);
    const email = newAddress();

    const { status, body } = await change(person, email, "not the password");

    assert.deepEqual([status, body.code], [422, "wrong_password"]);
    assert.deepEqual(await mailsTo(api, email), []);
    const [event] = await eventsOf(api, "user.address_changed", { actor_id: person.id });
    assert.equal(event?.outcome, "failed");
  });

  it("is refused when somebody registered the new address first, if they did so before it was confirmed", async () => {
    const { person, email, confirmation } = await givenChange();
    assert.equal((await register(email)).status, 201);

    const { status, body } = await confirm(confirmation);

    assert.deepEqual([status, body.code], [409, "email_taken"]);
    assert.equal((await accountOf(person)).email, person.email);
  });

  it("is refused for another seven days after one took effect, so that the right to stop it remains", async () => {
    const { person, confirmation } = await givenChange();
    await confirm(confirmation);

    const { status, body } = await change(person, newAddress());

    assert.deepEqual([status, body.code], [409, "address_changed_recently"]);
    await api.db.query(sql`
      update address_changes set expires_at = clock_timestamp() where user_id = ${person.id}`);
    assert.equal((await change(person, newAddress())).status, 202);
  });

  it("can be asked for five times a day", async () => {
    const person = await givenAccount(api);
    const statuses = [];
    for (let n = 1; n <= 6; n += 1) statuses.push((await change(person, newAddress())).status);
    assert.deepEqual(statuses, [202, 202, 202, 202, 202, 429]);
  });

  it("has one winner if two accounts confirm one address at the same time", async () => {
    const [one, two] = [await givenAccount(api), await givenAccount(api)];
    const email = newAddress();
    await change(one, email);
    const first = await mailedToken(api, email, "change_address");
    await change(two, email);
    const second = await mailedToken(api, email, "change_address");

    let replies!: Promise<{ status: number }>[];
    await transaction(api.db, async (rival) => {
      const ids = [one.id, two.id];
      await rival.query(sql`select u.id from users u where u.id = any(${ids}::uuid[]) for update`);
      replies ??= [confirm(first), confirm(second)];
      await untilBlocked(api.db, 2);
    });

    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [200, 409]);
  });

  it("counts wrong passwords by the account, whatever new addresses are named", async () => {
    const limited = await startApi({
      ...withMail,
      rateLimits: { ...noRateLimits, auth: { limit: 3, windowSeconds: 60 } },
    });
    try {
      const person = await givenAccount(limited);
      const statuses = [];
      for (let n = 1; n <= 4; n += 1) {
        const body = { email: newAddress(), current_password: `guess ${n}` };
        statuses.push((await limited.put(person, "/v1/me/email", body)).status);
      }
      assert.deepEqual(statuses, [422, 422, 422, 429]);
    } finally {
      await limited.close();
    }
  });
});

describe("stopping a change of address", () => {
  const assertStopped = async (person: SignedInPerson) => {
    assert.equal((await api.get(person, "/v1/me")).status, 401);
    const { email, password } = person;
    const login = await api.post(undefined, "/v1/auth/login", { email, password });
    assert.equal(login.status, 401);
    const token = await mailedToken(api, email, "reset_password");
    const chosen = { token, password: "a lighthouse made of bread" };
    const path = "/v1/auth/password-reset/confirm";
    assert.equal((await api.post(undefined, path, chosen)).status, 204);
    const session = await signInAgain(api, { email, password: chosen.password });
    return await accountOf(session);
  };

  it("drops a change that waits, and the password and sessions of the person who asked for it", async () => {
    const { person, confirmation, stopping } = await givenChange();
    assert.match(stopping, /^sls_[\w-]{43}$/);

    const { status, body } = await stop(stopping);

    assert.deepEqual([status, body], [204, ""]);
    assert.equal((await confirm(confirmation)).status, 422);
    const account = await assertStopped(person);
    assert.deepEqual([account.email, account.pending_email_change], [person.email, null]);
  });

  it("undoes a change that took effect, also after the new address reset the password", async () => {
    const { person, email, confirmation, stopping } = await givenChange();
    await confirm(confirmation);
    await api.post(undefined, "/v1/auth/password-reset", { email });
    await answerResets(api);
    const resetting = await mailedToken(api, email, "reset_password");
    const taken = { token: resetting, password: "a kettle full of night" };
    await api.post(undefined, "/v1/auth/password-reset/confirm", taken);

    assert.equal((await stop(stopping)).status, 204);

    const account = await assertStopped(person);
    assert.deepEqual([account.email, account.email_confirmed], [person.email, true]);
    const { password } = taken;
    assert.equal((await api.post(undefined, "/v1/auth/login", { email, password })).status, 401);
    const events = await eventsOf(api, "user.address_changed", { actor_id: person.id });
    assert.equal(events.at(-1)?.data.stage, "stopped");
  });

  it("is possible because nobody else gets the former address for seven days", async () => {
    const { person, confirmation } = await givenChange();
    const other = await givenAccount(api);
    await confirm(confirmation);

    const taken = await register(person.email);
    await change(other, person.email);

    assert.deepEqual([taken.status, taken.body.code], [409, "email_taken"]);
    assert.match((await mailsTo(api, person.email)).at(-1)?.subject ?? "", /has an account/);
    await api.db.query(sql`
      update address_changes set expires_at = clock_timestamp() where user_id = ${person.id}`);
    assert.equal((await register(person.email)).status, 201);
  });

  it("works once, and not after seven days", async () => {
    const [one, late] = [await givenChange(), await givenChange()];
    await api.db.query(sql`
      update address_changes set expires_at = clock_timestamp() where user_id = ${late.person.id}`);

    await stop(one.stopping);

    for (const token of [one.stopping, late.stopping, one.confirmation, ""]) {
      const { status, body } = await stop(token);
      assert.deepEqual([status, body.code], [422, "invalid_account_token"]);
    }
  });
});

describe("changing an email address on a server without mail", () => {
  it("takes effect at once, unless another account has the address", async () => {
    const silent = await startApi();
    try {
      const [person, other] = [await givenAccount(silent), await givenAccount(silent)];
      const email = newAddress();
      const put = (wanted: string) =>
        silent.put(person, "/v1/me/email", {
          email: wanted,
          current_password: person.password,
        });

      const { status, body } = await put(email);
      const taken = await put(other.email.toUpperCase());

      assert.deepEqual([status, body], [202, { email, pending_email_change: null }]);
      assert.deepEqual([taken.status, taken.body.code], [409, "email_taken"]);
      const { user } = (await silent.get(person, "/v1/me")).body;
      assert.deepEqual([user.email, user.email_confirmed], [email, false]);
      await signInAgain(silent, { email, password: person.password });
    } finally {
      await silent.close();
    }
  });
});
