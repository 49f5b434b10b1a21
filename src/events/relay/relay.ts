import { randomUUID } from "node:crypto";
import type { Db } from "../../db/pool.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { eventSubscribers } from "../../event-subscribers.ts";
import { assignSequences } from "./assign-sequences.ts";
import {
  insertFeed,
  lockRelay,
  type RelayState,
  setCluster,
  startEpoch,
  takeOutbox,
} from "./queries.ts";

/** How many rows one transaction takes at the most. */
export const relayBatchMax = 500;
/** More numbers than a workspace can have been given since its last backup or its replica's last byte. */
const SKIP = 2 ** 20;

/**
 * Relays one batch from the outbox, oldest first, and gives how many rows it took: 0 where there are none,
 * or where another process is relaying. One transaction: the rows leave the outbox, the feed and every
 * reader have them, or nothing happened. The relay's row is locked first, so that a process that was
 * stopped in the middle cannot come back and add to what another did meanwhile.
 */
export async function relayBatch(
  db: Db,
  { limit = relayBatchMax }: { limit?: number } = {},
): Promise<number> {
  return await transaction(db, async (tx) => {
    const state = await lockRelay(tx);
    if (!state) return 0;
    await followCluster(tx, state);

    const rows = await takeOutbox(tx, limit);
    if (rows.length === 0) return 0;
    const events = await assignSequences(tx, rows);
    if (events.length > 0) await insertFeed(tx, events);
    for (const read of eventSubscribers) await read(tx, rows);
    return rows.length;
  });
}

/** After a failover that lost a tail, or a restore, the last numbers may have been given to other events. */
async function followCluster(tx: Tx, { cluster, cluster_now }: RelayState): Promise<void> {
  if (cluster === cluster_now) return;
  if (cluster === null) await setCluster(tx, cluster_now);
  else await startEpoch(tx, { cluster: cluster_now, epoch: randomUUID(), skip: SKIP });
}
