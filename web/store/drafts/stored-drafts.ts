import { type KeyValueStore, namesOf } from "../outbox/storage.ts";

const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const allDrafts = "slacky:draft:";
const ASIDE = ":aside:";

/** The drafts of one person, each under a name of its own, with the time at which it was saved. */
export function storedDrafts(store: KeyValueStore | undefined, userId: string, now = Date.now()) {
  const prefix = `${allDrafts}${userId}:`;

  function read(name: string): unknown {
    const draft = parsed(store?.getItem(prefix + name));
    return draft && isFresh(draft, now) ? draft.value : undefined;
  }

  function save(name: string, value: unknown): void {
    if (userId === "") return;
    removeOldDrafts(store, now);
    try {
      store?.setItem(prefix + name, JSON.stringify({ value, saved_at: now }));
    } catch {
      // The browser's storage is full. The text is still in its field.
    }
  }

  function remove(name: string): void {
    store?.removeItem(prefix + name);
  }

  /** Makes what was put aside the draft itself. */
  function takeAside(name: string): unknown {
    const [first] = namesOf(store, prefix + name + ASIDE).sort();
    if (first === undefined) return undefined;
    const aside = first.slice(prefix.length);
    const value = read(aside);
    remove(aside);
    if (value !== undefined) save(name, value);
    return value;
  }

  return {
    /** The draft, or, if there is none, the oldest that was put aside for it. */
    load: (name: string): unknown => read(name) ?? takeAside(name),
    save,
    remove,
    /** Removes the draft if it is still this value. What was written since then stays. */
    removeValue(name: string, value: unknown): void {
      if (isSame(read(name), value)) remove(name);
    },
    /**
     * Puts back what was sent and refused. What was written since then stays, too: texts are joined, and of
     * anything else the refused value is put aside until there is no draft.
     */
    restore(name: string, value: unknown): void {
      const since = read(name);
      if (since === undefined || isSame(since, value)) save(name, value);
      else if (typeof since === "string" && typeof value === "string") {
        // A text that goes on after what was sent has it already.
        if (!since.startsWith(value)) save(name, `${value}\n\n${since}`);
      } else save(`${name}${ASIDE}${now}:${namesOf(store, prefix).length}`, value);
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

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
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
