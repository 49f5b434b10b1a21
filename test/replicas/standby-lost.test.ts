import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { noRateLimits } from "../support/api.ts";
import { givenTicket } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { waitForStandbys } from "../support/postgres/standby.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

/** Of these, one is for requests and one for work of the server's own. */
const WRITES = 2;

let place: WithReplica;
let path: string;
let stream: string;
/** The writes whose commits wait for the standby. */
let waiting: Promise<unknown>;
before(async () => {
  place = await startWithReplica({
    config: {
      poolSizes: { writes: WRITES, reads: 2 },
      // Below 40, each hit is counted in the database before its request goes on.
      rateLimits: { ...noRateLimits, caller: { limit: 30, windowSeconds: 600 } },
    },
  });
  const { api, world, primary, replica } = place;
  path = `${world.workspacePath}/tickets/${(await givenTicket(api, world)).id}`;
  const { body } = await api.post(world.viewer, `${world.workspacePath}/events/stream-tokens`);
  stream = `${api.url}${world.workspacePath}/events?stream_token=${body.stream_token}`;
  await waitForStandbys(primary, "standby");
  await replica.kill();
  waiting = Promise.allSettled([
    api.patch(world.admin, path, { title: "Committed later" }),
    transaction(api.db, (tx) => tx.query(sql`update relay set cluster = cluster where id = 1`)),
  ]);
  await until(async () => (await countWaiting()) === WRITES);
});
after(async () => {
  await waitForStandbys(place.primary, "");
  await place.close();
});

/** How many backends of the primary wait for the standby. */
async function countWaiting(): Promise<number> {
  return await withDedicatedConnection(place.primary.url("postgres"), async (superuser) => {
    const [row] = await superuser.query(sql<{ count: number }>`
      select count(*)::integer as count from pg_stat_activity where wait_event = 'SyncRep'`);
    return row?.count ?? 0;
  });
}

async function countHits(): Promise<number> {
  const [row] = await place.api.instance.reads.query(sql<{ hits: number }>`
    select sum(hits)::integer as hits from rate_limits`);
  return row?.hits ?? 0;
}

describe("while all commits wait for the only synchronous standby, which is lost", () => {
  it("reads are answered, with and without a position, and count against their budget", async () => {
    const { api, world } = place;
    const before = await countHits();

    for (const headers of [{}, any]) {
      const reply = await api.get(world.viewer, path, headers);
      assert.equal(reply.status, 200);
      assert.notEqual(reply.body.title, "Committed later");
    }

    assert.equal((await countHits()) - before, 2);
  });

  it("a stream token that is redeemed takes no connection from them", async () => {
    const { api, world } = place;
    const stop = new AbortController();
    const headers = { accept: "text/event-stream" };
    let hasEnded = false;
    const opening = fetch(stream, { headers, signal: stop.signal })
      .catch(() => {})
      .finally(() => {
        hasEnded = true;
      });
    await until(async () => hasEnded || api.db.waitingCount > 0 || (await countWaiting()) > WRITES);

    assert.equal((await api.get(world.viewer, path)).status, 200);
    stop.abort();
    await opening;
  });

  it("the commits that waited take effect when it is back", async () => {
    const { api, world, replica } = place;
    await replica.restart();
    await waiting;
    // Those that were answered with 503 after 15 seconds, too.
    await until(async () => (await countWaiting()) === 0);

    assert.equal((await api.get(world.viewer, path)).body.title, "Committed later");
  });
});
