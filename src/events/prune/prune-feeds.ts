import type { Db } from "../../db/pool.ts";
import { applyRoleSettingsLocally } from "../../db/role-settings.ts";
import { transaction } from "../../db/transaction.ts";
import {
  type AwaitedConsumer,
  deleteEvents,
  findFeedToPrune,
  findPrunable,
  findPrunedTo,
  listAwaitedConsumers,
  lockFeedHead,
  setPrunedTo,
} from "./queries.ts";

/**
 * The relay waits for the lock on the head of a feed that is being pruned, so batches are small.
 */
const BATCH_SIZE = 1_000;

export interface PruneOptions {
  /** Events before this time are deleted. */
  before: string;
  stopping?: AbortSignal | undefined;
  batchSize?: number;
}

export interface PrunedFeeds {
  feeds: number;
  events: number;
  /** The consumers that still have to process events, which are therefore kept. */
  awaited: AwaitedConsumer[];
}

/**
 * Deletes the events before a time from every feed, batch by batch, as the role that owns the
 * tables. An interrupted run is completed by the next; concurrent runs only find less to do.
 */
export async function pruneFeeds(owner: Db, options: PruneOptions): Promise<PrunedFeeds> {
  return await forEachFeed(owner, options, async (workspace_id) => {
    let events = 0;
    let pruned: number;
    do {
      pruned = await pruneBatch(owner, workspace_id, options);
      events += pruned;
    } while (pruned > 0 && !options.stopping?.aborted);
    return events;
  });
}

/** Counts what `pruneFeeds` would delete. */
export async function countPrunable(owner: Db, options: PruneOptions): Promise<PrunedFeeds> {
  const { before, batchSize: limit = BATCH_SIZE } = options;
  return await forEachFeed(owner, options, async (workspace_id) => {
    let events = 0;
    let after = await findPrunedTo(owner, workspace_id);
    for (;;) {
      const found = await findPrunable(owner, workspace_id, { after, before, limit });
      if (!found) return events;
      events += found.events;
      after = found.upto;
    }
  });
}

async function forEachFeed(
  owner: Db,
  { before, stopping }: PruneOptions,
  work: (workspace_id: string) => Promise<number>,
): Promise<PrunedFeeds> {
  const pruned: PrunedFeeds = { feeds: 0, events: 0, awaited: [] };
  let feed = await findFeedToPrune(owner, { after: undefined, before });
  while (feed !== undefined && !stopping?.aborted) {
    const events = await work(feed);
    if (events > 0) pruned.feeds += 1;
    pruned.events += events;
    feed = await findFeedToPrune(owner, { after: feed, before });
  }
  pruned.awaited = await listAwaitedConsumers(owner, before);
  return pruned;
}

/**
 * The head is updated in the same transaction, so that consumers get `events_pruned` and never an
 * unexplained gap.
 */
async function pruneBatch(
  owner: Db,
  workspace_id: string,
  { before, batchSize: limit = BATCH_SIZE }: PruneOptions,
): Promise<number> {
  return await transaction(owner, async (tx) => {
    await tx.query(applyRoleSettingsLocally());
    const after = await lockFeedHead(tx, workspace_id);
    if (after === undefined) return 0;
    const found = await findPrunable(tx, workspace_id, { after, before, limit });
    if (!found) return 0;
    await tx.batch([deleteEvents(workspace_id, found.upto), setPrunedTo(workspace_id, found.upto)]);
    return found.events;
  });
}
