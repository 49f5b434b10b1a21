import { randomUUID } from "node:crypto";
import { isUnavailability, messageOf } from "../../db/failures.ts";
import type { Db } from "../../db/pool.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import { assignSequences } from "./assign-sequences.ts";
import {
  blockChain,
  findOutboxHead,
  listBlockedChains,
  listWaitingChains,
  type OutboxHead,
  unblockChain,
} from "./blocked-queries.ts";
import {
  insertFeed,
  lockRelay,
  type OutboxEntry,
  type RelayState,
  setCluster,
  startEpoch,
  takeOutbox,
} from "./queries.ts";

/** The maximum number of rows of one transaction. */
export const relayBatchMax = 500;
/**
 * More sequences than a workspace can have used since its last backup, or since the last byte that
 * its replica received.
 */
const SKIP = 2 ** 20;
/** How long a chain that could not be relayed waits for its next attempt. */
const RETRY_SECONDS = 10;

/**
 * Writes what a slice derives from events, in the order of the outbox and in the transaction that
 * relays them.
 */
export type Subscriber = (tx: Tx, rows: readonly OutboxEntry[]) => Promise<void>;

/** A chain whose events cannot be relayed, and the event where it is blocked. */
export interface BlockedChain extends OutboxHead {
  error: string;
}

/**
 * Relays one batch from the outbox, oldest first, and returns its number of rows: 0 if there are
 * none, or if another process is relaying. In one transaction, the rows leave the outbox, are
 * inserted into the feed, and are passed to every one of `subscribers`. The relay's row is locked first, so
 * that a process that was paused in the middle cannot continue after another one has taken over.
 *
 * A batch that fails is retried chain by chain (a workspace's, or the instance's). A chain that
 * fails again is blocked and retried every 10 s: its events wait in order, while the others
 * continue. No event is ever skipped.
 */
export async function relayBatch(
  db: Db,
  subscribers: readonly Subscriber[],
  {
    limit = relayBatchMax,
    history,
    onBlocked = () => {},
    onRelayed = () => {},
  }: Partial<Omit<Relay, "db" | "subscribers">> = {},
): Promise<number> {
  const relay: Relay = { db, subscribers, limit, history, onBlocked, onRelayed };
  let rows = 0;
  for (const chain_id of await listBlockedChains(db)) {
    rows += await relayChain(relay, chain_id);
  }
  try {
    return rows + (await relayRows(relay));
  } catch (error) {
    if (error instanceof Problem && isUnavailability(error.cause)) throw error;
  }
  for (const chain_id of await listWaitingChains(db, limit)) {
    rows += await relayChain(relay, chain_id);
  }
  return rows;
}

interface Relay {
  db: Db;
  subscribers: readonly Subscriber[];
  limit: number;
  /** What the operator calls this history of the database, where it has no timeline to ask for. */
  history: string | undefined;
  onBlocked(chain: BlockedChain): void;
  /** Called with the workspaces whose feeds have new events, once these are committed. */
  onRelayed(workspace_ids: ReadonlySet<string>): void;
}

async function relayChain(relay: Relay, chain_id: string): Promise<number> {
  const { db, onBlocked } = relay;
  try {
    return await relayRows(relay, chain_id);
  } catch (error) {
    if (error instanceof Problem && isUnavailability(error.cause)) throw error;
    const head = await findOutboxHead(db, chain_id);
    if (!head) return 0;
    const blocked = { ...head, error: messageOf(error) };
    await transaction(db, (tx) => blockChain(tx, blocked, { retrySeconds: RETRY_SECONDS }));
    onBlocked(blocked);
    return 0;
  }
}

async function relayRows(
  { db, subscribers, limit, history, onRelayed }: Relay,
  chain_id?: string,
): Promise<number> {
  const relayed = await transaction(db, async (tx) => {
    const state = await lockRelay(tx, history);
    if (!state) return undefined;
    await checkCluster(tx, state);

    const rows = await takeOutbox(tx, { limit, chain_id });
    if (chain_id !== undefined) await unblockChain(tx, chain_id);
    if (rows.length === 0) return undefined;
    const events = await assignSequences(tx, rows);
    if (events.length > 0) await insertFeed(tx, events);
    for (const receive of subscribers) await receive(tx, rows);
    return { rows: rows.length, workspace_ids: new Set(events.map((event) => event.workspace_id)) };
  });
  if (relayed) onRelayed(relayed.workspace_ids);
  return relayed?.rows ?? 0;
}

/**
 * After a restore, or a failover that lost the latest transactions, the last sequences may have
 * belonged to other events. A new epoch reports this to consumers.
 */
async function checkCluster(tx: Tx, { cluster, cluster_now }: RelayState): Promise<void> {
  if (cluster === cluster_now) return;
  if (cluster === null) await setCluster(tx, cluster_now);
  else await startEpoch(tx, { cluster: cluster_now, epoch: randomUUID(), skip: SKIP });
}
