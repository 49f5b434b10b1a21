import { countsConsumer } from "./counts/count-tickets.ts";
import type { FeedConsumer } from "./events/consume/consume.ts";

/** All consumers of the feed. A consumer must be listed here to run. */
export const eventConsumers: readonly FeedConsumer[] = [countsConsumer];
