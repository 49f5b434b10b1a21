import type { NotificationChannels, NotificationSettings } from "../../../client/index.ts";

type Reason = keyof NotificationSettings["reasons"];

/** What the page about notification settings says. */
export const notificationWords = {
  title: "Notifications",
  intro: "What you are notified of, and how. The menu of a ticket mutes it alone.",

  times: "Your day",
  timesIntro: "When a ticket becomes due, and when the digest is mailed.",
  timeZone: "Time zone",
  utc: "UTC",
  here: (zone: string) => `${zone} (here)`,
  digest: "Digest",
  digests: { daily: "Every day", weekly: "Every Monday" },
  digestHour: "Digest at",
  hour: (hour: number) => `${String(hour).padStart(2, "0")}:00`,
  saved: "Saved.",

  inWorkspace: (workspace: string) => `In ${workspace}`,
  muted: "Mute the whole workspace",
  mutedHint: "You are notified of nothing in it, not even when somebody mentions you.",
  reason: "When",
  reasons: {
    assigned: "A ticket is assigned to me",
    mentioned: "Somebody mentions me",
    commented: "Somebody comments on a ticket that I watch",
    transitioned: "A ticket that I watch moves",
    claimed: "A ticket that I watch is claimed or released",
    due: "A ticket of mine is due",
    watching: "Something else happens to a ticket that I watch",
  } satisfies Record<Reason, string>,
  inbox: "Inbox",
  mail: "Mail",
  mails: {
    now: "At once",
    digest: "In the digest",
    off: "Never",
  } satisfies Record<NotificationChannels["mail"], string>,
  inboxFor: (reason: string) => `Inbox: ${reason}`,
  mailFor: (reason: string) => `Mail: ${reason}`,
  reset: "Back to the defaults",
  noWorkspace: "You are not a member of any workspace.",
};
