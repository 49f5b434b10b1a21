import { firstRows } from "../../db/first-rows.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import type { FeedEvent } from "../relay/queries.ts";

/** Where a workspace's feed stands. A workspace that nothing was relayed for yet stands at 0. */
export interface FeedHead {
  epoch: string;
  head: number;
  /** Events up to here have been pruned. */
  pruned_to: number;
}

export interface FeedPart extends FeedHead {
  events: Omit<FeedEvent, "workspace_id">[];
}

export type FeedRow = FeedHead & FeedPart["events"][number];

/**
 * Where the feed stands, and its events behind `after` in their order; from the oldest that is left where
 * `after` is undefined. One statement, so that what is pruned meanwhile is in both or in neither: read one
 * after the other, a page could lack events that its head does not know to be pruned.
 */
export function readFeedPart(
  workspace_id: string,
  { after, limit }: { after: number | undefined; limit: number },
): Sql<FeedRow> {
  const events = sql`
             select e.sequence, e.id, e.type, e.actor_id, e.subject_type, e.subject_id, e.ticket_id,
                    e.data, e.occurred_at
               from events e
              where e.workspace_id = ${workspace_id}
                and e.sequence > coalesce(${after ?? null}::bigint, h.pruned_to, 0)
              order by e.sequence`;
  return prepared(sql<FeedRow>`
    select r.epoch, coalesce(h.sequence, 0) as head, coalesce(h.pruned_to, 0) as pruned_to,
           t.sequence, t.id, t.type, t.actor_id, t.subject_type, t.subject_id, t.ticket_id,
           t.data, t.occurred_at
      from relay r
      left join event_heads h on h.workspace_id = ${workspace_id}
      left join lateral (${firstRows(events, limit)}) t on true
     where r.id = 1
     order by t.sequence`);
}

/** The part of the feed that these rows are. */
export function toFeedPart(rows: readonly FeedRow[]): FeedPart {
  const [first] = rows;
  if (!first) throw new Error("The table relay has no row.");
  const { epoch, head, pruned_to } = first;
  // A feed without further events is one row, with nulls in place of an event.
  const events = rows.filter(({ sequence }) => sequence !== null);
  return {
    epoch,
    head,
    pruned_to,
    events: events.map(({ epoch: _, head: __, pruned_to: ___, ...event }) => event),
  };
}
