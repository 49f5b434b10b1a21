import type { Db } from "../../db/pool.ts";
import { applyRoleSettingsLocally } from "../../db/role-settings.ts";
import { transaction } from "../../db/transaction.ts";
import {
  deleteEvents,
  findFeedToPrune,
  findPrunable,
  findPrunedTo,
  lockFeedHead,
  setPrunedTo,
} from "./queries.ts";

/** The relay waits for the head of a feed that is being pruned, so a batch is small. */
const BATCH_SIZE = 1_000;

export interface PruneOptions {
  /** What happened before this moment goes. */
  before: string;
  stopping?: AbortSignal | undefined;
  batchSize?: number;
}

export interface PrunedFeeds {
  feeds: number;
  events: number;
}

/**
 * Deletes the events of before a moment from every feed, batch by batch, as the role that owns the tables.
 * What is left is found by the next run; whoever runs at the same time only finds less to do.
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

/** Says what `pruneFeeds` would delete. */
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
  const pruned = { feeds: 0, events: 0 };
  let feed = await findFeedToPrune(owner, { after: undefined, before });
  while (feed !== undefined && !stopping?.aborted) {
    const events = await work(feed);
    if (events > 0) pruned.feeds += 1;
    pruned.events += events;
    feed = await findFeedToPrune(owner, { after: feed, before });
  }
  return pruned;
}

/** The head moves with the events, so that a reader is told of the hole or does not meet it. */
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
