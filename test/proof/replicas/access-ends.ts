import { sql } from "../../../src/db/sql.ts";
import { any, startWithReplica, type WithReplica } from "../../replicas/start.ts";
import { givenMember, givenTicket, type Person } from "../../support/given.ts";

const READERS = 3;
/** How long people are read as after the removal was acknowledged. */
const AFTER_MS = 300;

export interface AccessEnds {
  removed: number;
  /** Reads that began after the acknowledgement. */
  reads: number;
  answered: number;
  /** The control: the same where nobody waits for the replica. */
  control_is_red: number;
  answered_without_wait: number;
}

/** Members are removed while they read, and the replica shows everything 600 ms too late. */
export async function proveAccessEnds(members: number): Promise<AccessEnds> {
  const place = await startWithReplica({ settings: { recovery_min_apply_delay: "600ms" } });
  const counts = { removed: 0, reads: 0, answered: 0, answered_without_wait: 0 };
  try {
    const { api, world } = place;
    const path = `${world.workspacePath}/tickets/${(await givenTicket(api, world)).id}`;
    for (let n = 0; n < members; n += 1) {
      const waited = await givenMember(api, world.workspace, "viewer");
      const after = await readsAfter(place, { reader: waited, path }, async () => {
        await api.delete(world.admin, `${world.workspacePath}/members/${waited.id}`);
      });
      const unwaited = await givenMember(api, world.workspace, "viewer");
      const control = await readsAfter(place, { reader: unwaited, path }, async () => {
        await api.db.query(sql`
          update members
             set removed_at = clock_timestamp()
           where workspace_id = ${world.workspace.id}
             and user_id = ${unwaited.id}`);
      });
      counts.removed += 1;
      counts.reads += after.reads;
      counts.answered += after.answered;
      counts.answered_without_wait += control.answered;
    }
  } finally {
    await place.close();
  }
  return { ...counts, control_is_red: counts.answered_without_wait > 0 ? 1 : 0 };
}

/** Counts the reads that begin after `end` has returned, and which of them are answered. */
async function readsAfter(
  place: WithReplica,
  { reader, path }: { reader: Person; path: string },
  end: () => Promise<void>,
): Promise<{ reads: number; answered: number }> {
  await place.ready();
  const counts = { reads: 0, answered: 0 };
  let endedAt = Number.POSITIVE_INFINITY;
  const read = async () => {
    for (;;) {
      const begunAt = performance.now();
      if (begunAt > endedAt + AFTER_MS) return;
      const { status } = await place.api.get(reader, path, any);
      if (begunAt <= endedAt) continue;
      counts.reads += 1;
      if (status === 200) counts.answered += 1;
    }
  };
  const reading = Promise.all(Array.from({ length: READERS }, read));
  await end();
  endedAt = performance.now();
  await reading;
  return counts;
}
