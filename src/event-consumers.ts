import { countsConsumer } from "./counts/count-tickets.ts";
import type { FeedConsumer } from "./events/consume/consume.ts";

/** Everything that follows the feed with a cursor of its own: a consumer is here, or it never runs. */
export const eventConsumers: readonly FeedConsumer[] = [countsConsumer];
