import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Attempt, OutboxEntry } from "./entry.ts";

type Outcome = Exclude<Attempt, { kind: "later" }>;

export interface QueueOptions {
  /** Sends an entry once. It never throws. */
  send: (entry: OutboxEntry, signal: AbortSignal) => Promise<Attempt>;
  /** Called with the answer or the refusal of every entry, also of those from before a reload. */
  settle: (entry: OutboxEntry, outcome: Outcome) => Promise<void> | void;
  store: { save(entry: OutboxEntry): void; remove(key: string): void };
  now?: () => number;
}

/** How an entry stands. Without a state it waits for its turn. */
interface State {
  isSending: boolean;
  retryAt: number;
  /** Whether an attempt failed since the person has last asked for one. */
  hasFailed: boolean;
  stop?: AbortController;
}

export interface Queue {
  /** What is not settled yet, in the order in which it is sent. */
  entries: ReadonlySignal<readonly OutboxEntry[]>;
  /** Whether an entry waits because the server or the network asked for it, and while it is tried again. */
  isWaiting: ReadonlySignal<boolean>;
  /** Whether the last attempt had no answer. */
  isOffline: ReadonlySignal<boolean>;
  add(entry: OutboxEntry): void;
  /** Removes an entry that was not sent yet; false if it is too late. */
  cancel(key: string): boolean;
  /** Sends at once what waits. */
  retryNow(): void;
  /** Ends the time in which entries can still be undone. */
  releaseAll(): void;
  /** Forgets every entry and sends nothing more. */
  clear(): void;
}

const AT_A_TIME = 4;

/**
 * Sends writes: those to one ticket one after the other and in order, others at most four at a time. A
 * write that has to wait keeps its place.
 */
export function createQueue({ send, settle, store, now = Date.now }: QueueOptions): Queue {
  const entries = signal<readonly OutboxEntry[]>([]);
  const states = signal<ReadonlyMap<string, State>>(new Map());
  const isOffline = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stateOf = (key: string) => states.peek().get(key);
  function setState(key: string, state: State | undefined): void {
    const next = new Map(states.peek());
    if (state) next.set(key, state);
    else next.delete(key);
    states.value = next;
  }

  function readyAt({ key, notBefore = 0 }: OutboxEntry): number {
    return Math.max(notBefore, stateOf(key)?.retryAt ?? 0);
  }

  function sendReady(): void {
    clearTimeout(timer);
    const busy = new Set<string>();
    let sending = entries.peek().filter(({ key }) => stateOf(key)?.isSending).length;
    let next = Number.POSITIVE_INFINITY;
    for (const entry of entries.peek()) {
      const isFree = entry.ticketIds.every((id) => !busy.has(id));
      for (const id of entry.ticketIds) busy.add(id);
      if (!isFree || stateOf(entry.key)?.isSending) continue;
      if (readyAt(entry) > now()) next = Math.min(next, readyAt(entry));
      else if (sending < AT_A_TIME) {
        sending += 1;
        void sendOne(entry);
      }
    }
    if (next < Number.POSITIVE_INFINITY) timer = setTimeout(sendReady, Math.max(1, next - now()));
  }

  async function sendOne(entry: OutboxEntry): Promise<void> {
    const stop = new AbortController();
    const hasFailed = stateOf(entry.key)?.hasFailed ?? false;
    setState(entry.key, { isSending: true, retryAt: 0, hasFailed, stop });
    const attempt = await send(entry, stop.signal);
    const current = entries.peek().find(({ key }) => key === entry.key);
    if (!current) return;
    if (attempt.kind === "later") return waitWith(current, attempt);
    isOffline.value = false;
    await settle(current, attempt);
    remove(entry.key);
    sendReady();
  }

  function waitWith(
    entry: OutboxEntry,
    { afterMs, mayHaveArrived, isOffline: isCut }: Extract<Attempt, { kind: "later" }>,
  ): void {
    isOffline.value = isCut;
    if (mayHaveArrived && !entry.mayHaveArrived) replace({ ...entry, mayHaveArrived });
    setState(entry.key, { isSending: false, retryAt: now() + afterMs, hasFailed: true });
    sendReady();
  }

  function replace(entry: OutboxEntry): void {
    entries.value = entries.peek().map((each) => (each.key === entry.key ? entry : each));
    store.save(entry);
  }

  function remove(key: string): void {
    store.remove(key);
    setState(key, undefined);
    entries.value = entries.peek().filter((each) => each.key !== key);
  }

  function release(isReleased: (entry: OutboxEntry) => boolean): void {
    for (const entry of entries.peek()) {
      if (entry.notBefore !== undefined && isReleased(entry)) replace({ ...entry, notBefore: 0 });
    }
  }

  return {
    entries,
    isWaiting: computed(() => [...states.value.values()].some(({ hasFailed }) => hasFailed)),
    isOffline,
    add(entry) {
      // What follows on the same ticket ends the time in which the write before it can be undone.
      release(({ ticketIds }) => ticketIds.some((id) => entry.ticketIds.includes(id)));
      const all = [...entries.peek(), entry];
      entries.value = all.sort((a, b) => a.order - b.order);
      store.save(entry);
      sendReady();
    },
    cancel(key) {
      const entry = entries.peek().find((each) => each.key === key);
      if (!entry || stateOf(key)) return false;
      remove(key);
      sendReady();
      return true;
    },
    retryNow() {
      for (const [key, state] of states.peek()) {
        setState(key, state.isSending ? { ...state, hasFailed: false } : undefined);
      }
      sendReady();
    },
    releaseAll() {
      release(() => true);
      sendReady();
    },
    clear() {
      clearTimeout(timer);
      for (const { stop } of states.peek().values()) stop?.abort();
      states.value = new Map();
      entries.value = [];
      isOffline.value = false;
    },
  };
}
