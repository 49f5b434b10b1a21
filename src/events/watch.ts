import type { Logger } from "pino";
import type { Db } from "../db/pool.ts";
import { listHeads, listLiveReaders, type Reader } from "./watch-queries.ts";

/** Watches the feeds that somebody follows: one look for all of them, however many they are. */
export interface FeedWatch {
  follow(reader: Reader): Following;
}

/** One reader's view of the watch. */
export interface Following {
  /** Aborted when the reader may read no more: removed, signed out, the workspace gone. */
  readonly ended: AbortSignal;
  /** Resolves when the feed has gone beyond `sequence`, or `signal` aborts. */
  beyond(sequence: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

const LOOK_MS = 100;
/** A reader who is removed reads no longer than this. */
const JUDGE_MS = 2_000;

interface Followed {
  reader: Reader;
  end: AbortController;
  waiting?: { sequence: number; wake: () => void };
}

export function createFeedWatch(db: Db, log: Logger): FeedWatch {
  const all = new Set<Followed>();
  let isLooking = false;

  const look = async () => {
    const waiting = [...all].filter((one) => one.waiting);
    const workspaces = [...new Set(waiting.map(({ reader }) => reader.workspace_id))];
    if (workspaces.length === 0) return;
    const heads = new Map(
      (await listHeads(db, workspaces)).map(({ workspace_id, head }) => [workspace_id, head]),
    );
    for (const { reader, waiting: wait } of waiting) {
      if (wait && (heads.get(reader.workspace_id) ?? 0) > wait.sequence) wait.wake();
    }
  };
  const judge = async () => {
    const judged = [...all];
    const live = new Set(
      await listLiveReaders(
        db,
        judged.map(({ reader }) => reader),
      ),
    );
    for (const [place, { end }] of judged.entries()) if (!live.has(place)) end.abort();
  };
  const run = async () => {
    let judgedAt = 0;
    while (all.size > 0) {
      try {
        await look();
        if (Date.now() - judgedAt >= JUDGE_MS) {
          await judge();
          judgedAt = Date.now();
        }
      } catch (error) {
        log.warn({ err: error }, "The feeds could not be looked at; trying again.");
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    isLooking = false;
  };

  return {
    follow(reader) {
      const followed: Followed = { reader, end: new AbortController() };
      all.add(followed);
      if (!isLooking) {
        isLooking = true;
        void run();
      }
      return {
        ended: followed.end.signal,
        stop: () => void all.delete(followed),
        beyond: (sequence, signal) =>
          new Promise((resolve) => {
            const wake = () => {
              delete followed.waiting;
              signal.removeEventListener("abort", wake);
              resolve();
            };
            followed.waiting = { sequence, wake };
            signal.addEventListener("abort", wake);
            if (signal.aborted) wake();
          }),
      };
    },
  };
}
