import { signal } from "@preact/signals";

/** What a screen reader says next, politely. `ui/live-region.tsx` shows it. */
export const announcement = signal("");

/** Announces a sentence. The same sentence twice is announced twice. */
export function announce(text: string): void {
  announcement.value = announcement.value === text ? `${text} ` : text;
}
