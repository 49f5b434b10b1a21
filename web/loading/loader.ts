import { type ReadonlySignal, signal } from "@preact/signals";

export type Loaded<Value> =
  | { state: "loading" }
  | { state: "failed"; error: unknown }
  | { state: "loaded"; value: Value };

/** What a page shows, from the first request to the last change. */
export interface Loader<Value> {
  loaded: ReadonlySignal<Loaded<Value>>;
  /** Reads again. What was shown stays until the response is there. */
  load(): Promise<void>;
  /** Changes what is shown, after a write whose response says what is new. */
  change(next: (value: Value) => Value): void;
  /**
   * Shows a change at once and sends it after those before it. Only the last answer is shown: earlier ones
   * lack what was changed since. Throws what the server refuses; then what is stored is shown again.
   */
  save(next: (value: Value) => Value, send: () => Promise<Value>): Promise<void>;
  /** Aborts a request in progress. */
  stop(): void;
}

export function createLoader<Value>(read: (signal: AbortSignal) => Promise<Value>): Loader<Value> {
  const loaded = signal<Loaded<Value>>({ state: "loading" });
  let latest = new AbortController();
  let lastWrite: Promise<unknown> = Promise.resolve();
  /** What is stored, as far as it is known, while changes are on their way. */
  let confirmed: Value | undefined;
  const load = async () => {
    latest.abort();
    const own = new AbortController();
    latest = own;
    if (loaded.peek().state === "failed") loaded.value = { state: "loading" };
    try {
      const value = await read(own.signal);
      if (!own.signal.aborted) loaded.value = { state: "loaded", value };
    } catch (error) {
      if (!own.signal.aborted) loaded.value = { state: "failed", error };
    }
  };
  const change = (next: (value: Value) => Value) => {
    const now = loaded.peek();
    if (now.state === "loaded") loaded.value = { state: "loaded", value: next(now.value) };
  };
  return {
    loaded,
    load,
    change,
    save: async (next, send) => {
      change((now) => {
        confirmed ??= now;
        return next(now);
      });
      const write = lastWrite.then(send, send);
      lastWrite = write;
      try {
        confirmed = await write;
      } finally {
        if (write === lastWrite) {
          const stored = confirmed;
          confirmed = undefined;
          change((now) => stored ?? now);
        }
      }
    },
    stop: () => latest.abort(),
  };
}

/** A list whose pages are read one after the other. */
export interface PagedList<Row> {
  rows: Row[];
  next_cursor: string | null;
}

type ReadPage<Row> = (
  place: { cursor?: string },
  signal: AbortSignal,
) => Promise<{ data: Row[]; next_cursor: string | null }>;

/** The first rows of a list. A page may be empty although others follow, so it reads on to a row. */
export async function readFirstPage<Row>(
  readPage: ReadPage<Row>,
  signal: AbortSignal,
): Promise<PagedList<Row>> {
  return await readOn(undefined, readPage, signal);
}

/** The rows after those of a list, over pages that are empty. */
export async function readNextPage<Row>(
  { next_cursor }: PagedList<Row>,
  readPage: ReadPage<Row>,
  signal: AbortSignal,
): Promise<PagedList<Row>> {
  return await readOn(next_cursor ?? undefined, readPage, signal);
}

async function readOn<Row>(
  from: string | undefined,
  readPage: ReadPage<Row>,
  signal: AbortSignal,
): Promise<PagedList<Row>> {
  for (let cursor = from; ; ) {
    const page = await readPage(cursor === undefined ? {} : { cursor }, signal);
    if (page.data.length > 0 || page.next_cursor === null) {
      return { rows: page.data, next_cursor: page.next_cursor };
    }
    cursor = page.next_cursor;
  }
}
