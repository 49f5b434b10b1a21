import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { toLsn } from "../../src/db/replicas/position.ts";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { relayAll } from "../support/feed.ts";
import { givenTicket, givenWorld, type World } from "../support/given.ts";
import { type OwnPostgres, startOwnPostgres } from "../support/postgres/own-postgres.ts";
import { primarySettings, type Standby, startStandby } from "../support/postgres/standby.ts";

let former: OwnPostgres;
let promoted: Standby;
let replica: Standby;
let api: TestApi;
let world: World;
let path: string;
before(async () => {
  former = await startOwnPostgres({ settings: primarySettings });
  await migrate({
    databaseUrl: former.url("slacky_app"),
    databaseOwnerUrl: former.url("slacky_owner"),
  });
  promoted = await startStandby(former, { name: "promoted" });
  replica = await startStandby(former, { name: "replica" });
  const old = await startApi({ databaseUrl: former.url("slacky_app") });
  world = await givenWorld(old);
  path = `${world.workspacePath}/tickets/${(await givenTicket(old, world)).id}`;
  await relayAll(old.db);
  const { instance } = old;
  await promoted.catchUp();
  await promoted.promote();
  await withDedicatedConnection(former.url("slacky_owner"), (owner) =>
    owner.execute("create table ahead as select generate_series(1, 300000) as n"),
  );
  await replica.catchUp();
  api = await startApi({
    databaseUrl: promoted.url("slacky_app"),
    databaseOwnerUrl: promoted.url("slacky_owner"),
    replicaUrls: [replica.url("slacky_app")],
    jwtSecrets: instance.config.jwtSecrets,
  });
  await relayAll(api.db);
  await old.close();
});
after(async () => {
  await api.close();
  for (const server of [replica, promoted, former]) await server.close();
});

describe("a replica that could not follow a promotion, and is ahead of the new primary", () => {
  it("serves no read: the caller's own writes are seen, 30 of 30", async () => {
    const titles: string[] = [];
    let staleWithoutHistory = 0;
    await withDedicatedConnection(replica.url("slacky_owner"), async (ahead) => {
      for (let tries = 0; tries < 30; tries += 1) {
        const title = `title ${tries}`;
        const written = await api.patch(world.admin, path, { title });
        const position = written.headers.get("slacky-position") ?? "";
        const read = await api.get(world.admin, path, { "slacky-position": position });
        titles.push(read.body.title);
        // The control: a guard that compares positions alone lets the replica answer.
        const [row] = await ahead.query(sql<{ passes: boolean; title: string }>`
          select pg_last_wal_replay_lsn() >= ${toLsn(position.slice(9))}::pg_lsn as passes,
                 t.title
            from tickets t
           where t.workspace_id = ${world.workspace.id}`);
        if (row?.passes && row.title !== title) staleWithoutHistory += 1;
      }
    });
    assert.deepEqual(
      titles,
      titles.map((_, tries) => `title ${tries}`),
    );
    assert.equal(staleWithoutHistory, 30);
    const counter = await api.instance.metrics.registry
      .getSingleMetric("slacky_replica_reads_total")
      ?.get();
    const outcomes = new Set(counter?.values.map(({ labels }) => labels.outcome));
    // On a busy machine, some reads may find it too late.
    assert.ok(outcomes.has("behind"));
    assert.ok(!outcomes.has("served"));
  });
});
