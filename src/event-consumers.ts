import { countsConsumer } from "./counts/count-tickets.ts";
import type { FeedConsumer } from "./events/consume/consume.ts";
import { mailConsumer } from "./mail/bundles/bundle-notifications.ts";
import { notificationsConsumer } from "./notifications/fan-out/fan-out.ts";

/** All consumers of the feed. A consumer must be listed here to run. */
export const eventConsumers: readonly FeedConsumer[] = [
  countsConsumer,
  notificationsConsumer,
  // After the notifications, which it mails.
  mailConsumer,
];
