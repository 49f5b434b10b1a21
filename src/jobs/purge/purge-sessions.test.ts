import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenAccount, type SignedInPerson } from "../../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { countDeadlocks } from "../../../test/support/deadlocks.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { purgeSessions } from "./purge-sessions.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("the purge of sessions", () => {
  it("deletes sessions that ended 30 days ago, with their tokens, and no others", async () => {
    const people = {
      live: await givenAccount(api),
      "expired 29 days ago": await givenAccount(api),
      "expired 31 days ago": await givenAccount(api),
      "ended 29 days ago": await givenAccount(api),
      "ended 31 days ago": await givenAccount(api),
    };
    await age(people["expired 29 days ago"], "expires_at", 29);
    await age(people["expired 31 days ago"], "expires_at", 31);
    await age(people["ended 29 days ago"], "ended_at", 29);
    await age(people["ended 31 days ago"], "ended_at", 31);

    await purgeSessions.run(api.instance, new AbortController().signal);

    const rows = await api.db.query(sql<{ user_id: string }>`
      select s.user_id from sessions s join refresh_tokens t on t.session_id = s.id`);
    const left = new Set(rows.map(({ user_id }) => user_id));
    assert.deepEqual(
      Object.entries(people).map(([what, { id }]) => [what, left.has(id)]),
      [
        ["live", true],
        ["expired 29 days ago", true],
        ["expired 31 days ago", false],
        ["ended 29 days ago", true],
        ["ended 31 days ago", false],
      ],
    );
    const [tokens] = await api.db.query(sql<{ n: number }>`
      select count(*)::integer as n from refresh_tokens`);
    assert.equal(tokens?.n, 3);
  });

  it("deletes batch by batch until none is left", async () => {
    const { id } = await givenAccount(api);
    await api.db.query(sql`
      insert into sessions (id, user_id, expires_at)
      select gen_random_uuid(), ${id}, clock_timestamp() - interval '31 days'
        from generate_series(1, 450)`);

    await purgeSessions.run(api.instance, new AbortController().signal);

    const rows = await api.db.query(sql`select s.id from sessions s where s.user_id = ${id}`);
    assert.equal(rows.length, 1);
  });

  it("does not deadlock with a refresh in a session that it deletes", async () => {
    const { id, refresh_token } = await givenAccount(api);
    const deadlocks = await countDeadlocks(api);

    let late!: ReturnType<TestApi["post"]>;
    await transaction(api.db, async (purge) => {
      await purge.query(sql`select s.id from sessions s where s.user_id = ${id} for update`);
      late ??= api.post(undefined, "/v1/auth/refresh", { refresh_token });
      await untilBlocked(api.db);
      await purge.query(sql`delete from sessions where user_id = ${id}`);
    });

    assert.equal((await late).status, 401);
    assert.equal(await countDeadlocks(api), deadlocks);
  });
});

async function age(
  { id }: SignedInPerson,
  column: "expires_at" | "ended_at",
  days: number,
): Promise<void> {
  const moment = sql`clock_timestamp() - ${days} * interval '1 day'`;
  const set = column === "ended_at" ? sql`ended_at = ${moment}` : sql`expires_at = ${moment}`;
  await api.db.query(sql`update sessions set ${set} where user_id = ${id}`);
}
