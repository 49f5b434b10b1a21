import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../../src/db/sql.ts";
import { startWithReplica, type WithReplica } from "../../replicas/start.ts";
import { givenTicket } from "../../support/given.ts";

const CLIENTS = 8;
const PAUSE_MS = 150;

export interface OwnWrites {
  stale: number;
  failed: number;
  /** Reads that the replica served. */
  served: number;
  /** The control, on the same replica at the same time: it does not ask how far the replica is. */
  stale_without_guard: number;
  control_is_red: number;
  replica_served: number;
}

/** Clients write and read their own tickets, while the replica stands still half of the time. */
export async function proveOwnWrites(reads: number): Promise<OwnWrites> {
  const place = await startWithReplica();
  const counts = { stale: 0, failed: 0, served: 0, stale_without_guard: 0 };
  const stop = new AbortController();
  const pausing = pauseAgainAndAgain(place, stop.signal);
  try {
    let left = reads;
    const client = async () => {
      const path = await givenPath(place);
      while (left-- > 0) await writeAndRead(place, { path, title: `title ${left}`, counts });
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    counts.served = await place.outcomes("served");
  } finally {
    stop.abort();
    await pausing;
    await place.close();
  }
  return {
    ...counts,
    control_is_red: counts.stale_without_guard > 0 ? 1 : 0,
    replica_served: counts.served > 0 ? 1 : 0,
  };
}

async function givenPath({ api, world }: WithReplica): Promise<string> {
  return `${world.workspacePath}/tickets/${(await givenTicket(api, world)).id}`;
}

async function writeAndRead(
  { api, world }: WithReplica,
  {
    path,
    title,
    counts,
  }: {
    path: string;
    title: string;
    counts: Pick<OwnWrites, "stale" | "failed" | "stale_without_guard">;
  },
): Promise<void> {
  const written = await api.patch(world.admin, path, { title });
  const position = written.headers.get("slacky-position") ?? "";
  const [replica] = api.instance.replicas?.replicas ?? [];
  const unguarded = replica?.db.query(sql<{ title: string }>`
    select t.title from tickets t
     where t.workspace_id = ${world.workspace.id} and t.id = ${path.split("/").at(-1) ?? ""}`);
  const read = await api.get(world.admin, path, { "slacky-position": position });
  if (read.status !== 200) counts.failed += 1;
  else if (read.body.title !== title) counts.stale += 1;
  const [row] = (await unguarded) ?? [];
  if (row?.title !== title) counts.stale_without_guard += 1;
}

async function pauseAgainAndAgain({ replica }: WithReplica, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await replica.pauseReplay();
    await sleep(PAUSE_MS);
    await replica.resumeReplay();
    await sleep(PAUSE_MS);
  }
}
