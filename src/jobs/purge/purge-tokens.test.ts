import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenServiceAccount, givenWorld } from "../../../test/support/given.ts";
import { sql } from "../../db/sql.ts";
import { purgeTokens } from "./purge-tokens.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const run = () => purgeTokens.run(api.instance, new AbortController().signal);

describe("the purge of API tokens", () => {
  it("deletes tokens that were revoked or expired 30 days ago, and no others", async () => {
    const world = await givenWorld(api);
    const age = async (column: "revoked_at" | "expires_at" | undefined, days = 0) => {
      const { token_id } = await givenServiceAccount(api, world);
      const set = column === "revoked_at" ? sql`revoked_at` : sql`expires_at`;
      if (column) {
        await api.db.query(sql`
          update api_tokens set ${set} = clock_timestamp() - ${days} * interval '1 day'
           where id = ${token_id}`);
      }
      return token_id;
    };
    const kept = [
      await age(undefined),
      await age("expires_at", -31),
      await age("expires_at", 29),
      await age("revoked_at", 29),
    ];
    await age("expires_at", 31);
    await age("revoked_at", 31);

    await run();

    const left = await api.db.query(sql<{ id: string }>`
      select t.id from api_tokens t where t.workspace_id = ${world.workspace.id} order by t.id`);
    assert.deepEqual(
      left.map(({ id }) => id),
      kept.toSorted(),
    );
  });

  it("deletes batch by batch until none is left", async () => {
    const world = await givenWorld(api);
    const { id } = await givenServiceAccount(api, world);
    await api.db.query(sql`
      insert into api_tokens (workspace_id, id, user_id, name, hash, last_four, created_by, revoked_at)
      select ${world.workspace.id}, gen_random_uuid(), ${id}, 'old', sha256(n::text::bytea), '0000',
             ${world.admin.id}, clock_timestamp() - interval '31 days'
        from generate_series(1, 450) n`);

    await run();

    const left = await api.db.query(sql`
      select t.id from api_tokens t where t.workspace_id = ${world.workspace.id}`);
    assert.equal(left.length, 1);
  });
});
