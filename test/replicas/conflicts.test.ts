import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { Routing } from "../../src/db/replicas/routing.ts";
import { sql } from "../../src/db/sql.ts";
import { givenTicket } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

let place: WithReplica;
let path: string;
before(async () => {
  // Replay waits for no query: what it conflicts with is canceled at once.
  place = await startWithReplica({
    settings: { hot_standby_feedback: "off", max_standby_streaming_delay: "0" },
  });
  path = `${place.world.workspacePath}/tickets/${(await givenTicket(place.api, place.world)).id}`;
});
after(() => place.close());

describe("a read that conflicts with replay on the replica", () => {
  it("is canceled there and runs on the primary, and no other read fails meanwhile", async () => {
    const { api, world } = place;
    const { replicas } = api.instance;
    assert.ok(replicas);
    await place.ready();
    const errors: unknown[] = [];
    const readers = readAgainAndAgain();
    const vacuum = vacuumAgainAndAgain();
    // As the read of a request, but it holds its snapshot for most of the time that a replica has.
    const readSlowly = () =>
      new Routing(replicas, { sent: "any", isRead: true, wantsReplica: true }).onReplica(
        { caller: world.viewer.id },
        (db) =>
          db.query(sql`select count(*), pg_sleep(0.2) from labels`).catch((error) => {
            errors.push(error);
            throw error;
          }),
      );
    const isConflict = (error: unknown) =>
      error instanceof pg.DatabaseError && error.code === "40001";
    const results: unknown[] = [];
    let statuses: number[];
    try {
      await until(async () => {
        const counted = errors.length;
        const result = await readSlowly();
        if (errors.slice(counted).some(isConflict)) results.push(result);
        return results.length >= 3;
      }, 120_000);
    } finally {
      await vacuum.stop();
      statuses = await readers.stop();
    }

    assert.deepEqual(results, [undefined, undefined, undefined], "the primary has to be asked");
    assert.ok((await countConflicts()) > 0);
    assert.ok(statuses.length > 0);
    assert.deepEqual(
      statuses.filter((status) => status !== 200),
      [],
    );
  });

  it("loses its connection there and runs on the primary, if the replica ends the session", async () => {
    const { api, world, replica } = place;
    await place.ready();
    for (let tries = 0; tries < 5; tries += 1) {
      await withDedicatedConnection(replica.url("postgres"), (superuser) =>
        superuser.query(sql`
          select pg_terminate_backend(pid)
            from pg_stat_activity
           where application_name = 'slacky' and usename = 'slacky_app'`),
      );
      assert.equal((await api.get(world.viewer, path, any)).status, 200);
    }
  });
});

function readAgainAndAgain() {
  const statuses: number[] = [];
  let isStopped = false;
  const read = async () => {
    while (!isStopped) {
      statuses.push((await place.api.get(place.world.viewer, path, any)).status);
    }
  };
  const reading = Promise.all([read(), read()]);
  return {
    async stop() {
      isStopped = true;
      await reading;
      return statuses;
    },
  };
}

/** Removes rows that a query which began before may still see. */
function vacuumAgainAndAgain() {
  let isStopped = false;
  const vacuuming = withDedicatedConnection(place.primary.url("slacky_owner"), async (owner) => {
    while (!isStopped) {
      await owner.execute("update relay set cluster = cluster");
      await owner.execute("vacuum relay");
    }
  });
  return {
    async stop() {
      isStopped = true;
      await vacuuming;
    },
  };
}

async function countConflicts(): Promise<number> {
  return await withDedicatedConnection(place.replica.url("postgres"), async (superuser) => {
    const [row] = await superuser.query(sql<{ n: number }>`
      select confl_snapshot::integer as n
        from pg_stat_database_conflicts
       where datname = current_database()`);
    return row?.n ?? 0;
  });
}
