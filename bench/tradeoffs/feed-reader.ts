import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "../../src/db/pool.ts";
import { percentile } from "../load/figures.ts";
import type { ReadEvent, Way } from "./feed-ways.ts";

/** What a reader has seen of a way's events, over all looks at it. */
export interface Seen {
  told: number;
  /** Told behind a later change of the same subject. */
  outOfOrder: number;
  lateness_ms: number[];
}

/** Reads on and on, and lets the relay work where there is one. It keeps its place from look to look. */
export function createReader(db: Db, way: Way) {
  const read = way.reader(db);
  const seen: Seen = { told: 0, outOfOrder: 0, lateness_ms: [] };
  const versions = new Map<string, number>();
  let isOver = true;
  let running: Promise<unknown> = Promise.resolve();

  const take = async () => {
    const told = await read();
    note(seen, versions, told);
    return told.length;
  };
  const work = async () => {
    while (!isOver) {
      await way.work?.(db);
      await sleep(2);
    }
  };
  const follow = async () => {
    while (!isOver) {
      await take();
      await sleep(2);
    }
  };
  return {
    seen,
    take,
    begin() {
      isOver = false;
      running = Promise.all([work(), follow()]);
    },
    /** When all writers have ended: whatever is not told now will never be. */
    async end() {
      isOver = true;
      await running;
      do await way.work?.(db);
      while ((await take()) > 0);
    },
  };
}

export function latenessOf({ lateness_ms }: Seen): number {
  return percentile(
    lateness_ms.sort((a, b) => a - b),
    0.99,
  );
}

function note(seen: Seen, versions: Map<string, number>, told: readonly ReadEvent[]): void {
  const now = Date.now();
  for (const { workspace_id, subject_id, version, at } of told) {
    const subject = `${workspace_id} ${subject_id}`;
    const last = versions.get(subject) ?? 0;
    if (version < last) seen.outOfOrder += 1;
    versions.set(subject, Math.max(version, last));
    seen.lateness_ms.push(now - at);
  }
  seen.told += told.length;
}
