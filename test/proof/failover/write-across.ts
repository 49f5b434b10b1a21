import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../../src/db/sql.ts";
import type { TestApi } from "../../support/api.ts";
import type { World } from "../../support/given.ts";
import { until } from "../../support/locks.ts";

export interface WrittenAcross {
  /** Tickets whose creation was a 201. */
  acknowledged: number;
  /** Acknowledged tickets that the database does not have afterwards. */
  lost: number;
  /** Requests that were a 503, or a 429 where too many of one caller wait for a connection. */
  refused: number;
  /** Requests with any other response. */
  failed: number;
  over_3_s: number;
  slowest_ms: number;
  /** From the fault until the first ticket that was created after it. */
  writable_after_ms: number;
}

const WRITERS = 8;
const SLOW_MS = 3_000;
const PAUSE_MS = 20;

/**
 * Creates tickets until `writes` are acknowledged. After half of them `fault` happens, and the other
 * half is created when the service can write again.
 */
export async function writeAcross(
  api: TestApi,
  world: World,
  { writes, fault }: { writes: number; fault: () => Promise<void> },
): Promise<WrittenAcross> {
  const acknowledged: string[] = [];
  const counts = { refused: 0, failed: 0, over_3_s: 0, slowest_ms: 0, writable_after_ms: 0 };
  let faultAt = Number.POSITIVE_INFINITY;
  const write = async () => {
    const startedAt = performance.now();
    const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;
    const { status, body } = await api.post(world.member, path, { title: "A write" });
    const now = performance.now();
    counts.slowest_ms = Math.max(counts.slowest_ms, Math.round(now - startedAt));
    if (now - startedAt > SLOW_MS) counts.over_3_s += 1;
    if (status === 201) {
      acknowledged.push(body.id);
      if (startedAt > faultAt) counts.writable_after_ms ||= Math.round(now - faultAt);
      return;
    }
    counts[status === 503 || status === 429 ? "refused" : "failed"] += 1;
    await sleep(PAUSE_MS);
  };
  const writers = Array.from({ length: WRITERS }, async () => {
    while (acknowledged.length < writes || counts.writable_after_ms === 0) await write();
  });
  await until(() => acknowledged.length >= writes / 2, 120_000);
  faultAt = performance.now();
  await fault();
  await Promise.all(writers);

  const rows = await api.db.query(sql<{ id: string }>`
    select t.id from tickets t where t.workspace_id = ${world.workspace.id}`);
  const stored = new Set(rows.map(({ id }) => id));
  const lost = acknowledged.filter((id) => !stored.has(id)).length;
  return { acknowledged: acknowledged.length, lost, ...counts };
}
