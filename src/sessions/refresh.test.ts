import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import pino from "pino";
import {
  eventsOf,
  givenAccount,
  type SignedInPerson,
  signInAgain,
} from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { untilBlocked } from "../../test/support/locks.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { createReceivedRefreshes } from "../auth/received-refreshes.ts";
import { hashToken, newRefreshToken } from "../auth/refresh-token.ts";
import { sql } from "../db/sql.ts";
import { transaction } from "../db/transaction.ts";
import { systemOrigin } from "../events/record.ts";
import { endSessionOfToken, lockRefreshToken } from "./queries.ts";
import { refreshSession } from "./refresh.ts";

const path = "/v1/auth/refresh";
let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("a refresh token", () => {
  it("is exchanged for new tokens of the same session", async () => {
    const person = await givenAccount(api);

    const { status, headers, body } = await refresh(person.refresh_token);

    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(headers.get("cache-control"), "no-store");
    assert.notEqual(body.refresh_token, person.refresh_token);
    assert.deepEqual([body.token_type, body.expires_in], ["Bearer", 900]);
    assert.equal(body.user.id, person.id);
    assert.equal((await api.get({ token: body.access_token }, "/v1/me")).status, 200);
    assert.equal((await api.get(person, "/v1/me/sessions")).body.data.length, 1);
    assert.equal((await refresh(body.refresh_token)).status, 200);
  });

  it("extends the session by 30 days", async () => {
    const person = await givenAccount(api);
    await api.db.query(sql`
      update sessions
         set expires_at = clock_timestamp() + interval '1 hour', last_used_at = created_at
       where user_id = ${person.id}`);

    await refresh(person.refresh_token);

    const { body } = await api.get(person, "/v1/me/sessions");
    const [{ expires_at, last_used_at, created_at }] = body.data;
    const daysLeft = (Date.parse(expires_at) - Date.now()) / 86_400_000;
    assert.ok(daysLeft > 29.9 && daysLeft <= 30, expires_at);
    assert.ok(last_used_at > created_at);
  });

  it("cannot extend the session beyond 90 days after it began", async () => {
    const person = await givenAccount(api);
    await api.db.query(sql`
      update sessions
         set created_at = clock_timestamp() - interval '89 days'
       where user_id = ${person.id}`);

    const { body: next } = await refresh(person.refresh_token);
    const { body } = await api.get(person, "/v1/me/sessions");
    await api.db.query(sql`
      update sessions
         set created_at = created_at - interval '1 day', expires_at = expires_at - interval '1 day'
       where user_id = ${person.id}`);
    const late = await refresh(next.refresh_token);

    const daysLeft = (Date.parse(body.data[0].expires_at) - Date.now()) / 86_400_000;
    assert.ok(daysLeft > 0.9 && daysLeft <= 1, body.data[0].expires_at);
    assert.deepEqual([late.status, late.body.code], [401, "invalid_refresh_token"]);
  });

  it("returns the same successor when it is used again within 30 seconds", async () => {
    const { refresh_token } = await givenAccount(api);
    const first = await refresh(refresh_token);
    await backdate(refresh_token, 29);

    const again = await refresh(refresh_token);

    assert.equal(again.status, 200);
    assert.equal(again.body.refresh_token, first.body.refresh_token);
    assert.equal((await refresh(first.body.refresh_token)).status, 200);
  });

  it("ends its session when it is used again after 30 seconds and after its successor, and the reuse is recorded", async () => {
    const person = await givenAccount(api);
    const bystander = await signInAgain(api, person);
    const first = await refresh(person.refresh_token);
    await api.get({ token: first.body.access_token }, "/v1/me");
    await backdate(person.refresh_token, 31);

    const { status, body } = await refresh(person.refresh_token);

    assert.deepEqual([status, body.code], [401, "invalid_refresh_token"]);
    assert.equal((await refresh(first.body.refresh_token)).status, 401);
    assert.equal((await api.get({ token: first.body.access_token }, "/v1/me")).status, 401);
    assert.equal((await api.get(person, "/v1/me")).status, 401);
    assert.equal((await api.get(bystander, "/v1/me")).status, 200);
    const [event] = await eventsOf(api, "session.reuse_detected", { actor_id: person.id });
    assert.equal(event?.outcome, "refused");
    assert.notEqual(event?.subject_id, null);
  });

  it("is refused if it is unknown, expired, from an ended session or not a refresh token", async () => {
    const [expired, ended] = [await givenAccount(api), await givenAccount(api)];
    await api.db.query(sql`
      update sessions set expires_at = clock_timestamp() where user_id = ${expired.id}`);
    await api.post(undefined, "/v1/auth/logout", { refresh_token: ended.refresh_token });

    for (const token of [
      newRefreshToken(),
      "x",
      expired.refresh_token,
      ended.refresh_token,
      ended.token.slice(0, 200),
    ]) {
      const { status, body } = await refresh(token);
      assert.deepEqual([status, body.code], [401, "invalid_refresh_token"], token);
    }
  });

  it("does not revive an ended session, even within 30 seconds of its first use", async () => {
    const person = await givenAccount(api);
    await refresh(person.refresh_token);
    await api.post(undefined, "/v1/auth/logout", { refresh_token: person.refresh_token });

    assert.equal((await refresh(person.refresh_token)).status, 401);
  });

  it("is not accepted as an access token", async () => {
    const person = await givenAccount(api);

    assert.equal((await api.get({ token: person.refresh_token }, "/v1/me")).status, 401);
    assert.equal((await api.get(person, "/v1/me")).status, 200);
  });

  it("is stored as a hash, and so is its successor", async () => {
    const person = await givenAccount(api);
    const { body } = await refresh(person.refresh_token);

    const rows = await tokensOf(person);

    assert.deepEqual(
      rows.map(({ hash }) => hash).sort(),
      [person.refresh_token, body.refresh_token].map((t) => hashToken(t).toString("hex")).sort(),
    );
  });

  it("is rejected with 400 if the request body is invalid", async () => {
    for (const body of [{}, { refresh_token: "" }, { refresh_token: "x".repeat(201) }, []]) {
      assert.equal((await api.post(undefined, path, body)).status, 400);
    }
  });
});

