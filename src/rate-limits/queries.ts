import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";

/** What one process counted under a key since its last flush. */
export interface Counted {
  /** In hex. */
  key: string;
  /** Below zero if more hits were given back than made. */
  hits: number;
  window_ms: number;
}

/** What all processes counted under a key in its window, and how much of the window is left. */
export interface Spent {
  key: string;
  hits: number;
  left_ms: number;
}

/**
 * Adds the counts. A window starts when its first hit is flushed, by the database's clock. Hits that
 * are given back after their window ended are not credited to the next one.
 */
export async function addHits(db: Queryable, counted: readonly Counted[]): Promise<Spent[]> {
  return await db.query(sql<Spent>`
    insert into rate_limits as r (key, hits, ends_at)
    select decode(n.key, 'hex'), n.hits, now() + n.window_ms * interval '1 millisecond'
      from unnest(${counted.map(({ key }) => key)}::text[],
                  ${counted.map(({ hits }) => hits)}::integer[],
                  ${counted.map(({ window_ms }) => window_ms)}::bigint[]) as n (key, hits, window_ms)
     order by n.key
        on conflict (key) do update
       set hits = greatest(
             0, case when r.ends_at > now() then r.hits + excluded.hits else excluded.hits end),
           ends_at = case when r.ends_at > now() then r.ends_at else excluded.ends_at end
    returning encode(r.key, 'hex') as key, r.hits,
              greatest(1, ceil(extract(epoch from r.ends_at - now()) * 1000))::bigint as left_ms`);
}

/** Deletes counters whose window has ended, and returns how many. */
export async function deleteEndedWindows(db: Queryable, limit: number): Promise<number> {
  const deleted = await db.query(sql`
    delete from rate_limits r
     where r.key = any(array(
             select e.key
               from rate_limits e
              where e.ends_at < now()
              limit ${limit}
                for update skip locked))
    returning r.key`);
  return deleted.length;
}
