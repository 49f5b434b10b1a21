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
  /** Aborts a request in progress. */
  stop(): void;
}

export function createLoader<Value>(read: (signal: AbortSignal) => Promise<Value>): Loader<Value> {
  const loaded = signal<Loaded<Value>>({ state: "loading" });
  let latest = new AbortController();
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
  return {
    loaded,
    load,
    change: (next) => {
      const now = loaded.peek();
      if (now.state === "loaded") loaded.value = { state: "loaded", value: next(now.value) };
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
  return await readOn({ rows: [], next_cursor: null }, readPage, signal);
}

/** The list with its next page, and those after it as long as they are empty. */
export async function readNextPage<Row>(
  list: PagedList<Row>,
  readPage: ReadPage<Row>,
  signal: AbortSignal,
): Promise<PagedList<Row>> {
  return list.next_cursor === null ? list : await readOn(list, readPage, signal);
}

async function readOn<Row>(
  { rows, next_cursor }: PagedList<Row>,
  readPage: ReadPage<Row>,
  signal: AbortSignal,
): Promise<PagedList<Row>> {
  for (let cursor = next_cursor ?? undefined; ; ) {
    const page = await readPage(cursor === undefined ? {} : { cursor }, signal);
    if (page.data.length > 0 || page.next_cursor === null) {
      return { rows: [...rows, ...page.data], next_cursor: page.next_cursor };
    }
    cursor = page.next_cursor;
  }
}
