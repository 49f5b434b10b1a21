import { signal } from "@preact/signals";

/** The card that is lifted, and the status of the column that it is over. */
export const drag = signal<{ id: string; over: string | undefined } | undefined>(undefined);
