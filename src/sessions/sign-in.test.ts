import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import bcrypt from "bcrypt";
import { eventsOf, givenAccount, type SignedInPerson } from "../../test/support/accounts.ts";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { bcryptChannel, createPasswords } from "../auth/passwords.ts";
import { sql } from "../db/sql.ts";
import { systemOrigin } from "../events/record.ts";
import { findSignInAccount } from "../users/queries.ts";
import { signIn } from "./sign-in.ts";

const path = "/v1/auth/login";
let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("sign-in", () => {
  it("starts a new session, whatever the case of the email address", async () => {
    const { email, password, id, token } = await givenAccount(api);

    const { status, headers, body } = await login(email.toUpperCase(), password);

    assert.equal(status, 200);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.deepEqual([body.user.id, body.token_type, body.expires_in], [id, "Bearer", 900]);
    assert.deepEqual(Object.keys(body.user).sort(), ["created_at", "email", "id", "name"]);
    for (const each of [token, body.access_token]) {
      assert.equal((await api.get({ token: each }, "/v1/me")).status, 200);
    }
    const sessions = await api.get({ token }, "/v1/me/sessions");
    assert.equal(sessions.body.data.length, 2);
  });

  it("answers a wrong password and an unknown address alike, after one password comparison each", async () => {
    const { email, password } = await givenAccount(api);

    const [wrong, atWrong] = await withOperations(() => login(email, `${password}.`));
    const [unknown, atUnknown] = await withOperations(() => login("nobody@example.com", password));
    const [, atRight] = await withOperations(() => login(email, password));

    assert.deepEqual([wrong.status, wrong.body.code], [401, "invalid_credentials"]);
    assert.deepEqual(comparable(wrong), comparable(unknown));
    assert.deepEqual([atWrong, atUnknown, atRight], [["compare"], ["compare"], ["compare"]]);
  });

  it("executes the same single statement for a known address and for an unknown one", async () => {
    const { email } = await givenAccount(api);

    const atKnown = await askedFor(() => login(email, "wrong"));
    const atUnknown = await askedFor(() => login("nobody@example.com", "wrong"));

    assert.equal(atKnown.length, 1);
    assert.deepEqual(atKnown, atUnknown);
  });

  const lookalikes: [string, string, string][] = [
    ["72 bytes", "marmalade on a ", "x9Q"],
    ["36 characters of two bytes", "ärgerlich über ", "é"],
    ["24 characters of three bytes", "パスワードは安全ですよね紫の象が", "雪"],
  ];
  for (const [what, start, filler] of lookalikes) {
    it(`distinguishes passwords that are equal in the first ${what}`, async () => {
      const common = start + filler.repeat(40);
      assert.ok(Buffer.byteLength(common) > 72);
      const { email } = await givenAccount(api, { password: `${common} then one` });

      assert.equal((await login(email, `${common} then two`)).status, 401);
      assert.equal((await login(email, common)).status, 401);
      assert.equal((await login(email, `${common} then one`)).status, 200);
    });
  }

  it("records successful and failed sign-ins without the address or password that was typed", async () => {
    const person = await givenAccount(api);
    await login(person.email, "not the right password");
    await login("nobody-at-all@example.com", "not the right password");

    const events = await untilRecorded(person, 2);

    assert.deepEqual(events.map(({ outcome }) => outcome).sort(), ["failed", "success"]);
    await eventsOf(api, "session.started", { actor_id: null });
    const rows = await api.db.query(sql<{ text: string }>`select outbox::text as text from outbox`);
    for (const { text } of rows) {
      assert.doesNotMatch(text, /not the right password|nobody-at-all|marmalade/);
    }
  });

  it("rehashes the password once when the cost has risen, and every concurrent sign-in succeeds", async () => {
    const { email, id, password } = await givenAccount(api);
    const costlier = { ...api.instance, passwords: createPasswords({ cost: 5 }) };

    await Promise.all(
      Array.from({ length: 5 }, () => signIn(costlier, { email, password }, systemOrigin)),
    );

    const [row] = await api.db.query(
      sql<{ password_hash: string }>`select password_hash from users where id = ${id}`,
    );
    assert.match(row?.password_hash ?? "", /^\$2b\$05\$/);
    assert.equal((await login(email, password)).status, 200);
  });

  it("accepts every Unicode form of a password after one sign-in with the form that was hashed", async () => {
    const { email, id } = await givenAccount(api);
    const password = "pässwörter-sind-schwierig-élan";
    const sent = password.normalize("NFD");
    const digest = createHmac("sha384", `slacky.password.v1:${id}`).update(sent).digest("base64");
    const password_hash = await bcrypt.hash(digest, 4);
    await api.db.query(sql`update users set password_hash = ${password_hash} where id = ${id}`);

    const statuses = [];
    for (const tried of [password, sent, password, sent]) {
      statuses.push((await login(email, tried)).status);
    }

    assert.deepEqual(statuses, [401, 200, 200, 200]);
  });

  it("rejects an invalid body before comparing a password", async () => {
    const [reply, operations] = await withOperations(() =>
      api.post(undefined, path, { email: ["a"], password: { $ne: "" } }),
    );

    assert.equal(reply.status, 400);
    assert.deepEqual(operations, []);
  });
});

