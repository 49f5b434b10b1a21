import type { Config } from "../../config.ts";
import { isUnavailability, messageOf } from "../../db/failures.ts";
import type { Db } from "../../db/pool.ts";
import { limitStalls } from "../../db/stall-timeout.ts";
import { type Tx, transaction } from "../../db/transaction.ts";
import { insertSkipNotices } from "../../notifications/notices/skipped-event.ts";
import { Problem } from "../../problems.ts";
import { readFeedPart, toFeedPart } from "../feed/queries.ts";
import type { FeedEvent } from "../relay/queries.ts";
import { type FeedCursor, insertSkip, listBehind, lockCursor, setCursor } from "./queries.ts";

/**
 * A consumer follows the feed with a cursor of its own, after the relay. A failing consumer blocks
 * neither the feed nor other consumers.
 */
export interface FeedConsumer {
  /** The name of its cursors, in the table and in metrics. */
  name: string;
  /**
   * Processes these events of one workspace, in order, in the transaction that moves its cursor. If
   * they are too much for one transaction, it processes the first ones, at least one, and returns the
   * sequence of the last of these; otherwise undefined.
   */
  consume(
    tx: Tx,
    workspace_id: string,
    events: readonly ConsumedEvent[],
  ): Promise<number | undefined>;
  /** Whether somebody waits for what it writes, with this configuration. By default, yes. */
  isAwaited?(config: Config): boolean;
  /**
   * Repairs what the consumer has written for a workspace, after a page has failed and before it is
   * retried.
   */
  repair?(db: Db, workspace_id: string): Promise<void>;
}

export type ConsumedEvent = Omit<FeedEvent, "workspace_id">;

/**
 * The result of one page: the number of events that were processed, and the one that was skipped.
 */
export interface ConsumedPage {
  events: number;
  skipped?: { sequence: number; error: string };
}

const PAGE = 100;
const ATTEMPTS_MAX = 5;
const WORKSPACES_MAX = 1_000;

/** Lists the workspaces in which a consumer has events to process. */
export async function findWork(db: Db, { name }: FeedConsumer): Promise<string[]> {
  return await listBehind(db, name, { limit: WORKSPACES_MAX });
}

/**
 * Processes the next page of a workspace's feed: at most 100 events and the cursor in one
 * transaction, so that each event is processed exactly once, even after a crash. A page that fails
 * is retried one event at a time; an event that has failed five times is skipped and recorded.
 * Returns 0 events if there are none left, or if another process has locked the cursor. Throws
 * `unavailable` if the database is unreachable, which does not count as an attempt.
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
    return await recordFailure(db, consumer, workspace_id, error);
  }
}

/**
 * An unreachable, read-only or full database is not the event's fault. A statement that takes too
 * long may be.
 */
function throwIfUnavailable(error: unknown): void {
  if (error instanceof Problem && isUnavailability(error.cause)) throw error;
}

async function consumeNext(
  db: Db,
  { name, consume }: FeedConsumer,
  workspace_id: string,
  limit: number,
): Promise<number> {
  return await transaction(db, async (tx) => {
    limitStalls(tx);
    const cursor = await lockCursor(tx, workspace_id, name);
    if (!cursor) return 0;
    const { events, head } = await readAfter(tx, workspace_id, { cursor, limit });
    const end = events.at(-1)?.sequence ?? head;
    if (end <= cursor.sequence) return 0;
    const reached = events.length > 0 ? await consume(tx, workspace_id, events) : undefined;
    const sequence = reached ?? end;
    await setCursor(tx, workspace_id, name, { sequence, failures: 0 });
    return events.filter((event) => event.sequence <= sequence).length;
  });
}

/** Pruned events are missing from the page, and the cursor moves past them. */
async function readAfter(
  tx: Tx,
  workspace_id: string,
  { cursor, limit }: { cursor: FeedCursor; limit: number },
) {
  const after = cursor.sequence;
  return toFeedPart(await tx.query(readFeedPart(workspace_id, { after, limit })));
}

/**
 * Counts a failed attempt at the next event; after the fifth, records the event as skipped and
 * moves past it and reports it to the admins.
 */
async function recordFailure(
  db: Db,
  { name }: FeedConsumer,
  workspace_id: string,
  failure: unknown,
): Promise<ConsumedPage> {
  return await transaction(db, async (tx) => {
    limitStalls(tx);
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
    await insertSkipNotices(tx, { workspace_id, consumer: name, sequence: event.sequence });
    await setCursor(tx, workspace_id, name, { sequence: event.sequence, failures: 0 });
    return { events: 1, skipped };
  });
}