describe("a refresh whose response was lost", () => {
  it("can be repeated for a day, any number of times, while nothing that it issued is used", async () => {
    const person = await givenAccount(api);
    const lost = await refresh(person.refresh_token);
    await backdate(person.refresh_token, 3_600);

    const first = await refresh(person.refresh_token);
    await backdate(person.refresh_token, 86_300);
    const second = await refresh(person.refresh_token);

    for (const { status, body } of [first, second]) {
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.refresh_token, lost.body.refresh_token);
    }
    assert.equal((await api.get({ token: second.body.access_token }, "/v1/me")).status, 200);
    assert.equal((await refresh(second.body.refresh_token)).status, 200);
  });

  it("ends the session when it is repeated after a day", async () => {
    const { refresh_token } = await givenAccount(api);
    await refresh(refresh_token);
    await backdate(refresh_token, 86_500);

    assert.equal((await refresh(refresh_token)).status, 401);
  });

  it("ends the session when it is repeated after a request with its access token, however that was answered", async () => {
    for (const path of ["/v1/me", "/v1/workspaces/none", "/v1/instance"]) {
      const person = await givenAccount(api);
      const { body } = await refresh(person.refresh_token);
      await backdate(person.refresh_token, 31);

      await api.get({ token: body.access_token }, path);

      assert.equal((await refresh(person.refresh_token)).status, 401, path);
      assert.equal((await refresh(body.refresh_token)).status, 401, path);
    }
  });

  it("ends the session when it is repeated after its refresh token was used", async () => {
    const person = await givenAccount(api);
    const { body } = await refresh(person.refresh_token);
    await refresh(body.refresh_token);
    await backdate(person.refresh_token, 31);

    assert.equal((await refresh(person.refresh_token)).status, 401);
  });

  it("can be repeated within 30 seconds although its access token was used, as by another tab", async () => {
    const person = await givenAccount(api);
    const { body } = await refresh(person.refresh_token);
    await api.get({ token: body.access_token }, "/v1/me");
    await backdate(person.refresh_token, 29);

    assert.equal((await refresh(person.refresh_token)).status, 200);
  });

  it("is stored as received by one statement, for the first request under each token", async () => {
    const person = await givenAccount(api);
    const { body } = await refresh(person.refresh_token);
    const marks = async (token: string, requests: number) => {
      const statements = await statementsOf(async () => {
        for (let n = 0; n < requests; n += 1) await api.get({ token }, "/v1/me");
        await api.instance.receivedRefreshes.settle();
      });
      return statements.filter((text) => text.includes("received_generation")).length;
    };

    assert.equal(await marks(person.token, 3), 0);
    assert.equal(await marks(body.access_token, 20), 1);
    assert.equal(await marks(body.access_token, 3), 0);
    const next = await refresh(body.refresh_token);
    assert.equal(await marks(next.body.access_token, 3), 1);
    assert.equal(await marks(body.access_token, 3), 0, "an older token says nothing new");
  });

  it("is received for all processes, although each remembers for itself", async () => {
    const person = await givenAccount(api);
    const { body } = await refresh(person.refresh_token);
    await backdate(person.refresh_token, 31);
    await api.get({ token: body.access_token }, "/v1/me");
    await api.instance.receivedRefreshes.settle();
    const other = { ...api.instance, receivedRefreshes: createReceivedRefreshes(api.db, pino()) };

    await assert.rejects(refreshSession(other, person.refresh_token, systemOrigin), {
      code: "invalid_refresh_token",
    });
  });
});

