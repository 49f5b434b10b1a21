import type { OutboxEntry } from "./entry.ts";

/** Where entries survive a reload: `localStorage`, or nothing if a browser forbids it. */
export type KeyValueStore = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/**
 * The stored entries of one person, each under a name of its own, so that two tabs never overwrite what
 * the other has stored.
 */
export function outboxStorage(store: KeyValueStore | undefined, userId: string) {
  const prefix = `slacky:outbox:${userId}:`;
  return {
    load(): OutboxEntry[] {
      const entries = namesOf(store, prefix).flatMap((name) => parsed(store?.getItem(name)));
      return entries.sort((a, b) => a.order - b.order);
    },
    save(entry: OutboxEntry): void {
      try {
        store?.setItem(prefix + entry.key, JSON.stringify(entry));
      } catch {
        // The browser's storage is full: the entry lives as long as the page.
      }
    },
    remove(key: string): void {
      store?.removeItem(prefix + key);
    },
    clear(): void {
      for (const name of namesOf(store, prefix)) store?.removeItem(name);
    },
  };
}

export function namesOf(store: KeyValueStore | undefined, prefix: string): string[] {
  const names = Array.from({ length: store?.length ?? 0 }, (_, index) => store?.key(index) ?? "");
  return names.filter((name) => name.startsWith(prefix));
}

function parsed(text: string | null | undefined): OutboxEntry[] {
  try {
    const entry = JSON.parse(text ?? "null");
    return typeof entry?.key === "string" && Array.isArray(entry.ticketIds) ? [entry] : [];
  } catch {
    return [];
  }
}
