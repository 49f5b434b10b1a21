import { signal } from "@preact/signals";

/** The row of the inbox that has the keyboard focus, by the ID of its notification. */
export const focusedNotificationId = signal<string | undefined>(undefined);
