import { createHmac } from "node:crypto";
import type { Logger } from "pino";
import type { Queryable } from "../db/pool.ts";
import { addHits, type Counted, type Spent } from "./queries.ts";

/** A budget: a number of hits per window. */
export interface Budget {
  name: string;
  limit: number;
  windowMs: number;
  /**
   * Whether requests are refused while the database is unreachable; otherwise the process uses its
   * own count.
   */
  failsClosed: boolean;
}

/** The number of hits in a window, including this one, and when it ends, by `Date.now()`. */
export interface Hits {
  hits: number;
  ends_at: number;
}

export interface SharedCounters {
  /** Returns a promise only if the counts of other processes must be read first. */
  hit(budget: Budget, of: string): Hits | Promise<Hits>;
  /**
   * Takes back one hit, if its window has not ended. A budget that this process has seen spent can
   * be used again after the next flush.
   */
  giveBack(budget: Budget, of: string): void;
  close(): Promise<void>;
}

/**
 * One key of a budget, as this process knows it. Times are of `performance.now()`, which clock
 * changes do not affect.
 */
interface Counter {
  key: string;
  budget: Budget;
  /** The last known count of all processes in this window. */
  known: number;
  /** What this process has counted but not flushed. */
  pending: number;
  endsAt: number;
}

const FLUSH_MS = 1_000;
const COUNTERS_MAX = 100_000;
/**
 * The share of a budget that a process may use before it reads the counts of the others; at least
 * one hit.
 */
const PENDING_SHARE = 1 / 20;

/**
 * Counts hits for all processes of a database together, without a write per hit. Every second, and
 * for a key as soon as a twentieth of its budget is pending, a process adds its counts to the
 * database and reads those of the others, all keys in one statement. The request that uses up the
 * twentieth waits for that. So N processes together exceed the budget by less than N tenths of it
 * (one twentieth is pending, one is being flushed); a budget below 40 is exact.
 *
 * Hits on a spent budget are not flushed, so a flood of refused requests costs no I/O.
 */
export function createSharedCounters(db: Queryable, secret: string, log: Logger): SharedCounters {
  const counters = new Map<string, Counter>();
  const pending = new Set<Counter>();
  let flushing: Promise<FlushResult> | undefined;
  let next: Promise<FlushResult> | undefined;

  const findCounter = (name: string, now: number): Counter | undefined => {
    const found = counters.get(name);
    if (found && found.endsAt > now) return found;
    // Pending counts of an ended window are no longer needed.
    if (found) forget(name, found);
    return undefined;
  };
  const counterOf = (budget: Budget, of: string): Counter => {
    const name = `${budget.name} ${of}`;
    const now = performance.now();
    const found = findCounter(name, now);
    if (found) return found;
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
    // Its pending count is still flushed.
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
      // Below zero after hits were given back: then the total is read, for small budgets.
      if (nth > 0 && nth < Math.floor(budget.limit * PENDING_SHARE))
        return hitsOf(counter, counter.known + nth);

      return flushSoon().then(({ before, error }) => {
        if (error && budget.failsClosed) throw error;
        return hitsOf(counter, (before.get(counter) ?? counter.known) + nth);
      });
    },
    giveBack(budget, of) {
      const counter = findCounter(`${budget.name} ${of}`, performance.now());
      if (!counter || counter.known + counter.pending <= 0) return;
      counter.pending -= 1;
      pending.add(counter);
    },
    async close() {
      clearInterval(timer);
      await flushing;
      if (pending.size > 0) await flushSoon();
    },
  };
}

/** The count of each counter before the flushed hits. */
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

/** Takes over the total counts, and returns what each counter was at before these hits. */
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
