import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import type { FeedEvent } from "./relay-queries.ts";

/** Where a workspace's feed stands. A workspace that nothing was relayed for yet stands at 0. */
export interface FeedHead {
  epoch: string;
  head: number;
  /** Events up to here have been pruned. */
  pruned_to: number;
}

export async function findFeedHead(db: Queryable, workspace_id: string): Promise<FeedHead> {
  const [head] = await db.query(sql<FeedHead>`
    select r.epoch, coalesce(h.sequence, 0) as head, coalesce(h.pruned_to, 0) as pruned_to
      from relay r
      left join event_heads h on h.workspace_id = ${workspace_id}
     where r.id = 1`);
  if (!head) throw new Error("The table relay has lost its row.");
  return head;
}

/** Events behind `after` and up to `head`, in their order. */
export async function listEvents(
  db: Queryable,
  workspace_id: string,
  { after, head, limit }: { after: number; head: number; limit: number },
): Promise<Omit<FeedEvent, "workspace_id">[]> {
  return await db.query(sql<Omit<FeedEvent, "workspace_id">>`
    select e.sequence, e.id, e.type, e.actor_id, e.subject_type, e.subject_id, e.ticket_id,
           e.data, e.occurred_at
      from events e
     where e.workspace_id = ${workspace_id}
       and e.sequence > ${after}
       and e.sequence <= ${head}
     order by e.sequence
     limit ${limit}`);
}
