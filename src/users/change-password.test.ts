import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { eventsOf, givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { transaction } from "../db/transaction.ts";
import { systemOrigin } from "../events/record.ts";
import { lockAccount } from "./queries.ts";
import { replacePassword, setPassword } from "./set-password.ts";

const path = "/v1/me/password";
const new_password = "a lighthouse made of bread";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("changing a password", () => {
  it("replaces the old password", async () => {
    const person = await givenAccount(api);

    const { status, body } = await api.put(person, path, change(person));

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(Object.keys(body.user).sort(), ["created_at", "email", "id", "name"]);
    assert.equal((await signIn(person.email, person.password)).status, 401);
    assert.equal((await signIn(person.email, new_password)).status, 200);
  });

  it("ends the person's other sessions and keeps the current one", async () => {
    const person = await givenAccount(api);
    const other = await signInAgain(api, person);

    await api.put(person, path, change(person));

    assert.equal((await api.get(person, "/v1/me")).status, 200);
    assert.equal((await refresh(person.refresh_token)).status, 200);
    assert.equal((await api.get(other, "/v1/me")).status, 401);
    assert.equal((await refresh(other.refresh_token)).status, 401);
    const [event] = await eventsOf(api, "user.password_changed", { actor_id: person.id });
    assert.deepEqual([event?.outcome, event?.data], ["success", { sessions_ended: 1 }]);
  });

  it("is refused and recorded if the current password is wrong, and the session stays valid", async () => {
    const person = await givenAccount(api);

    const { status, body } = await api.put(person, path, {
      current_password: `${person.password}.`,
      new_password,
    });

    assert.deepEqual([status, body.code], [422, "wrong_password"]);
    assert.equal((await api.get(person, "/v1/me")).status, 200);
    assert.equal((await signIn(person.email, person.password)).status, 200);
    const [event] = await eventsOf(api, "user.password_changed", { actor_id: person.id });
    assert.equal(event?.outcome, "failed");
  });

  it("is refused if the new password is easy to guess, with a pointer to the field", async () => {
    const person = await givenAccount(api);

    for (const password of ["short", "passwordpassword", person.email]) {
      const { status, body } = await api.put(person, path, change(person, password));
      assert.deepEqual([status, body.errors[0].pointer], [400, "/new_password"]);
    }
  });

  it("is refused without a token and with the token of an ended session", async () => {
    const person = await givenAccount(api);
    await api.post(undefined, "/v1/auth/logout", { refresh_token: person.refresh_token });

    assert.equal((await api.put(undefined, path, change(person))).status, 401);
    assert.equal((await api.put(person, path, change(person))).status, 401);
    assert.equal((await signIn(person.email, person.password)).status, 200);
  });

  it("ends all sessions if the operator does it", async () => {
    const person = await givenAccount(api);

    await setPassword(api.instance, {
      email: person.email.toUpperCase(),
      password: new_password,
    });

    assert.equal((await api.get(person, "/v1/me")).status, 401);
    assert.equal((await refresh(person.refresh_token)).status, 401);
    assert.equal((await signIn(person.email, new_password)).status, 200);
    const rules = { email: person.email, password: "short" };
    await assert.rejects(setPassword(api.instance, rules), { code: "invalid_request" });
    const nobody = { email: "nobody@example.com", password: new_password };
    await assert.rejects(setPassword(api.instance, nobody), { code: "not_found" });
  });

  it("makes a concurrent sign-in with the old password wait and then fail", async () => {
    const person = await givenAccount(api);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await lockAccount(rival, person.id);
      late = signIn(person.email, person.password);
      await untilBlocked(api.db);
      await replaceBy(rival, person.id);
    });

    assert.equal((await late).status, 401);
  });

  it("is refused if a concurrent change has ended the session", async () => {
    const person = await givenAccount(api);

    let late!: ReturnType<TestApi["put"]>;
    await transaction(api.db, async (rival) => {
      await lockAccount(rival, person.id);
      late = api.put(person, path, change(person, "a second lighthouse of bread"));
      await untilBlocked(api.db);
      await replaceBy(rival, person.id);
    });

    assert.equal((await late).status, 401);
    assert.equal((await signIn(person.email, "a second lighthouse of bread")).status, 401);
  });
});

describe("guesses at the current password", () => {
  it("are limited to ten a minute, after which the right password is answered 429 too", async (t) => {
    const limited = await startApi({
      rateLimits: { ...noRateLimits, auth: { limit: 10, windowSeconds: 60 } },
    });
    t.after(() => limited.close());
    const [person, neighbour] = [await givenAccount(limited), await givenAccount(limited)];

    for (let guess = 1; guess <= 10; guess++) {
      const wrong = { current_password: `guess ${guess}`, new_password };
      assert.equal((await limited.put(person, path, wrong)).status, 422);
    }

    const spent = await limited.put(person, path, change(person));
    assert.deepEqual([spent.status, spent.body.code], [429, "rate_limited"]);
    assert.match(spent.headers.get("retry-after") ?? "", /^\d+$/);
    assert.equal((await limited.put(neighbour, path, change(neighbour))).status, 200);
  });

  it("without a token count against the anonymous rate limit of the client address", async (t) => {
    const limited = await startApi({
      rateLimits: { ...noRateLimits, anonymous: { limit: 1, windowSeconds: 60 } },
    });
    t.after(() => limited.close());

    assert.equal((await limited.put(undefined, path, {})).status, 401);
    assert.equal((await limited.put(undefined, path, {})).status, 429);
  });
});

function change({ password }: { password: string }, wanted = new_password) {
  return { current_password: password, new_password: wanted };
}

function signIn(email: string, password: string) {
  return api.post(undefined, "/v1/auth/login", { email, password });
}

function refresh(refresh_token: string) {
  return api.post(undefined, "/v1/auth/refresh", { refresh_token });
}

async function replaceBy(rival: Parameters<typeof replacePassword>[0], user_id: string) {
  const password_hash = await api.instance.passwords.hashPassword(user_id, new_password);
  await replacePassword(
    rival,
    { user_id, password_hash, keep_session_id: null },
    { actor: null, origin: systemOrigin },
  );
}
