import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import { sql } from "../../../src/db/sql.ts";
import { startLink } from "../proxies/link.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";
import { primarySettings, type Standby, startStandby, waitForStandbys } from "./standby.ts";

let primary: OwnPostgres;
let standby: Standby;
before(async () => {
  primary = await startOwnPostgres({ settings: primarySettings });
  await execute(primary, "create table marks (name text primary key)");
  standby = await startStandby(primary);
});
after(async () => {
  await standby.close();
  await primary.close();
});

const execute = (server: OwnPostgres, script: string) =>
  withDedicatedConnection(server.url("slacky_owner"), (owner) => owner.execute(script));
const add = (server: OwnPostgres, name: string) =>
  execute(server, `insert into marks (name) values ('${name}')`);
const marks = (server: OwnPostgres) =>
  withDedicatedConnection(server.url("slacky_owner"), async (owner) => {
    const rows = await owner.query(sql<{ name: string }>`select name from marks order by name`);
    return rows.map(({ name }) => name);
  });

describe("the standby of a test", () => {
  it("shows what the primary has committed, and refuses writes", async () => {
    await add(primary, "a");
    await standby.catchUp();

    assert.deepEqual(await marks(standby), ["a"]);
    await assert.rejects(add(standby, "b"), { code: "25006" });
  });

  it("shows nothing new while its replay is paused", async () => {
    await standby.pauseReplay();
    await add(primary, "b");
    assert.deepEqual(await marks(standby), ["a"]);

    await standby.resumeReplay();
    await standby.catchUp();
    assert.deepEqual(await marks(standby), ["a", "b"]);
  });

  it("makes a commit wait that needs it, while it is stopped", async () => {
    await waitForStandbys(primary, "standby");
    await add(primary, "c");
    await standby.kill();

    const waiting = add(primary, "d");
    await withDedicatedConnection(primary.url("postgres"), async (superuser) => {
      const isWaiting = sql`select 1 from pg_stat_activity where wait_event = 'SyncRep'`;
      while ((await superuser.query(isWaiting)).length === 0);
    });
    await standby.restart();
    await waiting;
    await waitForStandbys(primary, "");
  });

  it("follows through a link: it gets nothing while the link loses every byte, until the link works again", async () => {
    const link = await startLink(primary.url("postgres"));
    const other = await startStandby(primary, { name: "other", port: link.port });
    link.die();
    await add(primary, "e");
    assert.deepEqual(await marks(other), ["a", "b", "c", "d"]);

    link.revive();
    await other.catchUp();
    assert.deepEqual(await marks(other), ["a", "b", "c", "d", "e"]);
    await other.close();
    await link.close();
  });

  it("can be promoted after the primary was killed, and accepts writes on timeline 2", async () => {
    await standby.catchUp();
    await primary.kill();
    await standby.promote();
    await add(standby, "f");

    const [row] = await withDedicatedConnection(standby.url("postgres"), (superuser) =>
      superuser.query(sql<{ file: string }>`
        select pg_walfile_name(pg_current_wal_lsn()) as file`),
    );
    assert.equal(row?.file.slice(0, 8), "00000002");
  });
});
