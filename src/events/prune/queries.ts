import type { Queryable } from "../../db/pool.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";

/**
 * The next workspace, in the order of IDs, whose oldest stored event is before `before`; undefined
 * after the last one.
 */
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

/**
 * Locks a feed's head, so that one process prunes it at a time, and returns up to where it is
 * pruned.
 */
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
 * Up to where the events after `after` are older than `before`, among the next `limit`. Stops at
 * the first that is not, so that what is deleted is the beginning of a feed, without gaps. Events
 * that a consumer still has to read are kept if it has moved within 7 days.
 */
export async function findPrunable(
  db: Queryable,
  workspace_id: string,
  { after, before, limit }: { after: number; before: string; limit: number },
): Promise<{ upto: number; events: number } | undefined> {
  const [found] = await db.query(sql<{ upto: number | null; events: number }>`
    select max(b.sequence) as upto, count(*)::integer as events
      from (select t.sequence,
                   bool_and(t.occurred_at < ${before}::timestamptz)
                     over (order by t.sequence) as is_due
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

/** A consumer for which events that are past their retention are kept, and in how many feeds. */
export interface AwaitedConsumer {
  consumer: string;
  feeds: number;
}

/** The consumers that have moved within 7 days, and have not processed an event before `before`. */
export async function listAwaitedConsumers(
  owner: Queryable,
  before: string,
): Promise<AwaitedConsumer[]> {
  return await owner.query(sql<AwaitedConsumer>`
    select c.consumer, count(*)::integer as feeds
      from feed_cursors c
     cross join lateral (
             select e.occurred_at
               from events e
              where e.workspace_id = c.workspace_id
                and e.sequence > c.sequence
              order by e.sequence
              limit 1) next
     where c.moved_at > clock_timestamp() - interval '7 days'
       and next.occurred_at < ${before}::timestamptz
     group by c.consumer
     order by c.consumer`);
}
