import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Environment } from "../../src/config.ts";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { asOwner, drainOutbox } from "../../test/support/audit.ts";
import { runSlacky } from "../../test/support/command.ts";
import { givenWorld } from "../../test/support/given.ts";

let api: TestApi;
let env: Environment;
before(async () => {
  api = await startApi();
  const { databaseUrl, databaseOwnerUrl, jwtSecrets, slackySecret } = api.instance.config;
  env = {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    DATABASE_OWNER_URL: databaseOwnerUrl,
    JWT_SECRETS: jwtSecrets.join(),
    SLACKY_SECRET: slackySecret,
    EVENTS_RETENTION: "90d",
  };
  await givenWorld(api);
  await drainOutbox(api);
  await asOwner(api, sql`update events set occurred_at = clock_timestamp() - interval '91 days'`);
});
after(() => api.close());

describe("slacky prune", () => {
  it("says what would go and what went, and keeps everything unless it is told what to keep", async () => {
    const unset = await runSlacky(["prune"], { ...env, EVENTS_RETENTION: "off" });
    const dry = await runSlacky(["prune", "--dry-run"], env);
    const wet = await runSlacky(["prune"], env);
    const again = await runSlacky(["prune"], env);

    assert.deepEqual([unset.code, dry.code, wet.code, again.code], [0, 0, 0, 0], wet.complained);
    assert.match(unset.said, /^Everything is kept: EVENTS_RETENTION /);
    assert.match(dry.said, /^Events before \d{4}-\d\d-\d\d: 2, of 1 feed, would go\.$/m);
    assert.match(wet.said, /^Events before \d{4}-\d\d-\d\d: 2, of 1 feed, are gone\.$/m);
    assert.match(again.said, /: 0, of 0 feeds, are gone\.$/m);
  });

  it("says that another role than the owner's cannot", async () => {
    await asOwner(api, sql`update event_heads set sequence = 3`);
    await asOwner(
      api,
      sql`
        insert into events (workspace_id, sequence, id, type, subject_type, data, occurred_at)
        select h.workspace_id, 3, gen_random_uuid(), 'ticket.created', 'ticket', '{}', '2020-01-01'
          from event_heads h`,
    );

    const { code, complained } = await runSlacky(["prune"], { ...env, DATABASE_OWNER_URL: "" });

    assert.equal(code, 1);
    assert.match(complained, /permission denied for table events\. Check .*DATABASE_OWNER_URL/);
  });
});
