import type { DedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { type Moment, readClock } from "./queries.ts";
import { timeOf } from "./working-time.ts";

/** Runs work at a minute of the demo's working time. */
export type At = <T>(minute: number, work: () => Promise<T>) => Promise<T>;

/** Notes when each action began by the clock of the database. Only one may run at a time. */
export interface Timeline {
  at: At;
  /** Ends the last action, and returns all moments. */
  finish(): Promise<Moment[]>;
}

/** A timeline that ends at `end`. Each action happens at least a second after the one before. */
export function createTimeline(owner: DedicatedConnection, end: Date): Timeline {
  const moments: Moment[] = [];
  let last_ms = 0;
  return {
    async at(minute, work) {
      const second = Math.floor(timeOf(minute, end).getTime() / 1_000);
      last_ms = Math.max(second * 1_000, last_ms + 1_000);
      moments.push({ started_at: await readClock(owner), happens_at: new Date(last_ms) });
      return await work();
    },
    finish: async () => [...moments, { started_at: await readClock(owner), happens_at: null }],
  };
}
