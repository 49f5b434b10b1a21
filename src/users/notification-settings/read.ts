import type { Queryable } from "../../db/pool.ts";
import { findNotificationSettings } from "./queries.ts";
import type { NotificationSettings } from "./schemas.ts";

const defaults: NotificationSettings = { time_zone: null, digest_hour: 8, digest: "daily" };

/** A person's settings for all workspaces; the defaults if they never changed any. */
export async function readNotificationSettings(
  db: Queryable,
  { user_id }: { user_id: string },
): Promise<NotificationSettings> {
  const [settings] = await db.query(findNotificationSettings(user_id));
  return settings ?? defaults;
}
