import { setTimeout as sleep } from "node:timers/promises";
import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import { sql } from "../../../src/db/sql.ts";
import { any, startWithReplica, type WithReplica } from "../../replicas/start.ts";
import { givenTicket } from "../../support/given.ts";

const READERS = 4;
const SLOW_MS = 1_000;
/** What a read through the dead link takes at least that has no deadline. */
const CONTROL_MS = 3_000;

export interface ReplicaFaults {
  reads: number;
  failed: number;
  over_1_s: number;
  slowest_ms: number;
  /** Reads that the replica served between and during the faults. */
  served: number;
  /** The control: a read on the replica that does not respond, without a deadline, takes over 3 s. */
  control_is_red: number;
}

/** Begins what happens to the replica while people read. Returns what ends it. */
type Fault = (place: WithReplica) => Promise<() => Promise<unknown>>;

const isKilled: Fault = async ({ replica }) => {
  await replica.kill();
  return () => replica.restart();
};

const hangs: Fault = async ({ link }) => {
  link.die();
  return async () => link.revive();
};

/** Replay removes rows that reads may still see, and cancels those reads. */
const conflicts: Fault = async ({ primary }) => {
  const stop = new AbortController();
  const vacuuming = withDedicatedConnection(primary.url("slacky_owner"), async (owner) => {
    while (!stop.signal.aborted) {
      await owner.execute("update relay set cluster = cluster");
      await owner.execute("vacuum relay");
      await sleep(5);
    }
  });
  return async () => {
    stop.abort();
    await vacuuming;
  };
};

const isPromoted: Fault = async ({ replica }) => {
  await replica.promote();
  return async () => {};
};

const faults = [isKilled, hangs, conflicts, isPromoted];

/** People read what may be a second old, while the replica is killed, hangs, conflicts, is promoted. */
export async function proveReplicaFaults(reads: number): Promise<ReplicaFaults> {
  const place = await startWithReplica({ settings: { max_standby_streaming_delay: "0" } });
  const { api, world } = place;
  const counts = { reads: 0, failed: 0, over_1_s: 0, slowest_ms: 0 };
  try {
    const path = `${world.workspacePath}/tickets/${(await givenTicket(api, world)).id}`;
    const readAll = async (upTo: number) => {
      const reader = async () => {
        while (counts.reads < upTo) {
          counts.reads += 1;
          const startedAt = performance.now();
          const { status } = await api.get(world.viewer, path, any);
          const tookMs = Math.round(performance.now() - startedAt);
          if (status !== 200) counts.failed += 1;
          if (tookMs > SLOW_MS) counts.over_1_s += 1;
          counts.slowest_ms = Math.max(counts.slowest_ms, tookMs);
        }
      };
      await Promise.all(Array.from({ length: READERS }, reader));
    };
    let control_is_red = 0;
    for (const [index, fault] of faults.entries()) {
      await place.ready();
      const end = await fault(place);
      await readAll(Math.ceil((reads * (index + 1)) / faults.length));
      if (fault === hangs) control_is_red = await isSlowWithoutDeadline(place);
      await end();
    }
    return { ...counts, served: await place.outcomes("served"), control_is_red };
  } finally {
    await place.close();
  }
}

async function isSlowWithoutDeadline({ api }: WithReplica): Promise<number> {
  const [replica] = api.instance.replicas?.replicas ?? [];
  const startedAt = performance.now();
  await replica?.db.query(sql`select 1`).catch(() => {});
  return performance.now() - startedAt > CONTROL_MS ? 1 : 0;
}
