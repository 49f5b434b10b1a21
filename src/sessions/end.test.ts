import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { eventsOf, givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { newRefreshToken } from "../auth/refresh-token.ts";
import { sql } from "../db/sql.ts";

const path = "/v1/me/sessions";
let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("sign-out", () => {
  it("ends the session of the refresh token and no other session", async () => {
    const person = await givenAccount(api);
    const other = await signInAgain(api, person);

    const { status, body } = await signOut(person.refresh_token);

    assert.deepEqual([status, body], [204, ""]);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
    assert.equal((await api.get(other, "/v1/me")).status, 200);
    const [event] = await eventsOf(api, "session.ended", { actor_id: person.id });
    assert.equal(event?.outcome, "success");
  });

  it("ends the session even if the refresh token was already exchanged", async () => {
    const person = await givenAccount(api);
    await api.post(undefined, "/v1/auth/refresh", { refresh_token: person.refresh_token });

    assert.equal((await signOut(person.refresh_token)).status, 204);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
  });

  it("answers 204 to an unknown token and to one that already signed out", async () => {
    const person = await givenAccount(api);
    await signOut(person.refresh_token);

    for (const token of [newRefreshToken(), "x", person.refresh_token]) {
      assert.equal((await signOut(token)).status, 204);
    }
    assert.equal((await eventsOf(api, "session.ended", { actor_id: person.id })).length, 1);
  });
});

describe("the list of sessions", () => {
  it("shows live sessions, newest first, with their address and user agent, and marks the current one", async () => {
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

  it("returns each session once across pages, even if all sessions began in the same microsecond", async () => {
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

  it("rejects a cursor from another person's list", async () => {
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
  it("makes the next request with its access token or refresh token fail", async () => {
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

  it("can end the caller's current session", async () => {
    const person = await givenAccount(api);

    assert.equal((await api.delete(person, `${path}/${await currentOf(person)}`)).status, 204);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
  });

  it("answers 404 for another person's session, an unknown ID and an invalid ID", async () => {
    const [person, other] = [await givenAccount(api), await givenAccount(api)];

    for (const id of [await currentOf(other), randomUUIDv7(), "x"]) {
      const { status, body } = await api.delete(person, `${path}/${id}`);
      assert.deepEqual([status, body.code], [404, "not_found"]);
    }
    assert.equal((await api.get(other, "/v1/me")).status, 200);
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

/** Returns the ID of the session that an access token belongs to. */
async function currentOf({ token }: { token: string }): Promise<string> {
  return api.instance.accessTokens.verify(token)?.session_id ?? "";
}
