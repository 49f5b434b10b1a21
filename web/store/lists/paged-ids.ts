import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { inserted, type LoadedRows, merged, without } from "../board/column-ids.ts";

export interface Page<Row> {
  data: readonly Row[];
  next_cursor: string | null;
}

export interface PageRequest {
  cursor: string | undefined;
  /** How many rows to read; undefined for the usual number. */
  rows: number | undefined;
  signal: AbortSignal;
}

export interface PagedIds<Row extends { id: string }> {
  /** The rows that are loaded, in their order. */
  ids: ReadonlySignal<readonly string[]>;
  isLoading: ReadonlySignal<boolean>;
  /** Whether the last page is loaded. */
  isComplete: ReadonlySignal<boolean>;
  /** Why the last request failed; undefined after one that succeeded. */
  failure: ReadonlySignal<unknown>;
  /** Loads until there are new rows or no more pages: pages can be empty. */
  loadMore(): Promise<void>;
  /** Reads again what is loaded. The rows in view stay until the response is there. */
  reload(): Promise<void>;
  /** Puts a row where it belongs, from wherever it is. After the last loaded row the next page has it. */
  place(row: Row): void;
  remove(id: string): void;
  stop(): void;
}

/** The IDs of a list that is loaded page by page while rows come, go and move. */
export function createPagedIds<Row extends { id: string }>(source: {
  loadPage(request: PageRequest): Promise<Page<Row>>;
  /** The row as it is now, for comparing; undefined where it is not known any more. */
  rowOf(id: string): Row | undefined;
  compare(a: Row, b: Row): number;
}): PagedIds<Row> {
  const ids = signal<readonly string[]>([]);
  const isLoading = signal(false);
  const isComplete = signal(false);
  const failure = signal<unknown>(undefined);
  const stopped = new AbortController();
  let cursor: string | undefined;
  /** A reload was asked for while a page was loading, which may be older than that. */
  let isReloadDue = false;
  /** The last row of the last page: what comes after it is not loaded. */
  let edge: Row | undefined;

  const loaded = (): LoadedRows<Row> => ({
    ids: ids.peek(),
    edge,
    isWhole: isComplete.peek(),
    rowOf: source.rowOf,
    compare: source.compare,
  });

  async function load(run: () => Promise<void>): Promise<void> {
    if (isLoading.peek() || stopped.signal.aborted) return;
    isLoading.value = true;
    try {
      await run();
      failure.value = undefined;
    } catch (error) {
      if (!stopped.signal.aborted) failure.value = error;
    } finally {
      isLoading.value = false;
    }
    if (!isReloadDue) return;
    isReloadDue = false;
    await reload();
  }

  async function reload(): Promise<void> {
    isReloadDue = isLoading.peek();
    await load(async () => {
      const page = await readPage({ cursor: undefined, rows: ids.peek().length });
      batch(() => {
        ids.value = [];
        edge = undefined;
        receive(page);
      });
    });
  }

  async function readPage(request: Omit<PageRequest, "signal">): Promise<Page<Row>> {
    const page = await source.loadPage({ ...request, signal: stopped.signal });
    stopped.signal.throwIfAborted();
    return page;
  }

  function receive({ data, next_cursor }: Page<Row>): void {
    batch(() => {
      if (data.length > 0) ids.value = merged(loaded(), data);
      edge = data.at(-1) ?? edge;
      cursor = next_cursor ?? undefined;
      isComplete.value = next_cursor === null;
    });
  }

  return {
    ids,
    isLoading,
    isComplete,
    failure,
    async loadMore() {
      if (isComplete.peek()) return;
      await load(async () => {
        const before = ids.peek().length;
        while (!isComplete.peek() && ids.peek().length <= before) {
          receive(await readPage({ cursor, rows: undefined }));
        }
      });
    },
    reload,
    place(row) {
      const next = inserted(loaded(), row);
      if (isSame(next, ids.peek())) return;
      ids.value = next;
    },
    remove(id) {
      ids.value = without(ids.peek(), id);
    },
    stop: () => stopped.abort(),
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
