import { appendToAudit } from "./audit/on-event.ts";
import type { Tx } from "./db/transaction.ts";
import type { OutboxEntry } from "./events/relay/queries.ts";

/**
 * Writes what a slice derives from events, in the order of the outbox and in the transaction that
 * relays them.
 */
export type EventSubscriber = (tx: Tx, rows: readonly OutboxEntry[]) => Promise<void>;

/**
 * The subscribers. Only the audit log is one, because a subscriber that fails blocks the feed of a
 * workspace; everything else is a consumer of the feed (src/event-consumers.ts).
 */
export const eventSubscribers: readonly EventSubscriber[] = [appendToAudit];
