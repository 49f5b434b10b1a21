import { appendToAudit } from "./audit/on-event.ts";
import { countTickets } from "./counts/on-event.ts";
import type { Tx } from "./db/transaction.ts";
import type { OutboxEntry } from "./events/relay/queries.ts";

/** What a slice makes of events: rows of its own, in the transaction that relays them, in their order. */
export type EventSubscriber = (tx: Tx, rows: readonly OutboxEntry[]) => Promise<void>;

/** Everybody who reads the outbox beside the feed: a slice's `on-event.ts` is here, or it hears nothing. */
export const eventSubscribers: readonly EventSubscriber[] = [appendToAudit, countTickets];
