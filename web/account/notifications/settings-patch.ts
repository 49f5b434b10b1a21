import type { NotificationSettings, UpdateNotificationSettings } from "../../../client/index.ts";

export type Reason = keyof NotificationSettings["reasons"];

/** Strongest first, as in the inbox. */
export const reasons: readonly Reason[] = [
  "assigned",
  "mentioned",
  "due",
  "commented",
  "transitioned",
  "claimed",
  "watching",
];

/** Gives every reason its defaults. */
export const resetReasons = Object.fromEntries(reasons.map((reason) => [reason, null]));

/** The settings as they will be. What a patch resets is known when the response arrives. */
export function withPatch(
  settings: NotificationSettings,
  { muted = settings.muted, reasons: changes = {} }: UpdateNotificationSettings,
): NotificationSettings {
  const entries = reasons.map((reason) => [
    reason,
    { ...settings.reasons[reason], ...changes[reason] },
  ]);
  return { muted, reasons: Object.fromEntries(entries) as NotificationSettings["reasons"] };
}
