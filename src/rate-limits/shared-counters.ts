import { createHmac } from "node:crypto";
import type { Logger } from "pino";
import type { Queryable } from "../db/pool.ts";
import { addHits, type Counted, type Spent } from "./queries.ts";

/** A budget: so many hits in a window. */
export interface Budget {
  name: string;
  limit: number;
  windowMs: number;
  /** Whether it refuses where the other processes cannot be asked; else it goes by what it counted itself. */
  failsClosed: boolean;
}

/** How many hits came in a window, this one with them, and when it ends: a moment of `Date.now()`. */
export interface Hits {
  hits: number;
  ends_at: number;
}

export interface SharedCounters {
  /** A promise only where the other processes have to be asked first. */
  hit(budget: Budget, of: string): Hits | Promise<Hits>;
  close(): Promise<void>;
}

/** One key of a budget, as this process knows it. Moments are of `performance.now()`, which no clock moves. */
interface Counter {
  key: string;
  budget: Budget;
  /** What all processes are known to have counted in this window. */
  known: number;
  /** What this one counted and has not told yet. */
  pending: number;
  endsAt: number;
}

const FLUSH_MS = 1_000;
const COUNTERS_MAX = 100_000;
/** A process may let through so much of a budget before it asks what the others did; one hit at the least. */
const PENDING_SHARE = 1 / 20;

/**
 * Counts hits for all processes of a database together, without a write for each. Every second, and for a key
 * as soon as a twentieth of its budget is pending, a process adds what it counted to the database and learns
 * what the others did, all keys in one statement. A request that spends the twentieth waits for that. So N
 * processes together let through the budget and less than N tenths of it (one twentieth is pending, one on its
 * way); a budget below 40 is exact.
 *
 * A budget that is known to be spent is not told any more, so a flood of refused requests costs no I/O.
 */
export function createSharedCounters(db: Queryable, secret: string, log: Logger): SharedCounters {
  const counters = new Map<string, Counter>();
  const pending = new Set<Counter>();
  let flushing: Promise<FlushResult> | undefined;
  let next: Promise<FlushResult> | undefined;

  const counterOf = (budget: Budget, of: string): Counter => {
    const name = `${budget.name} ${of}`;
    const now = performance.now();
    const found = counters.get(name);
    if (found && found.endsAt > now) return found;
    // What an old window has not told is of no more use to anybody.
    if (found) forget(name, found);
    if (counters.size >= COUNTERS_MAX) dropOldest();
    const key = createHmac("sha256", secret)
      .update(`rate-limit ${name}`)
      .digest("hex")
      .slice(0, 32);
    const fresh = { key, budget, known: 0, pending: 0, endsAt: now + budget.windowMs };
    counters.set(name, fresh);
    return fresh;
  };
  const forget = (name: string, counter: Counter) => {
    counters.delete(name);
    pending.delete(counter);
  };
  const dropOldest = () => {
    const [oldest] = counters;
    // What it counted is still told.
    if (oldest) counters.delete(oldest[0]);
  };
  const flush = async (): Promise<FlushResult> => {
    const flushed = [...pending].map((counter) => ({ counter, hits: counter.pending }));
    pending.clear();
    for (const { counter, hits } of flushed) {
      counter.known += hits;
      counter.pending = 0;
    }
    try {
      return { before: mergeTotals(flushed, await addHits(db, flushed.map(toCounted))) };
    } catch (error) {
      for (const { counter, hits } of flushed) {
        counter.known -= hits;
        counter.pending += hits;
        pending.add(counter);
      }
      log.warn(
        { err: error },
        "The rate limit counters of other processes are unavailable. Counting locally.",
      );
      return { before: new Map(), error };
    }
  };
  /** Flushes what is pending when this is called; calls during a flush share the next one. */
  const flushSoon = (): Promise<FlushResult> => {
    if (!flushing) {
      flushing = flush().finally(() => {
        flushing = undefined;
      });
      return flushing;
    }
    next ??= flushing.then(() => {
      next = undefined;
      return flushSoon();
    });
    return next;
  };
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [name, counter] of counters) if (counter.endsAt <= now) forget(name, counter);
    if (pending.size > 0) void flushSoon();
  }, FLUSH_MS).unref();

  return {
    hit(budget, of) {
      const counter = counterOf(budget, of);
      if (counter.known >= budget.limit) {
        counter.known += 1;
        return hitsOf(counter, counter.known);
      }
      counter.pending += 1;
      pending.add(counter);
      const nth = counter.pending;
      if (nth < Math.floor(budget.limit * PENDING_SHARE))
        return hitsOf(counter, counter.known + nth);

      return flushSoon().then(({ before, error }) => {
        if (error && budget.failsClosed) throw error;
        return hitsOf(counter, (before.get(counter) ?? counter.known) + nth);
      });
    },
    async close() {
      clearInterval(timer);
      await flushing;
      if (pending.size > 0) await flushSoon();
    },
  };
}

/** What each counter was at before the hits that were told with it. */
interface FlushResult {
  before: ReadonlyMap<Counter, number>;
  error?: unknown;
}

interface FlushedCounter {
  counter: Counter;
  hits: number;
}

function toCounted({ counter: { key, budget }, hits }: FlushedCounter): Counted {
  return { key, hits, window_ms: budget.windowMs };
}

/** Takes over what all have counted, and gives what each counter was at before these hits. */
function mergeTotals(
  flushed: readonly FlushedCounter[],
  spent: readonly Spent[],
): FlushResult["before"] {
  const now = performance.now();
  const byKey = new Map(spent.map((one) => [one.key, one]));
  const before = new Map<Counter, number>();
  for (const { counter, hits } of flushed) {
    const all = byKey.get(counter.key);
    if (!all) continue;
    before.set(counter, all.hits - hits);
    counter.known = all.hits;
    counter.endsAt = now + all.left_ms;
  }
  return before;
}

function hitsOf({ endsAt }: Counter, hits: number): Hits {
  return { hits, ends_at: Date.now() + endsAt - performance.now() };
}
