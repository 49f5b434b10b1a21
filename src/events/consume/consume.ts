import { isConnectionLoss, messageOf } from "../../db/failures.ts";
import type { Db } from "../../db/pool.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import { readFeedPart, toFeedPart } from "../feed/queries.ts";
import type { FeedEvent } from "../relay/queries.ts";
import { type FeedCursor, insertSkip, listBehind, lockCursor, setCursor } from "./queries.ts";

/**
 * What follows the feed with a cursor of its own, after the relay. It can neither stop the feed nor
 * another consumer.
 */
export interface FeedConsumer {
  /** Names its cursors, in the table and in metrics. */
  name: string;
  /**
   * Writes its rows for these events of one workspace, in their order, in the transaction that
   * moves its cursor.
   */
  consume(tx: Tx, workspace_id: string, events: readonly ConsumedEvent[]): Promise<void>;
  /**
   * Repairs what it has written for a workspace, where a page has failed and before it is tried
   * again.
   */
  repair?(db: Db, workspace_id: string): Promise<void>;
}

export type ConsumedEvent = Omit<FeedEvent, "workspace_id">;

/** What became of one page: how many events were processed, and the one that was skipped. */
export interface ConsumedPage {
  events: number;
  skipped?: { sequence: number; error: string };
}

const PAGE = 100;
const ATTEMPTS_MAX = 5;
const WORKSPACES_MAX = 1_000;

/** Workspaces in which a consumer has something to do. */
export async function findWork(db: Db, { name }: FeedConsumer): Promise<string[]> {
  return await listBehind(db, name, { limit: WORKSPACES_MAX });
}

/**
 * Processes the next page of a workspace's feed: at most 100 events and the cursor in one
 * transaction, so that each event is processed once, wherever the process ends. A page that fails
 * is retried one event at a time, and an event that has failed five times is skipped and noted.
 * Gives 0 events where the feed has no more, or where another process is at it. Throws
 * `unavailable` where the database is away, which does not count as an attempt.
 */
export async function consumePage(
  db: Db,
  consumer: FeedConsumer,
  workspace_id: string,
): Promise<ConsumedPage> {
  try {
    return { events: await consumeNext(db, consumer, workspace_id, PAGE) };
  } catch (error) {
    throwIfUnavailable(error);
  }
  try {
    await consumer.repair?.(db, workspace_id);
    return { events: await consumeNext(db, consumer, workspace_id, 1) };
  } catch (error) {
    throwIfUnavailable(error);
    return await noteFailure(db, consumer, workspace_id, error);
  }
}

/** A database that is away is not the event's fault. A statement that takes too long may be. */
function throwIfUnavailable(error: unknown): void {
  if (error instanceof Problem && isConnectionLoss(error.cause)) throw error;
}

async function consumeNext(
  db: Db,
  { name, consume }: FeedConsumer,
  workspace_id: string,
  limit: number,
): Promise<number> {
  return await transaction(db, async (tx) => {
    const cursor = await lockCursor(tx, workspace_id, name);
    if (!cursor) return 0;
    const { events, head } = await readAfter(tx, workspace_id, { cursor, limit });
    const sequence = events.at(-1)?.sequence ?? head;
    if (sequence <= cursor.sequence) return 0;
    if (events.length > 0) await consume(tx, workspace_id, events);
    await setCursor(tx, workspace_id, name, { sequence, failures: 0 });
    return events.length;
  });
}

/** Events that were pruned meanwhile are gone: the cursor moves past them. */
async function readAfter(
  tx: Tx,
  workspace_id: string,
  { cursor, limit }: { cursor: FeedCursor; limit: number },
) {
  const after = cursor.sequence;
  return toFeedPart(await tx.query(readFeedPart(workspace_id, { after, limit })));
}

/** Counts a failed attempt at the next event; at the fifth, notes the event and moves past it. */
async function noteFailure(
  db: Db,
  { name }: FeedConsumer,
  workspace_id: string,
  failure: unknown,
): Promise<ConsumedPage> {
  return await transaction(db, async (tx) => {
    const cursor = await lockCursor(tx, workspace_id, name);
    if (!cursor) return { events: 0 };
    const failures = cursor.failures + 1;
    const { events } = await readAfter(tx, workspace_id, { cursor, limit: 1 });
    const [event] = events;
    if (!event) return { events: 0 };
    if (failures < ATTEMPTS_MAX) {
      await setCursor(tx, workspace_id, name, { ...cursor, failures });
      return { events: 0 };
    }
    const skipped = { sequence: event.sequence, error: messageOf(failure) };
    await insertSkip(tx, workspace_id, name, skipped);
    await setCursor(tx, workspace_id, name, { sequence: event.sequence, failures: 0 });
    return { events: 1, skipped };
  });
}
