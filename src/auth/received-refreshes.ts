import type { Logger } from "pino";
import type { Db } from "../db/pool.ts";
import { setReceivedGeneration } from "./queries.ts";

/** Notes which refreshes have reached their clients. */
export interface ReceivedRefreshes {
  /**
   * A request had an access token of this session and generation. The first one stores that, beside
   * the request and without delaying it.
   */
  note(token: { session_id: string; generation: number }): void;
  /** Resolves when what was noted has been stored. */
  settle(): Promise<void>;
}

/** How many sessions are remembered. A forgotten one costs a statement that changes nothing. */
const REMEMBERED_MAX = 10_000;

export function createReceivedRefreshes(db: Db, log: Logger): ReceivedRefreshes {
  const remembered = new Map<string, number>();
  const pending = new Set<Promise<void>>();

  const store = async (session_id: string, generation: number): Promise<void> => {
    try {
      await db.query(setReceivedGeneration(session_id, generation));
    } catch (error) {
      // The next request tries again.
      remembered.delete(session_id);
      log.warn({ err: error }, "It could not be stored that a refresh was received.");
    }
  };
  return {
    note({ session_id, generation }) {
      // The first token of a session has no predecessor.
      if (generation <= (remembered.get(session_id) ?? 0)) return;
      remembered.set(session_id, generation);
      if (remembered.size > REMEMBERED_MAX) forgetOldest(remembered);
      const storing = store(session_id, generation).finally(() => pending.delete(storing));
      pending.add(storing);
    },
    async settle() {
      await Promise.all(pending);
    },
  };
}

function forgetOldest(remembered: Map<string, number>): void {
  const [oldest] = remembered.keys();
  if (oldest !== undefined) remembered.delete(oldest);
}
