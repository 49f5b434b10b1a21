import type { Tx } from "../../db/transaction.ts";
import { withoutTexts } from "../catalogue/changed-texts.ts";
import type { EventType } from "../catalogue/event-types.ts";
import { advanceHeads, type FeedEvent, type OutboxEntry } from "./queries.ts";

/**
 * Assigns the next sequence of its workspace to each event of the feed, in the order of the outbox.
 * Everything that readers of the feed get passes through here, so no text gets past.
 */
export async function assignSequences(tx: Tx, rows: readonly OutboxEntry[]): Promise<FeedEvent[]> {
  const counts = new Map<string, number>();
  const pending = rows.flatMap((row) => {
    if (row.kind !== "feed" || row.workspace_id === null) return [];
    const nth = (counts.get(row.workspace_id) ?? 0) + 1;
    counts.set(row.workspace_id, nth);
    return [{ row, workspace_id: row.workspace_id, nth }];
  });
  if (pending.length === 0) return [];

  const heads = await advanceHeads(tx, counts);
  const before = new Map(
    heads.map(({ workspace_id, sequence }) => [
      workspace_id,
      sequence - (counts.get(workspace_id) ?? 0),
    ]),
  );
  return pending.map(({ row, workspace_id, nth }) => ({
    workspace_id,
    sequence: (before.get(workspace_id) ?? 0) + nth,
    id: row.id,
    // Only a refusal, which is not in the feed, has another action.
    type: row.type as EventType,
    actor_id: row.actor_id,
    subject_type: row.subject_type,
    subject_id: row.subject_id,
    ticket_id: row.ticket_id,
    data: withoutTexts(row.data),
    occurred_at: row.occurred_at,
  }));
}
