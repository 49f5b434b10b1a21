/** In order of urgency. A priority is stored as its index in this list. */
export const priorities = ["none", "low", "medium", "high", "urgent"] as const;
export type Priority = (typeof priorities)[number];

export const resolutions = ["done", "wont_do", "duplicate", "cannot_reproduce"] as const;
export type Resolution = (typeof resolutions)[number];
