import type { Tx } from "../../db/transaction.ts";
import type { ConsumedEvent, FeedConsumer } from "../../events/consume/consume.ts";
import { toEntries } from "../../notifications/fan-out/entries.ts";
import { notificationsConsumer } from "../../notifications/fan-out/fan-out.ts";
import { notificationReasons } from "../../notifications/reasons.ts";
import { defaultChannels } from "../../notifications/settings/channels.ts";
import { mailEnabled } from "../enqueue.ts";
import { findNotifiedTo, insertBundles } from "./queries.ts";

/**
 * Notes who is to get a mail, and when. It follows the consumer of notifications and never passes it,
 * because what is mailed is what that one has written. If it fails, notifications are written all the same.
 */
export const mailConsumer: FeedConsumer = {
  name: "mail",
  consume: bundleNotifications,
  // Another worker may have a mail server, so the bundles are filled all the same.
  isAwaited: mailEnabled,
};

/** How long a mail waits for more of the same. */
const BUNDLE_SECONDS = 60;

async function bundleNotifications(
  tx: Tx,
  workspace_id: string,
  page: readonly ConsumedEvent[],
): Promise<number | undefined> {
  const notified_to = await findNotifiedTo(tx, workspace_id, notificationsConsumer.name);
  const events = page.filter(({ sequence }) => sequence <= notified_to);
  const { entries } = toEntries(events);
  if (entries.length > 0) {
    const parts = entries.map(({ ticket_id, actor_id, user_id, reason }) => ({
      ...{ ticket_id, actor_id, user_id, reason },
    }));
    tx.defer(
      insertBundles(workspace_id, {
        entries: [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()],
        paces: Object.fromEntries(
          notificationReasons.map((reason) => [reason, defaultChannels(reason).mail]),
        ),
        delay_seconds: BUNDLE_SECONDS,
      }),
    );
  }
  // Nothing is processed yet: the cursor stays before the first event.
  return events.at(-1)?.sequence ?? (page[0]?.sequence ?? 1) - 1;
}
