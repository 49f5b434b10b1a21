/**
 * Why a ticket is in somebody's inbox, strongest first. A notification stores them as bits, in this
 * order, so a reason keeps its place for ever: add new ones at the end.
 */
export const notificationReasons = [
  "assigned",
  "mentioned",
  "commented",
  "transitioned",
  "claimed",
  "due",
  "watching",
] as const;

export type NotificationReason = (typeof notificationReasons)[number];

/** The bit of a reason: 1 for `assigned`, 2 for `mentioned`, 4 for `commented`, and so on. */
export function reasonBit(reason: NotificationReason): number {
  return 2 ** notificationReasons.indexOf(reason);
}

/** The reasons in a number of bits, strongest first. */
export function reasonsOf(bits: number): NotificationReason[] {
  return notificationReasons.filter((reason) => (bits & reasonBit(reason)) !== 0);
}
