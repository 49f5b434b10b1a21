import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { newRefreshToken } from "../../src/auth/refresh-token.ts";
import { sql } from "../../src/db/sql.ts";
import { eventsOf, givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";

const path = "/v1/me/sessions";
let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("sign-out", () => {
  it("ends the session of the token, and no other", async () => {
    const person = await givenAccount(api);
    const other = await signInAgain(api, person);

    const { status, body } = await signOut(person.refresh_token);

    assert.deepEqual([status, body], [204, ""]);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
    assert.equal((await api.get(other, "/v1/me")).status, 200);
    const [event] = await eventsOf(api, "session.ended", { actor_id: person.id });
    assert.equal(event?.outcome, "success");
  });

  it("ends it by a spent token too", async () => {
    const person = await givenAccount(api);
    await api.post(undefined, "/v1/auth/refresh", { refresh_token: person.refresh_token });

    assert.equal((await signOut(person.refresh_token)).status, 204);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
  });

  it("answers a token that is unknown or was used for this before in the same way", async () => {
    const person = await givenAccount(api);
    await signOut(person.refresh_token);

    for (const token of [newRefreshToken(), "x", person.refresh_token]) {
      assert.equal((await signOut(token)).status, 204);
    }
    assert.equal((await eventsOf(api, "session.ended", { actor_id: person.id })).length, 1);
  });
});

describe("the list of sessions", () => {
  it("shows the live ones, newest first, with where they are from and which is this", async () => {
    const person = await givenAccount(api);
    const second = await signInAgain(api, person);
    const expired = await signInAgain(api, person);
    await api.db.query(sql`
      update sessions
         set expires_at = clock_timestamp()
       where id = ${await currentOf(expired)}`);
    await signOut((await signInAgain(api, person)).refresh_token);

    const { status, body } = await api.get(second, path);

    assert.equal(status, 200);
    assert.deepEqual(
      body.data.map((session: { id: string }) => session.id),
      [await currentOf(second), await currentOf(person)],
    );
    const [session] = body.data;
    assert.deepEqual(Object.keys(session).sort(), [
      "created_at",
      "expires_at",
      "id",
      "ip_address",
      "is_current",
      "last_used_at",
      "user_agent",
    ]);
    assert.deepEqual([session.ip_address, session.user_agent], ["127.0.0.1", "node"]);
    assert.deepEqual([session.is_current, body.data[1].is_current], [true, false]);
  });

  it("is walked by cursors, each session once, though all began in one microsecond", async () => {
    const person = await givenAccount(api);
    await api.db.query(sql`
      insert into sessions (id, user_id, created_at, expires_at)
      select gen_random_uuid(), s.user_id, s.created_at, s.expires_at
        from sessions s, generate_series(1, 4)
       where s.user_id = ${person.id}`);

    const seen: string[] = [];
    let query = "?limit=2";
    for (let page = 1; page <= 3; page++) {
      const { body, headers } = await api.get(person, path + query);
      seen.push(...body.data.map((session: { id: string }) => session.id));
      assert.equal(headers.has("link"), page < 3);
      query = `?limit=2&cursor=${body.next_cursor}`;
    }

    assert.equal(seen.length, 5);
    assert.deepEqual(seen, [...new Set(seen)].sort().reverse());
  });

  it("refuses a cursor of somebody else's list", async () => {
    const person = await givenAccount(api);
    await signInAgain(api, person);
    const { body } = await api.get(person, `${path}?limit=1`);

    const { status } = await api.get(
      await givenAccount(api),
      `${path}?limit=1&cursor=${body.next_cursor}`,
    );

    assert.equal(status, 400);
  });
});

describe("ending a session", () => {
  it("refuses its tokens from the next request on", async () => {
    const person = await givenAccount(api);
    const other = await signInAgain(api, person);
    const id = await currentOf(other);

    const { status } = await api.delete(person, `${path}/${id}`);

    assert.equal(status, 204);
    assert.equal((await api.get(other, "/v1/me")).status, 401);
    const refreshed = await api.post(undefined, "/v1/auth/refresh", {
      refresh_token: other.refresh_token,
    });
    assert.equal(refreshed.status, 401);
    assert.equal((await api.delete(person, `${path}/${id}`)).status, 404);
    const [event] = await eventsOf(api, "session.ended", { actor_id: person.id });
    assert.equal(event?.subject_id, id);
  });

  it("may be this one's", async () => {
    const person = await givenAccount(api);

    assert.equal((await api.delete(person, `${path}/${await currentOf(person)}`)).status, 204);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
  });

  it("finds neither another's, nor one that is not there, nor what is no id", async () => {
    const [person, stranger] = [await givenAccount(api), await givenAccount(api)];

    for (const id of [await currentOf(stranger), randomUUIDv7(), "x"]) {
      const { status, body } = await api.delete(person, `${path}/${id}`);
      assert.deepEqual([status, body.code], [404, "not_found"]);
    }
    assert.equal((await api.get(stranger, "/v1/me")).status, 200);
  });

  it("is refused without a token", async () => {
    const person = await givenAccount(api);

    const { status } = await api.delete(undefined, `${path}/${await currentOf(person)}`);

    assert.equal(status, 401);
  });
});

function signOut(refresh_token: string) {
  return api.post(undefined, "/v1/auth/logout", { refresh_token });
}

/** The id of the session that a token belongs to. */
async function currentOf({ token }: { token: string }): Promise<string> {
  return api.instance.accessTokens.verify(token)?.session_id ?? "";
}
