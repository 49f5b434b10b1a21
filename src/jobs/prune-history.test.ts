import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner, drainOutbox } from "../../test/support/audit.ts";
import { givenWorld } from "../../test/support/given.ts";
import type { Config } from "../config.ts";
import { sql } from "../db/sql.ts";
import { pruneHistory } from "./prune-history.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

async function run(changes: Partial<Config>): Promise<void> {
  const { signal } = new AbortController();
  await pruneHistory.run(
    { ...api.instance, config: { ...api.instance.config, ...changes } },
    signal,
  );
}

async function countEvents(): Promise<number> {
  return (await api.db.query(sql`select e.sequence from events e`)).length;
}

describe("the job prune-history", () => {
  it("deletes nothing without a retention and the database URL of the owner", async () => {
    await givenWorld(api);
    await drainOutbox(api);
    await asOwner(api, sql`update events set occurred_at = clock_timestamp() - interval '91 days'`);
    const retentionDays = { events: 90, audit: undefined };

    await run({});
    await run({ retentionDays, databaseOwnerUrl: undefined });
    await run({ retentionDays: { events: 92, audit: undefined } });
    assert.equal(await countEvents(), 2);

    await run({ retentionDays });
    assert.equal(await countEvents(), 0);
  });

  it("logs a chain of the audit log that fails verification", async () => {
    const { workspace } = await givenWorld(api);
    await drainOutbox(api);
    await asOwner(
      api,
      sql`update audit_log set occurred_at = clock_timestamp() - interval '3 days'
           where workspace_id = ${workspace.id} and sequence = 1`,
    );
    const logged: object[] = [];
    const log = { info() {}, error: (bad: object) => void logged.push(bad) };
    const { signal } = new AbortController();

    await pruneHistory.run(
      {
        ...api.instance,
        log: log as never,
        config: { ...api.instance.config, retentionDays: { events: undefined, audit: 2 } },
      },
      signal,
    );

    const bad = { workspace_id: workspace.id, sequence: 1, reason: "hash_differs" };
    assert.deepEqual(logged, [bad]);
  });
});
