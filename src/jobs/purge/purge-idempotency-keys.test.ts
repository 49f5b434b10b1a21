import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenPerson } from "../../../test/support/given.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import { purgeIdempotencyKeys } from "./purge-idempotency-keys.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const run = () => purgeIdempotencyKeys.run(api.instance, new AbortController().signal);

async function keep(user_id: string, key: string, { hours }: { hours: number }): Promise<void> {
  await api.db.query(sql`
    insert into idempotency_keys (user_id, key, request, status, headers, created_at)
    values (
      ${user_id}, ${key}, ${Buffer.alloc(32)}::bytea, 204, '{}',
      clock_timestamp() - ${hours} * interval '1 hour')`);
}

async function keysOf(user_id: string): Promise<string[]> {
  const rows = await api.db.query(sql<{ key: string }>`
    select k.key from idempotency_keys k where k.user_id = ${user_id} order by k.key`);
  return rows.map(({ key }) => key);
}

describe("the purge of stored responses", () => {
  it("deletes responses older than a day, and a repeat after that is executed again", async () => {
    const person = await givenPerson(api);
    const key = { "idempotency-key": "mine" };
    const make = () => api.post(person, "/v1/workspaces", { name: "Acme" }, key);
    const first = await make();
    await api.db.query(sql`
      update idempotency_keys set created_at = clock_timestamp() - interval '23 hours'`);
    await keep(person.id, "of yesterday", { hours: 25 });

    await run();
    const kept = await keysOf(person.id);
    const replayed = await make();
    await api.db.query(sql`
      update idempotency_keys set created_at = clock_timestamp() - interval '25 hours'`);
    await run();
    const anew = await make();

    assert.deepEqual(kept, ["mine"]);
    assert.equal(replayed.body.id, first.body.id);
    assert.notEqual(anew.body.id, first.body.id);
    assert.equal(anew.headers.get("idempotency-replayed"), null);
  });

  it("deletes batch by batch until none is left", async () => {
    const { id } = await givenPerson(api);
    await api.db.query(sql`
      insert into idempotency_keys (user_id, key, request, status, headers, created_at)
      select ${id}, n::text, ${Buffer.alloc(32)}::bytea, 204, '{}',
             clock_timestamp() - interval '25 hours'
        from generate_series(1, 2100) n`);

    await run();

    assert.deepEqual(await keysOf(id), []);
  });

  it("skips rows that another worker has locked", async () => {
    const { id } = await givenPerson(api);
    await keep(id, "locked", { hours: 25 });
    await keep(id, "free", { hours: 25 });

    await transaction(api.db, async (rival) => {
      await rival.query(sql`
        select k.key from idempotency_keys k
         where k.user_id = ${id} and k.key = 'locked'
           for update`);
      await run();
    });

    assert.deepEqual(await keysOf(id), ["locked"]);
  });
});