describe("a stolen refresh token", () => {
  // Each refreshes with the newest token that they have, and then sends a request. A turn takes longer than 30 s.
  type Actor = { refresh_token: string };
  async function takeTurn(actor: Actor, { reads }: { reads: boolean }): Promise<boolean> {
    const { status, body } = await refresh(actor.refresh_token);
    if (status !== 200) return false;
    actor.refresh_token = body.refresh_token;
    if (reads) await api.get({ token: body.access_token }, "/v1/me");
    await api.db.query(sql`
      update refresh_tokens set spent_at = spent_at - interval '31 seconds' where spent_at is not null`);
    return true;
  }

  for (const [first, second] of [
    ["owner", "thief"],
    ["thief", "owner"],
  ] as const) {
    it(`ends the session at the first refresh of the ${second} after the first request of the ${first}`, async () => {
      const { refresh_token } = await givenAccount(api);
      const actors = { owner: { refresh_token }, thief: { refresh_token } };

      assert.equal(await takeTurn(actors[first], { reads: true }), true);
      assert.equal(await takeTurn(actors[second], { reads: true }), false);
      assert.equal(await takeTurn(actors[first], { reads: true }), false);
    });
  }

  it("lives and ends as the rule says in any order of turns, with and without requests", async () => {
    const turn = fc.record({
      who: fc.constantFrom("owner" as const, "thief" as const),
      reads: fc.boolean(),
    });
    const property = fc.asyncProperty(
      fc.array(turn, { minLength: 2, maxLength: 8 }),
      async (turns) => {
        const { refresh_token } = await givenAccount(api);
        const actors = { owner: { refresh_token }, thief: { refresh_token } };
        // By generation: the newest token, the newest that was seen in use, and what each of them has.
        let newest = 0;
        let received = 0;
        const has = { owner: 0, thief: 0 };
        for (const { who, reads } of turns) {
          const isNewest = has[who] === newest;
          const isLost = has[who] === newest - 1 && received < newest;

          const lives = await takeTurn(actors[who], { reads });

          assert.equal(lives, isNewest || isLost, JSON.stringify(turns));
          if (!lives) return;
          if (isNewest) newest += 1;
          has[who] = newest;
          if (reads) received = newest;
        }
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });
});

describe("concurrent refreshes with one token", () => {
  it("all receive the same successor, and only one is stored", async () => {
    const person = await givenAccount(api);

    const replies = await Promise.all(
      Array.from({ length: 50 }, () => refresh(person.refresh_token)),
    );

    assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200]);
    assert.equal(new Set(replies.map(({ body }) => body.refresh_token)).size, 1);
    assert.equal((await tokensOf(person)).length, 2);
    assert.equal((await refresh(replies[0]?.body.refresh_token)).status, 200);
  });

  it("wait for each other, and both receive the same successor", async () => {
    const person = await givenAccount(api);

    let rivals!: ReturnType<TestApi["post"]>[];
    await transaction(api.db, async (holder) => {
      await lockRefreshToken(holder, hashToken(person.refresh_token));
      rivals = [refresh(person.refresh_token), refresh(person.refresh_token)];
      await untilBlocked(api.db, 2);
    });

    const [one, other] = await Promise.all(rivals);
    assert.deepEqual([one?.status, other?.status], [200, 200]);
    assert.equal(one?.body.refresh_token, other?.body.refresh_token);
    assert.equal((await tokensOf(person)).length, 2);
  });

  it("wait for a concurrent sign-out and are then refused", async () => {
    const person = await givenAccount(api);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (rival) => {
      await endSessionOfToken(rival, hashToken(person.refresh_token));
      late = refresh(person.refresh_token);
      await untilBlocked(api.db);
    });

    assert.equal((await late).status, 401);
    assert.equal((await tokensOf(person)).length, 1);
  });
});

function refresh(refresh_token: string) {
  return api.post(undefined, path, { refresh_token });
}

/** Makes the token look as if it was spent this many seconds ago. */
async function backdate(token: string, seconds: number): Promise<void> {
  await api.db.query(sql`
    update refresh_tokens
       set spent_at = clock_timestamp() - ${seconds} * interval '1 second'
     where hash = ${hashToken(token)}`);
}

async function tokensOf({ id }: SignedInPerson): Promise<{ hash: string }[]> {
  return await api.db.query(sql<{ hash: string }>`
    select encode(t.hash, 'hex') as hash
      from refresh_tokens t
      join sessions s on s.id = t.session_id
     where s.user_id = ${id}`);
}
