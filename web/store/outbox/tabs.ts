import type { OutboxEntry } from "./entry.ts";
import { type KeyValueStore, namesOf } from "./storage.ts";

const LEASE_MS = 6_000;
const RENEWAL_MS = 2_000;
const prefix = "slacky:tab:";

export interface TabsOptions {
  /** This tab: a new name after each load. */
  tab: string;
  store: KeyValueStore | undefined;
  /** Web Locks; undefined where a browser does not have them, as on plain HTTP. */
  locks: Pick<LockManager, "request"> | undefined;
  now?: () => number;
}

/**
 * Decides which tab sends an entry: the one that made it, and after that tab is gone, one other. A tab
 * proves that it lives by a Web Lock, or by a lease in the storage that it renews.
 *
 * Two tabs may believe that they own an entry only if one was frozen for longer than its lease. Both would
 * send it under the same key or version, which has one effect.
 */
export function createTabs({ tab, store, locks, now = Date.now }: TabsOptions) {
  const watched = new Set<string>();
  let renewal: ReturnType<typeof setInterval> | undefined;

  function renew(): void {
    try {
      store?.setItem(prefix + tab, String(now() + LEASE_MS));
    } catch {
      // Without a lease another tab takes the entries; they keep their keys.
    }
  }

  function isAlive(other: string): boolean {
    return Number(store?.getItem(prefix + other) ?? 0) > now();
  }

  function takeFromDeadTabs(entries: readonly OutboxEntry[], take: (from: string) => void): void {
    for (const other of new Set(entries.map((entry) => entry.tab))) {
      if (other === tab || isAlive(other)) continue;
      store?.removeItem(prefix + other);
      take(other);
    }
  }

  return {
    /** Marks this tab as alive until it is closed. */
    start(): void {
      if (locks) {
        void locks.request(prefix + tab, () => new Promise(() => {}));
        return;
      }
      removeOldLeases(store, now());
      renew();
      renewal = setInterval(renew, RENEWAL_MS);
    },
    /** Lets another tab, such as this one after a reload, take over at once. A page that comes back renews. */
    leave(): void {
      store?.removeItem(prefix + tab);
    },
    stop(): void {
      clearInterval(renewal);
      store?.removeItem(prefix + tab);
    },
    /** Calls `take` with each tab that left entries and is gone, now or later. */
    watch(load: () => readonly OutboxEntry[], take: (from: string) => void): () => void {
      if (!locks) {
        const look = () => takeFromDeadTabs(load(), take);
        look();
        const timer = setInterval(look, RENEWAL_MS);
        return () => clearInterval(timer);
      }
      const look = () => {
        for (const other of new Set(load().map((entry) => entry.tab))) {
          if (other === tab || watched.has(other)) continue;
          watched.add(other);
          // The lock is granted when the other tab is gone. The next tab that gets it finds nothing left.
          void locks.request(prefix + other, () => take(other));
        }
      };
      look();
      const timer = setInterval(look, RENEWAL_MS);
      return () => clearInterval(timer);
    },
  };
}

/** Names of tabs whose lease is over are removed, so that they do not collect. */
function removeOldLeases(store: KeyValueStore | undefined, now: number): void {
  for (const name of namesOf(store, prefix)) {
    if (Number(store?.getItem(name)) < now - LEASE_MS) store?.removeItem(name);
  }
}
