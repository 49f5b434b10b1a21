import { bytesOfValue, firstRowsWithin } from "../../db/first-rows.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import type { FeedEvent } from "../relay/queries.ts";

/** The state of a workspace's feed. `head` is 0 if nothing was relayed yet. */
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

/** Which events of a feed are read. */
interface FeedRange {
  /** Undefined begins with the oldest stored event. */
  after: number | undefined;
  before?: number | undefined;
  limit: number;
  /** Only the events of this ticket. */
  ticket?: Sql;
  isNewestFirst?: boolean;
}

/**
 * The state of the feed and its events in a range, within the bytes of a page. One statement, so
 * that both are from one snapshot: with two, a page could lack events that were pruned after its
 * head was read.
 */
export function readFeedPart(
  workspace_id: string,
  { after, before, limit, ticket, isNewestFirst = false }: FeedRange,
): Sql<FeedRow> {
  const isOfTicket = ticket ? sql`and e.ticket_id = ${ticket}` : sql``;
  const isBefore = before === undefined ? sql`` : sql`and e.sequence < ${before}::bigint`;
  const direction = isNewestFirst ? sql`desc` : sql`asc`;
  const events = sql`
             select e.sequence, e.id, e.type, e.actor_id, e.subject_type, e.subject_id, e.ticket_id,
                    e.data, e.occurred_at
               from events e
              where e.workspace_id = ${workspace_id}
                ${isOfTicket}
                and e.sequence > coalesce(${after ?? null}::bigint, h.pruned_to, 0)
                ${isBefore}
              order by e.sequence ${direction}`;
  const page = firstRowsWithin(events, { limit, bytes: bytesOfValue(sql`r.data`) });
  return prepared(sql<FeedRow>`
    select r.epoch, coalesce(h.sequence, 0) as head, coalesce(h.pruned_to, 0) as pruned_to,
           t.sequence, t.id, t.type, t.actor_id, t.subject_type, t.subject_id, t.ticket_id,
           t.data, t.occurred_at
      from relay r
      left join event_heads h on h.workspace_id = ${workspace_id}
      left join lateral (${page}) t on true
     where r.id = 1
     order by t.sequence ${direction}`);
}

/** Converts the rows of `readFeedPart`. */
export function toFeedPart(rows: readonly FeedRow[]): FeedPart {
  const [first] = rows;
  if (!first) throw new Error("The table relay has no row.");
  const { epoch, head, pruned_to } = first;
  // If there are no further events, there is one row with null in the event's columns.
  const events = rows.filter(({ sequence }) => sequence !== null);
  return {
    epoch,
    head,
    pruned_to,
    events: events.map(({ epoch: _, head: __, pruned_to: ___, ...event }) => event),
  };
}
