import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "../../../src/db/pool.ts";
import { percentile } from "../../load/figures.ts";
import type { Numbering, ReadEvent } from "./numberings.ts";

/** What a reader has seen of the events of one numbering, over all measurements. */
export interface Seen {
  events: number;
  /** Events delivered after a later change of the same subject. */
  outOfOrder: number;
  delays_ms: number[];
}

/** Reads continuously, and runs the relay if there is one. It keeps its position between measurements. */
export function createReader(db: Db, numbering: Numbering) {
  const read = numbering.reader(db);
  const seen: Seen = { events: 0, outOfOrder: 0, delays_ms: [] };
  const versions = new Map<string, number>();
  let hasEnded = true;
  let running: Promise<unknown> = Promise.resolve();

  const take = async () => {
    const events = await read();
    note(seen, versions, events);
    return events.length;
  };
  const work = async () => {
    while (!hasEnded) {
      await numbering.work?.(db);
      await sleep(2);
    }
  };
  const follow = async () => {
    while (!hasEnded) {
      await take();
      await sleep(2);
    }
  };
  return {
    seen,
    take,
    begin() {
      hasEnded = false;
      running = Promise.all([work(), follow()]);
    },
    /** To be called when all writers have ended. An event that is not delivered now never will be. */
    async end() {
      hasEnded = true;
      await running;
      do await numbering.work?.(db);
      while ((await take()) > 0);
    },
  };
}

export function delayOf({ delays_ms }: Seen): number {
  return percentile(
    delays_ms.sort((a, b) => a - b),
    0.99,
  );
}

function note(seen: Seen, versions: Map<string, number>, events: readonly ReadEvent[]): void {
  const now = Date.now();
  for (const { workspace_id, subject_id, version, at } of events) {
    const subject = `${workspace_id} ${subject_id}`;
    const last = versions.get(subject) ?? 0;
    if (version < last) seen.outOfOrder += 1;
    versions.set(subject, Math.max(version, last));
    seen.delays_ms.push(now - at);
  }
  seen.events += events.length;
}
