import { appendToAudit } from "./audit/on-event.ts";
import type { Subscriber } from "./events/relay/relay.ts";

/**
 * The subscribers of the relay. Only the audit log is one, because a subscriber that fails blocks
 * the feed of a workspace; everything else is a consumer of the feed (src/event-consumers.ts).
 */
export const eventSubscribers: readonly Subscriber[] = [appendToAudit];
