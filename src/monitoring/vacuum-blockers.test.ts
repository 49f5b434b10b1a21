import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { createEmptyDatabase, type TestDatabase } from "../../test/support/database.ts";
import { withDedicatedConnection } from "../db/dedicated-connection.ts";
import { sql } from "../db/sql.ts";
import { findOutboxState, listVacuumBlockers, type VacuumBlocker } from "./outbox-queries.ts";
import {
  describeStatsVisibility,
  describeVacuumBlockers,
  findVacuumBlockers,
} from "./vacuum-blockers.ts";

let api: TestApi;
let elsewhere: TestDatabase;
before(async () => {
  api = await startApi();
  elsewhere = await createEmptyDatabase();
});
after(async () => {
  await elsewhere.drop();
  await api.close();
});

const all = () => listVacuumBlockers(api.db, { olderThanSeconds: -1, limit: 100 });
const holderOf = async (pid: number) => (await all()).find(({ name }) => name === String(pid));

async function withClient<T>(
  url: string,
  work: (client: pg.Client, pid: number) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "a report" });
  await client.connect();
  try {
    const { rows } = await client.query("select pg_backend_pid() as pid");
    return await work(client, rows[0].pid);
  } finally {
    await client.end();
  }
}

/** Whether a vacuum would now remove a row that was just deleted. */
async function isVacuumedAway(): Promise<boolean> {
  return await withDedicatedConnection(api.database.databaseOwnerUrl, async (owner) => {
    await owner.execute("create table if not exists probe (id integer); truncate probe");
    await owner.execute("insert into probe values (1)");
    await owner.execute("delete from probe");
    await owner.execute("vacuum probe");
    const [row] = await owner.query(sql<{ bytes: number }>`
      select pg_relation_size('probe')::integer as bytes`);
    await owner.execute("drop table probe");
    return row?.bytes === 0;
  });
}

describe("the list of vacuum blockers", () => {
  it("contains a snapshot in this database, with its role, database, application and state", async () => {
    await withClient(api.database.databaseUrl, async (client, pid) => {
      await client.query("begin isolation level repeatable read");
      await client.query("select 1");

      const holder = await holderOf(pid);

      assert.equal(await isVacuumedAway(), false);
      assert.equal(holder?.kind, "process");
      assert.equal(holder?.role, new URL(api.database.databaseUrl).username);
      assert.equal(`/${holder?.database}`, new URL(api.database.databaseUrl).pathname);
      assert.equal(holder?.application, "a report");
      assert.equal(holder?.state, "idle in transaction");
      assert.ok((holder?.seconds ?? -1) >= 0);
      assert.equal(holder?.is_elsewhere, false);
    });
  });

  it("does not contain a reader in another database, which blocks nothing here", async () => {
    await withClient(elsewhere.databaseOwnerUrl, async (client, pid) => {
      await client.query("begin isolation level repeatable read");
      await client.query("select 1");

      assert.equal(await holderOf(pid), undefined);
    });
  });

  it("contains a writer in another database, because snapshots here become as old as it is", async () => {
    await withClient(elsewhere.databaseOwnerUrl, async (writer, pid) => {
      await writer.query("begin; create table kept_open (id integer)");

      assert.equal((await holderOf(pid))?.is_elsewhere, true);
      await withClient(api.database.databaseUrl, async (reader, readerPid) => {
        await reader.query("begin isolation level repeatable read");
        await reader.query("select 1");
        // The reader began after the writer, but its snapshot is at least as old.
        const holders = await all();
        const [late, early] = [readerPid, pid].map(
          (each) => holders.find(({ name }) => name === String(each))?.transactions ?? Number.NaN,
        );
        assert.ok(Number(late) >= Number(early), `${late} and ${early}`);
      });
    });
  });

  it("contains a prepared transaction that was not ended", async (t) => {
    const [setting] = await api.db.query(sql<{ max: string }>`
      select current_setting('max_prepared_transactions') as max`);
    if (setting?.max === "0") return t.skip("This server has no prepared transactions.");
    await withClient(api.database.databaseOwnerUrl, async (client) => {
      await client.query("begin; create table prepared_here (id integer)");
      await client.query("prepare transaction 'left over'");
      const found = (await all()).find(({ kind }) => kind === "prepared transaction");
      await client.query("rollback prepared 'left over'");

      assert.equal(found?.name, "left over");
      assert.equal(found?.role, new URL(api.database.databaseOwnerUrl).username);
    });
  });

  it("reports its missing details, and the grant for them, to a role without pg_monitor", async () => {
    await withClient(api.database.databaseOwnerUrl, async (client, pid) => {
      await client.query("begin isolation level repeatable read");
      await client.query("select 1");

      const { holders, detail } = await findVacuumBlockers(api.db);

      const holder = holders.find(({ name }) => name === String(pid));
      assert.deepEqual([holder?.state, holder?.seconds], [null, null]);
      assert.match(detail, new RegExp(`process ${pid} of .*state unknown since an unknown time`));
      assert.match(detail, /grant pg_monitor to \w+/);
    });
  });

  it("does not contain a transaction younger than ten seconds", async () => {
    await withClient(api.database.databaseUrl, async (client, pid) => {
      await client.query("begin isolation level repeatable read");
      await client.query("select 1");

      const { holders } = await findVacuumBlockers(api.db);

      assert.equal(
        holders.find(({ name }) => name === String(pid)),
        undefined,
      );
    });
  });
});

describe("the description of vacuum blockers", () => {
  const holder: VacuumBlocker = {
    ...{ kind: "process", name: "4711", role: "ada", database: "slacky", application: "psql" },
    ...{ state: "idle in transaction", seconds: 3_600, transactions: 12_345, is_elsewhere: false },
  };

  it("names every blocker, oldest first, and those in another database separately", () => {
    const slot: VacuumBlocker = {
      ...{ kind: "replication slot", name: "standby_1", role: null, database: null },
      ...{ application: null, state: "inactive", seconds: null, transactions: 7 },
      is_elsewhere: false,
    };
    assert.equal(
      describeVacuumBlockers([holder, slot, { ...holder, database: "wiki", is_elsewhere: true }]),
      'Vacuum cannot remove them because of process 4711 of ada in slacky ("psql"), idle in transaction for ' +
        "3600 s, 12,345 transactions old; then replication slot standby_1, inactive, 7 transactions " +
        "old. End what is not needed. Transactions in another database keep snapshots here " +
        'as old: process 4711 of ada in wiki ("psql"), idle in transaction for 3600 s, 12,345 ' +
        "transactions old.",
    );
  });

  it("reports that nothing is known to block, and omits the missing grant if the role has it", () => {
    assert.match(describeVacuumBlockers([]), /^Nothing is known to block their removal/);
    assert.equal(describeStatsVisibility({ role: "slacky_app", sees_all: true }), "");
  });
});

describe("the state of the outbox", () => {
  it("has a lag of 0 s if nothing waits", async () => {
    assert.equal((await findOutboxState(api.db)).lag_seconds, 0);
  });
});
