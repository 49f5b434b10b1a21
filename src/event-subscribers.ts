import { appendToAudit } from "./audit/on-event.ts";
import type { Tx } from "./db/transaction.ts";
import type { OutboxEntry } from "./events/relay/queries.ts";

/** What a slice makes of events: rows of its own, in the transaction that relays them, in their order. */
export type EventSubscriber = (tx: Tx, rows: readonly OutboxEntry[]) => Promise<void>;

/**
 * Who writes in the relay's transaction. Only the audit log does, because a subscriber that fails stops the feed of a
 * workspace; everything else is a consumer of the feed (src/event-consumers.ts).
 */
export const eventSubscribers: readonly EventSubscriber[] = [appendToAudit];
