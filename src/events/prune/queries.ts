import type { Queryable } from "../../db/pool.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/** The next feed, in the order of their ids, whose oldest event is of before that moment; undefined behind the last. */
export async function findFeedToPrune(
  owner: Queryable,
  { after, before }: { after: string | undefined; before: string },
): Promise<string | undefined> {
  const beyond = after === undefined ? sql`` : sql`and h.workspace_id > ${after}`;
  const [feed] = await owner.query(sql<{ workspace_id: string }>`
    select h.workspace_id
      from event_heads h
     cross join lateral (
             select e.occurred_at
               from events e
              where e.workspace_id = h.workspace_id
                and e.sequence > h.pruned_to
              order by e.sequence
              limit 1) oldest
     where oldest.occurred_at < ${before}::timestamptz
       ${beyond}
     order by h.workspace_id
     limit 1`);
  return feed?.workspace_id;
}

/** Holds a feed's head, so that it is pruned by one at a time; says up to where it was pruned. */
export async function lockFeedHead(tx: Tx, workspace_id: string): Promise<number | undefined> {
  const [head] = await tx.query(sql<{ pruned_to: number }>`
    select h.pruned_to
      from event_heads h
     where h.workspace_id = ${workspace_id}
       for no key update`);
  return head?.pruned_to;
}

export async function findPrunedTo(db: Queryable, workspace_id: string): Promise<number> {
  const [head] = await db.query(sql<{ pruned_to: number }>`
    select h.pruned_to from event_heads h where h.workspace_id = ${workspace_id}`);
  return head?.pruned_to ?? 0;
}

/**
 * How far the events behind `after` go that are of before a moment, looking at so many. They end at the first
 * that is not: what is pruned is the beginning of a feed, without a hole. A consumer that has moved within 7 days is
 * waited for.
 */
export async function findPrunable(
  db: Queryable,
  workspace_id: string,
  { after, before, limit }: { after: number; before: string; limit: number },
): Promise<{ upto: number; events: number } | undefined> {
  const [found] = await db.query(sql<{ upto: number | null; events: number }>`
    select max(b.sequence) as upto, count(*)::integer as events
      from (select t.sequence, bool_and(t.occurred_at < ${before}::timestamptz) over (order by t.sequence) as is_due
              from (select e.sequence, e.occurred_at
                      from events e
                     where e.workspace_id = ${workspace_id}
                       and e.sequence > ${after}
                       and e.sequence <= coalesce((
                             select min(c.sequence)
                               from feed_cursors c
                              where c.workspace_id = ${workspace_id}
                                and c.moved_at > clock_timestamp() - interval '7 days'), e.sequence)
                     order by e.sequence
                     limit ${limit}) t) b
     where b.is_due`);
  return found && found.upto !== null ? { upto: found.upto, events: found.events } : undefined;
}

export function deleteEvents(workspace_id: string, upto: number): Sql {
  return sql`
    delete from events e
     where e.workspace_id = ${workspace_id}
       and e.sequence <= ${upto}`;
}

export function setPrunedTo(workspace_id: string, upto: number): Sql {
  return sql`update event_heads set pruned_to = ${upto} where workspace_id = ${workspace_id}`;
}
