import { signal } from "@preact/signals";

const NAME = "slacky.activity";
const NEWEST_FIRST = "newest-first";

/** Whether the activity of tickets begins with the newest entry, which this browser remembers. */
export const isNewestFirst = signal(stored() === NEWEST_FIRST);

export function toggleOrder(): void {
  isNewestFirst.value = !isNewestFirst.peek();
  try {
    if (isNewestFirst.peek()) localStorage.setItem(NAME, NEWEST_FIRST);
    else localStorage.removeItem(NAME);
  } catch {
    // Storage is switched off: the order lasts as long as the page.
  }
}

function stored(): string | null | undefined {
  try {
    return globalThis.localStorage?.getItem(NAME);
  } catch {
    return undefined;
  }
}
