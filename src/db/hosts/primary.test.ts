import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { until } from "../../../test/support/locks.ts";
import { startTwoHosts, type TwoHosts } from "../../../test/support/postgres/two-hosts.ts";
import { type Monitoring, startMonitoring } from "../../monitoring/start.ts";
import { Problem } from "../../problems.ts";
import { ConnectError } from "../connection/connect-error.ts";
import { withDedicatedConnection } from "../dedicated-connection.ts";
import { createPool, type Db } from "../pool.ts";
import { sql } from "../sql.ts";
import { transaction } from "../transaction.ts";
import { onPrimaryChange, type PrimaryChange } from "./primary.ts";

const silent = pino({ level: "silent" });

let hosts: TwoHosts;
let url: string;
let db: Db;
let changes: PrimaryChange[];
let stopListening: () => void;

async function start() {
  hosts = await startTwoHosts((primary) =>
    withDedicatedConnection(primary.url("slacky_owner"), (owner) =>
      owner.execute("create table marks (name text primary key)"),
    ),
  );
  url = hosts.url("slacky_owner");
  db = createPool(url, { size: 3 });
  changes = [];
  stopListening = onPrimaryChange(url, (change) => void changes.push(change));
}

async function stop() {
  stopListening();
  await db.close();
  await hosts.close();
}

const add = (name: string) => transaction(db, (tx) => tx.query(insert(name)));
const insert = (name: string) => sql`insert into marks (name) values (${name})`;
const find = (name: string) => sql`select name from marks where name = ${name}`;
const readPort = sql<{ port: number }>`select inet_server_port() as port`;
const port = async () => (await reached(() => db.query(readPort)))[0]?.port;
const becomesPrimary = () => until(() => changes.length > 0);

/** On a busy machine, no host may say in time what it is: then the work is 503, and is repeated. */
async function reached<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

describe("an address of two hosts", () => {
  before(start);
  after(stop);

  it("leads to the one that is the primary, for pools and for dedicated connections", async () => {
    assert.equal(await port(), hosts.primary.port);
    const [row] = await reached(() =>
      withDedicatedConnection(url, (connection) => connection.query(readPort)),
    );
    assert.equal(row?.port, hosts.primary.port);
  });

  it("keeps its connections while the primary is silent, and nobody else is the primary", async () => {
    const { client, release } = await db.connect();
    hosts.links.primary.die();
    // Longer than it takes to ask both hosts.
    await sleep(2_000);
    hosts.links.primary.revive();

    assert.equal((await client.query("select 1 as n")).rows.length, 1);
    release(false);
    assert.deepEqual(changes, []);
  });

  it("leads to the standby after its promotion, and ends what hangs at the former primary", async () => {
    await reached(() => add("a"));
    await Promise.all([add("b"), add("c"), add("e")]);
    await hosts.standby.catchUp();
    const { client, release } = await db.connect();
    const idle = db.pool.idleCount;
    hosts.links.primary.die();
    const hanging = client.query("select 1");
    const ended = assert.rejects(hanging, /^Error: Connection terminated unexpectedly$/);
    await hosts.standby.promote();
    await becomesPrimary();

    await ended;
    release(true);
    assert.ok(idle > 0);
    assert.equal(await port(), hosts.standby.port);
    await reached(() => add("d"));
    assert.equal((await reached(() => db.query(find("a")))).length, 1);
    assert.deepEqual(changes, [
      {
        from: `127.0.0.1:${hosts.links.primary.port}`,
        to: `127.0.0.1:${hosts.links.standby.port}`,
        timeline: 2,
      },
    ]);
  });

  it("never leads back to a former primary that still accepts writes, even if it is the only one", async () => {
    hosts.links.primary.revive();
    await withDedicatedConnection(hosts.primary.url("slacky_owner"), (former) =>
      former.execute("insert into marks (name) values ('lost')"),
    );
    assert.equal(await port(), hosts.standby.port);

    await hosts.standby.kill();
    for (let n = 0; n < 3; n += 1) {
      await assert.rejects(add("never"), isUnavailable);
      await sleep(300);
    }
    await assert.rejects(
      withDedicatedConnection(url, async () => {}),
      ConnectError,
    );

    await hosts.standby.restart();
    assert.equal(await port(), hosts.standby.port);
    assert.equal(changes.length, 1);
  });
});

describe("a primary that is killed", () => {
  let monitoring: Monitoring;
  before(async () => {
    await start();
    const own = { databaseUrl: url, metricsHost: "127.0.0.1", metricsPort: undefined };
    monitoring = await startMonitoring(own, silent);
  });
  after(async () => {
    await monitoring.close();
    await stop();
  });

  const countedChanges = async () => {
    const name = "slacky_primary_changes_total";
    const counter = await monitoring.metrics.registry.getSingleMetric(name)?.get();
    return counter?.values[0]?.value;
  };

  it("is 503 until the standby is promoted, and then writes go there, which the metrics count", async () => {
    await reached(() => add("a"));
    await hosts.standby.catchUp();
    await hosts.primary.kill();
    await assert.rejects(add("b"), isUnavailable);

    assert.equal(await countedChanges(), 0);
    await hosts.standby.promote();
    await reached(() => add("c"));
    assert.equal(await port(), hosts.standby.port);
    assert.equal(await countedChanges(), 1);
  });
});

describe("an address where no host is the primary", () => {
  it("is refused, with what each host has said", async () => {
    const { primary, standby, close } = await startTwoHosts();
    await primary.kill();
    const [role] = standby.url("slacky_owner").split("@");
    const nowhere = `${role}@localhost/slacky?host=127.0.0.1,127.0.0.1&port=${standby.port},1`;

    const wanted = new RegExp(
      `none of the hosts is the primary: 127.0.0.1:${standby.port}: a standby; ` +
        "127.0.0.1:1: connect ECONNREFUSED",
    );
    // On a busy machine, the standby may say too late what it is.
    await until(async () => {
      const refused = withDedicatedConnection(nowhere, async () => {});
      const error = await refused.then(() => assert.fail("It was not refused."), String);
      return wanted.test(error);
    }, 60_000);
    await close();
  });
});

function isUnavailable(error: unknown): boolean {
  return (
    error instanceof ConnectError || (error instanceof Problem && error.code === "unavailable")
  );
}