describe("a sign-in while many passwords of other senders wait", () => {
  const slowHash = `$2b$10$${"w".repeat(53)}`;

  it("waits for none of them from an address from which the account was signed in to before, and for one of each sender from another", async (t) => {
    const behindProxy = await startApi({ trustProxy: 1 });
    t.after(() => behindProxy.close());
    const { email, password } = await givenAccount(behindProxy);
    const signInFrom = async (address: string) => {
      const headers = { "x-forwarded-for": address };
      return await behindProxy.post(undefined, path, { email, password }, headers);
    };
    assert.equal((await signInFrom("192.0.2.1")).status, 200);
    let compared = 0;
    const flood = Array.from({ length: 40 }, async (_, n) => {
      const sender = { address: `198.51.100.${n % 20}`, isKnown: false };
      await behindProxy.instance.passwords.from(sender).matchPassword("x", "wrong", slowHash);
      compared += 1;
    });

    const replies = await Promise.all([
      signInFrom("192.0.2.1").then(({ status }) => ({ status, compared })),
      signInFrom("192.0.2.2").then(({ status }) => ({ status, compared })),
    ]);

    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200],
    );
    const [atHome, elsewhere] = replies.map((reply) => reply.compared);
    assert.ok(Number(atHome) < 20, `${atHome}`);
    assert.ok(Number(elsewhere) >= 20 && Number(elsewhere) < 40, `${elsewhere}`);
    await Promise.all(flood);
  });

  it("remembers addresses of sessions that have ended, for the latest thousand sessions", async (t) => {
    const behindProxy = await startApi({ trustProxy: 1 });
    t.after(() => behindProxy.close());
    const { email, password, id } = await givenAccount(behindProxy);
    const isKnown = async (network: string) =>
      (await findSignInAccount(behindProxy.db, { email, network }))?.is_known_network;
    const headers = { "x-forwarded-for": "2001:db8:0:1::5" };
    const { body } = await behindProxy.post(undefined, path, { email, password }, headers);
    const { refresh_token } = body;
    await behindProxy.post(undefined, "/v1/auth/logout", { refresh_token });

    assert.equal(await isKnown("2001:db8::/56"), true);
    assert.equal(await isKnown("2001:db8:1::/56"), false);
    assert.equal(await isKnown("unknown"), false);
    await behindProxy.db.query(sql`
      insert into sessions (id, user_id, ip_address, expires_at)
      select gen_random_uuid(), ${id}, '192.0.2.1', now() from generate_series(1, 1000)`);
    assert.equal(await isKnown("2001:db8::/56"), false);
  });
});

describe("sign-in attempts", () => {
  it("are limited to ten a minute per client address and email address, whatever its case", async (t) => {
    const limited = await startApi({
      rateLimits: { ...noRateLimits, auth: { limit: 10, windowSeconds: 60 } },
    });
    t.after(() => limited.close());
    const [person, neighbour] = [await givenAccount(limited), await givenAccount(limited)];
    const run = (email: string, password: string) =>
      limited.post(undefined, path, { email, password });

    // Registering was the first attempt.
    for (let guess = 2; guess <= 10; guess++) {
      const email = guess % 2 ? person.email : person.email.toUpperCase();
      assert.equal((await run(email, `guess ${guess}`)).status, 401);
    }

    const spent = await run(person.email, person.password);
    assert.deepEqual([spent.status, spent.body.code], [429, "rate_limited"]);
    assert.equal((await run(neighbour.email, neighbour.password)).status, 200);
  });

  it("do not count against the anonymous rate limit of the client address", async (t) => {
    const limited = await startApi({
      rateLimits: { ...noRateLimits, anonymous: { limit: 2, windowSeconds: 60 } },
    });
    t.after(() => limited.close());
    const { email, password } = await givenAccount(limited);
    await limited.get(undefined, "/v1/me");
    await limited.get(undefined, "/v1/me");

    assert.equal((await limited.get(undefined, "/v1/me")).status, 429);
    assert.equal((await limited.post(undefined, path, { email, password })).status, 200);
  });
});

function login(email: string, password: string) {
  return api.post(undefined, path, { email, password });
}

/** Returns a response without the parts that differ between any two responses. */
function comparable({ status, headers, body }: Awaited<ReturnType<typeof login>>) {
  const names = [...headers.keys()].filter((name) => name !== "date" && name !== "x-request-id");
  const values = names.map((name) => [name, headers.get(name)]);
  return { status, values, body: { ...body, request_id: undefined } };
}

async function withOperations<T>(work: () => Promise<T>): Promise<[T, unknown[]]> {
  const operations: unknown[] = [];
  const listener = (operation: unknown) => operations.push(operation);
  bcryptChannel.subscribe(listener);
  try {
    return [await work(), operations];
  } finally {
    bcryptChannel.unsubscribe(listener);
  }
}

/** Returns the statements that a response needs, without those that record the refusal afterwards. */
async function askedFor(work: () => Promise<unknown>): Promise<string[]> {
  const recordsRefusal = (text: string) => text.includes("outbox") || /^(begin|commit)$/.test(text);
  return (await statementsOf(work)).filter((text) => !recordsRefusal(text));
}

async function untilRecorded({ id }: SignedInPerson, count: number) {
  for (;;) {
    const events = await eventsOf(api, "session.started", { actor_id: id });
    if (events.length >= count) return events;
  }
}
