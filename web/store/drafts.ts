import { browserStore } from "./outbox/browser-store.ts";
import { type KeyValueStore, namesOf } from "./outbox/storage.ts";
import { myId } from "./workspace.ts";

const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const allDrafts = "slacky:draft:";

/**
 * What a person has typed and not saved, by name, such as `comment:<ticketId>`. It is kept for 30 days
 * and belongs to one person: it survives an expired sign-in and goes with a sign-out.
 */
export function loadDraft<Value = string>(name: string): Value | undefined {
  return storedDrafts(browserStore(), myId.peek()).load(name) as Value | undefined;
}

export function saveDraft(name: string, value: unknown): void {
  storedDrafts(browserStore(), myId.peek()).save(name, value);
}

export function removeDraft(name: string): void {
  storedDrafts(browserStore(), myId.peek()).remove(name);
}

/** Removes every draft of everybody who has used this browser. */
export function clearDrafts(): void {
  const store = browserStore();
  for (const name of namesOf(store, allDrafts)) store?.removeItem(name);
}

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
