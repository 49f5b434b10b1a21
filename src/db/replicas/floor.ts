import { setTimeout as sleep } from "node:timers/promises";
import { rowsOf, sendBatch } from "../driver/batch.ts";
import { createPool } from "../pool.ts";
import { sql } from "../sql.ts";
import { hashOfHistory, toDigits } from "./position.ts";

/**
 * How old what a replica shows may be, in milliseconds. It is a constant: a request that ends access
 * relies on it for every process.
 */
export const LAG_MAX_MS = 1_000;

const PAUSE_MS = 200;
/** How long the primary is asked after the last read that wanted a replica. */
const WANTED_MS = 5_000;

/** What the primary has said of itself, and when it was asked, by the monotonic clock. */
export interface PrimaryAnswer {
  askedAt: number;
  system_identifier: string;
  /** The system identifier and the timeline: what `relay.cluster` contains. */
  history: string;
  /** Eight hex digits for the history. */
  h: string;
  /** The LSN as 16 hex digits. */
  l: string;
}

/** Knows how far a replica must be: it lags the primary by LAG_MAX_MS at most. */
export interface Floor {
  /** The primary is asked for some more seconds. Called for every read that wants a replica. */
  want(): void;
  /** The oldest answer that is young enough; undefined if no replica may be used. */
  current(): PrimaryAnswer | undefined;
  /** The last answer, however old it is. */
  latest(): PrimaryAnswer | undefined;
  /** When the primary was last asked and was not further than `l`; undefined if that is not known. */
  reachedAt(l: string): number | undefined;
  close(): Promise<void>;
}

/** `now` is a monotonic clock, in milliseconds. */
export function createFloor(
  databaseUrl: string,
  {
    onError = () => {},
    now = () => performance.now(),
  }: { onError?: (error: unknown) => void; now?: () => number } = {},
): Floor {
  const db = createPool(databaseUrl, { size: 1 });
  const stop = new AbortController();
  const answers = new Answers(now);
  let wantedUntil = now() + WANTED_MS;
  let asking: Promise<void> | undefined;
  let hasFailed = false;

  const askWhileWanted = async () => {
    while (now() < wantedUntil && !stop.signal.aborted) {
      const askedAt = now();
      try {
        const { client, release } = await db.connect();
        const sent = await sendBatch(client, [readPrimary], { timeoutMs: LAG_MAX_MS });
        release(sent.error !== undefined);
        const [[row] = []] = rowsOf(sent) as [PrimaryRow[]];
        if (row) answers.add(row, askedAt);
        hasFailed = false;
      } catch (error) {
        // Without answers there is no floor, and the primary serves the reads.
        if (!hasFailed) onError(error);
        hasFailed = true;
      }
      await sleep(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
    asking = undefined;
  };
  const want = () => {
    wantedUntil = now() + WANTED_MS;
    if (!stop.signal.aborted) asking ??= askWhileWanted();
  };
  // A write is given a position by the history, which is asked for once in any case.
  want();
  return {
    want,
    current: () => answers.current(),
    latest: () => answers.latest(),
    reachedAt: (l) => answers.reachedAt(l),
    async close() {
      stop.abort();
      await asking;
      await db.close();
    },
  };
}

interface PrimaryRow {
  system_identifier: string;
  timeline: string;
  lsn: string;
}

const readPrimary = sql<PrimaryRow>`
  select c.system_identifier::text as system_identifier,
         substr(pg_walfile_name(w.lsn), 1, 8) as timeline, w.lsn::text as lsn
    from pg_control_system() c, (select pg_current_wal_flush_lsn() as lsn) w`;

/** The answers of one history, the oldest first. */
class Answers {
  readonly #now: () => number;
  #answers: PrimaryAnswer[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  add({ system_identifier, timeline, lsn }: PrimaryRow, askedAt: number): void {
    const history = `${system_identifier}/${timeline}`;
    const last = this.latest();
    // After a promotion, an older answer is about another log.
    if (last?.history !== history) this.#answers = [];
    const h = last?.history === history ? last.h : hashOfHistory(history);
    this.#answers.push({ askedAt, system_identifier, history, h, l: toDigits(lsn) });
    const oldest = this.#now() - LAG_MAX_MS;
    while (this.#answers.length > 1 && (this.#answers[0]?.askedAt ?? 0) < oldest) {
      this.#answers.shift();
    }
  }

  current(): PrimaryAnswer | undefined {
    const oldest = this.#now() - LAG_MAX_MS;
    return this.#answers.find(({ askedAt }) => askedAt >= oldest);
  }

  latest(): PrimaryAnswer | undefined {
    return this.#answers.at(-1);
  }

  reachedAt(l: string): number | undefined {
    return this.#answers.findLast((answer) => answer.l <= l)?.askedAt;
  }
}
