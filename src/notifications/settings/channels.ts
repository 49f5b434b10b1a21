import { type NotificationReason, notificationReasons } from "../reasons.ts";
import type { Channels, ChannelsPatch, NotificationSettings } from "./schemas.ts";

/** What a member has chosen. What is absent is the default, so that a new default applies to them. */
export interface StoredSettings {
  muted: boolean;
  reasons: Partial<Record<NotificationReason, ChannelsPatch>>;
}

const mailedNow: readonly NotificationReason[] = ["assigned", "mentioned", "due"];

/** By which means a member is notified for this reason who has not chosen otherwise. */
export function defaultChannels(reason: NotificationReason): Channels {
  return { inbox: true, push: true, mail: mailedNow.includes(reason) ? "now" : "digest" };
}

/** What applies to a member in a workspace. `stored` is undefined if they have chosen nothing. */
export function effectiveSettings(stored: StoredSettings | undefined): NotificationSettings {
  const entries = notificationReasons.map(
    (reason) => [reason, { ...defaultChannels(reason), ...stored?.reasons[reason] }] as const,
  );
  const reasons = Object.fromEntries(entries) as NotificationSettings["reasons"];
  return { muted: stored?.muted ?? false, reasons };
}
