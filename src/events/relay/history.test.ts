import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenWorld } from "../../../test/support/given.ts";
import { type OwnPostgres, startOwnPostgres } from "../../../test/support/postgres/own-postgres.ts";
import { withDedicatedConnection } from "../../db/dedicated-connection.ts";
import { migrate } from "../../db/migrations/migrate.ts";
import { sql } from "../../db/sql.ts";
import { eventSubscribers } from "../../event-subscribers.ts";
import { findHistoryFault } from "./history.ts";
import { relayBatch } from "./relay.ts";

let server: OwnPostgres;
let api: TestApi;
before(async () => {
  server = await startOwnPostgres();
  const urls = {
    databaseUrl: server.url("slacky_app"),
    databaseOwnerUrl: server.url("slacky_owner"),
  };
  await migrate(urls);
  await withDedicatedConnection(server.url("postgres"), (superuser) =>
    superuser.execute("revoke execute on function pg_walfile_name(pg_lsn) from public"),
  );
  api = await startApi(urls);
});
after(async () => {
  await api.close();
  await server.close();
});

const relay = (history?: string) => relayBatch(api.db, eventSubscribers, { history });
const state = async () => {
  const [row] = await api.db.query(sql<{ cluster: string; epoch: string; waiting: number }>`
    select r.cluster, r.epoch, (select count(*)::integer from outbox) as waiting
      from relay r`);
  return row;
};

describe("where PostgreSQL refuses WAL functions", () => {
  it("is reported with what to set, and nothing once it is set", async () => {
    const fault = await findHistoryFault(api.db, { history: undefined });

    assert.match(fault ?? "", /^The database refuses .*pg_walfile_name.*Set `SLACKY_HISTORY`/);
    assert.equal(await findHistoryFault(api.db, { history: "one" }), undefined);
  });

  it("the relay keeps events waiting without SLACKY_HISTORY, and relays them with it", async () => {
    await givenWorld(api);
    assert.equal(await relay(), 0);
    assert.ok(((await state())?.waiting ?? 0) > 0);
    await api.db.query(sql`update relay_blocked set retry_at = clock_timestamp()`);

    assert.ok((await relay("one")) > 0);

    const relayed = await state();
    assert.deepEqual([relayed?.cluster, relayed?.waiting], ["named/one", 0]);
  });

  it("the relay begins a new epoch when SLACKY_HISTORY changes", async () => {
    const before = await state();
    await givenWorld(api);
    await relay("two");

    const afterwards = await state();
    assert.equal(afterwards?.cluster, "named/two");
    assert.notEqual(afterwards?.epoch, before?.epoch);
  });
});
