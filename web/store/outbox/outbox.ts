import { computed, effect, signal } from "@preact/signals";
import { addPending, settlePending } from "../tickets.ts";
import { myId } from "../workspace.ts";
import { browserStore } from "./browser-store.ts";
import { withOwnVersions } from "./bulk-versions.ts";
import { type OutboxEntry, randomKey, type WriteResult } from "./entry.ts";
import { createQueue } from "./queue.ts";
import { sendWrite } from "./send-write.ts";
import { restoreTyped, settleWrite } from "./settle-write.ts";
import { outboxStorage } from "./storage.ts";
import { createTabs } from "./tabs.ts";

type NewEntry = Omit<OutboxEntry, "key" | "order" | "tab">;

/** How long a sign-out waits for the answers to writes before it asks about them. */
const RELEASE_MS = 3_000;

const tab = randomKey();
const results = new Map<string, (result: WriteResult) => void>();
let storage = outboxStorage(undefined, "");
let lastOrder = 0;

const queue = createQueue({
  send: (entry, signal) => sendWrite(withOwnVersions(entry), signal),
  settle: (entry, outcome) => {
    const isAwaited = results.has(entry.key);
    const result = settleWrite(entry, outcome, { isAwaited });
    results.get(entry.key)?.(result);
    results.delete(entry.key);
  },
  store: { save: (entry) => storage.save(entry), remove: (key) => storage.remove(key) },
});

const now = signal(Date.now());

/** Every write that is not settled, those that can still be undone included. */
export const outboxEntries = queue.entries;

/** How many writes the server has not answered, except those that can still be undone. */
export const pendingWrites = computed(
  () => queue.entries.value.filter(({ notBefore = 0 }) => notBefore <= now.value).length,
);

/** Whether writes wait because the server or the network asks for it. */
export const isOutboxWaiting = queue.isWaiting;
export const isOutboxOffline = queue.isOffline;

/** Sends at once what waits. */
export function retryNow(): void {
  queue.retryNow();
}

/** Shows a write at once and sends it in its turn. */
export function enqueue(fields: NewEntry): { key: string; result: Promise<WriteResult> } {
  const key = randomKey();
  lastOrder = Math.max(lastOrder + 1, Date.now());
  const entry: OutboxEntry = { ...fields, key, order: lastOrder, tab };
  const result = new Promise<WriteResult>((resolve) => results.set(key, resolve));
  accept(entry);
  return { key, result };
}

/** Takes back a write that was not sent yet; false if it is too late. */
export function cancelWrite(key: string): boolean {
  const entry = queue.entries.peek().find((each) => each.key === key);
  if (!entry || !queue.cancel(key)) return false;
  for (const id of entry.ticketIds) settlePending(id, key);
  restoreTyped(entry);
  results.get(key)?.({ ok: false, problem: undefined });
  results.delete(key);
  return true;
}

function accept(entry: OutboxEntry): void {
  for (const [id, change] of Object.entries(entry.changes ?? {})) {
    addPending(id, { key: entry.key, change });
  }
  queue.add(entry);
  if (entry.notBefore) setTimeout(() => (now.value = Date.now()), entry.notBefore - Date.now() + 5);
  now.value = Date.now();
}

/** Takes over what this person's tab that is gone had not sent, under the same keys. */
function adopt(from: string): void {
  for (const stored of storage.load()) {
    if (stored.tab !== from) continue;
    const { notBefore: _, ...entry } = { ...stored, tab };
    storage.save(entry);
    accept(entry);
  }
}

/**
 * Sends at once what could still be undone. Resolves when all is settled, when the server or the network asks
 * to wait, or after three seconds.
 */
export async function releaseWrites(): Promise<void> {
  queue.releaseAll();
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, RELEASE_MS);
    stop = effect(() => {
      if (queue.entries.value.length === 0 || queue.isWaiting.value) resolve();
    });
  });
  clearTimeout(timer);
  stop();
}

/** How many writes of this person the server has not answered, those of other tabs included. */
export function countUnsettled(): number {
  const here = queue.entries.peek().map(({ key }) => key);
  return new Set([...here, ...storage.load().map(({ key }) => key)]).size;
}

/** Forgets every write of everybody, at a sign-out that was confirmed. */
export function clearOutbox(): void {
  for (const { key, ticketIds } of queue.entries.peek()) {
    for (const id of ticketIds) settlePending(id, key);
  }
  queue.clear();
  storage.clear();
}

/** Opens the outbox of the person who is signed in, and sends what is left in it. */
export function startOutbox(): void {
  const store = browserStore();
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  const tabs = createTabs({ tab, store, locks });
  tabs.start();
  let stopWatching = () => {};
  effect(() => {
    const userId = myId.value;
    stopWatching();
    queue.clear();
    storage = outboxStorage(store, userId);
    if (userId === "") return;
    stopWatching = tabs.watch(storage.load, adopt);
  });
  addEventListener("online", retryNow);
  addEventListener("pagehide", () => {
    queue.releaseAll();
    tabs.leave();
  });
}
