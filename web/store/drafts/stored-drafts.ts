import { type KeyValueStore, namesOf } from "../outbox/storage.ts";

const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const allDrafts = "slacky:draft:";

/** The drafts of one person, each under a name of its own, with the time at which it was saved. */
export function storedDrafts(store: KeyValueStore | undefined, userId: string, now = Date.now()) {
  const prefix = `${allDrafts}${userId}:`;
  return {
    load(name: string): unknown {
      const draft = parsed(store?.getItem(prefix + name));
      return draft && isFresh(draft, now) ? draft.value : undefined;
    },
    save(name: string, value: unknown): void {
      if (userId === "") return;
      removeOldDrafts(store, now);
      try {
        store?.setItem(prefix + name, JSON.stringify({ value, saved_at: now }));
      } catch {
        // The browser's storage is full. The text is still in its field.
      }
    },
    remove(name: string): void {
      store?.removeItem(prefix + name);
    },
    count(): number {
      removeOldDrafts(store, now);
      return namesOf(store, prefix).length;
    },
  };
}

interface Draft {
  value: unknown;
  saved_at: number;
}

function removeOldDrafts(store: KeyValueStore | undefined, now: number): void {
  for (const name of namesOf(store, allDrafts)) {
    const draft = parsed(store?.getItem(name));
    if (!draft || !isFresh(draft, now)) store?.removeItem(name);
  }
}

function isFresh({ saved_at }: Draft, now: number): boolean {
  return now - saved_at < DAYS * DAY_MS;
}

function parsed(text: string | null | undefined): Draft | undefined {
  try {
    const draft = JSON.parse(text ?? "null");
    return typeof draft?.saved_at === "number" ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the drafts of everybody. */
export function removeEveryDraft(store: KeyValueStore | undefined): void {
  for (const name of namesOf(store, allDrafts)) store?.removeItem(name);
}
