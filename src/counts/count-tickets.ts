import type { Tx } from "../db/transaction.ts";
import type { ConsumedEvent, FeedConsumer } from "../events/consume/consume.ts";
import { addToCounts, countsCursor } from "./queries.ts";
import { repairCounts } from "./recount.ts";
import { sumChanges } from "./sum-changes.ts";

/** Counts tickets by project and status as they are created, moved, deleted and restored. */
export const countsConsumer: FeedConsumer = {
  name: countsCursor,
  consume: countTickets,
  repair: async (db, workspace_id) => void (await repairCounts(db, workspace_id)),
};

async function countTickets(
  tx: Tx,
  workspace_id: string,
  events: readonly ConsumedEvent[],
): Promise<undefined> {
  const changes = sumChanges(events);
  if (changes.length > 0) await addToCounts(tx, workspace_id, changes);
}
