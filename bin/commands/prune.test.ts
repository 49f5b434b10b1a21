import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { sql } from "../../src/db/sql.ts";
import type { Environment } from "../../src/environment.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner, drainOutbox } from "../../test/support/audit.ts";
import { environmentOf, runSlacky } from "../../test/support/command.ts";
import { givenWorld } from "../../test/support/given.ts";

let api: TestApi;
let env: Environment;
before(async () => {
  api = await startApi();
  env = {
    ...environmentOf(api),
    DATABASE_OWNER_URL: api.instance.config.databaseOwnerUrl,
    EVENTS_RETENTION: "90d",
    AUDIT_RETENTION: "1d",
  };
  await givenOldEvents();
});
after(() => api.close());

async function givenOldEvents(): Promise<void> {
  await givenWorld(api);
  await drainOutbox(api);
  await asOwner(api, sql`update events set occurred_at = clock_timestamp() - interval '91 days'`);
}

describe("slacky prune", () => {
  it("reports what it would delete and what it deleted, and deletes nothing without a retention option", async () => {
    const unset = await runSlacky(["prune"], {
      ...env,
      EVENTS_RETENTION: "off",
      AUDIT_RETENTION: "off",
    });
    const dry = await runSlacky(["prune", "--dry-run"], env);
    const wet = await runSlacky(["prune"], env);
    const again = await runSlacky(["prune"], env);

    assert.deepEqual([unset.code, dry.code, wet.code, again.code], [0, 0, 0, 0], wet.stderr);
    assert.match(unset.stdout, /^All events are kept.*\nAll audit records are kept/);
    assert.match(wet.stdout, /^Audit records before \d{4}-\d\d-\d\d: 0 in 0 chains deleted\.$/m);
    assert.match(dry.stdout, /^Events before \d{4}-\d\d-\d\d: 2 in 1 feed would be deleted\.$/m);
    assert.match(wet.stdout, /^Events before \d{4}-\d\d-\d\d: 2 in 1 feed deleted\.$/m);
    assert.match(again.stdout, /: 0 in 0 feeds deleted\.$/m);
  });

  it("does not prune a chain that fails verification, and reports it", async () => {
    await asOwner(
      api,
      sql`update audit_log set occurred_at = clock_timestamp() - interval '3 days' where sequence = 1`,
    );

    const { code, stdout: said } = await runSlacky(["prune"], env);

    assert.equal(code, 1);
    assert.match(said, /^✘ \S+: not pruned from record 1 on: hash_differs\. Run /m);
  });

  it("refuses to run as a role that does not own the tables", async () => {
    await givenOldEvents();

    const { code, stderr } = await runSlacky(["prune"], { ...env, DATABASE_OWNER_URL: "" });

    assert.equal(code, 1);
    assert.match(stderr, /permission denied for table events\. Check .*DATABASE_OWNER_URL/);
  });
});
