import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Skeleton } from "../ui/empty-state.tsx";
import { formWords as words } from "../words/en/forms.ts";
import { Failure } from "./failure.tsx";
import {
  createLoader,
  type Loader,
  type PagedList,
  readFirstPage,
  readNextPage,
} from "./loader.ts";

/** Reads what a page shows, anew when one of these values changes. */
export function useLoader<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  values: readonly unknown[],
): Loader<Value> {
  const loader = useMemo(() => createLoader(read), values);
  useEffect(() => {
    void loader.load();
    return () => loader.stop();
  }, [loader]);
  return loader;
}

interface LoadedViewProps<Value> {
  loader: Loader<Value>;
  children: (value: Value) => ComponentChildren;
}

/** What was read, or that it is being read, or why it could not be. */
export function LoadedView<Value>({ loader, children }: LoadedViewProps<Value>) {
  const loaded = loader.loaded.value;
  if (loaded.state === "loaded") return <>{children(loaded.value)}</>;
  if (loaded.state === "failed") {
    return <Failure error={loaded.error} retry={() => void loader.load()} />;
  }
  return (
    <div class="form" aria-busy="true">
      <span class="visually-hidden">{words.loading}</span>
      <Skeleton />
      <Skeleton />
      <Skeleton />
    </div>
  );
}

type ReadPage<Row> = Parameters<typeof readFirstPage<Row>>[0];

/** Reads the first page of a list, and the next one when it is asked for. */
export function usePagedList<Row>(readPage: ReadPage<Row>, values: readonly unknown[]) {
  const loader = useLoader((signal) => readFirstPage(readPage, signal), values);
  return { loader, readPage };
}

interface MoreRowsProps<Row> {
  list: PagedList<Row>;
  loader: Loader<PagedList<Row>>;
  readPage: ReadPage<Row>;
}

/** Reads the next page of a list, if there is one. */
export function MoreRows<Row>({ list, loader, readPage }: MoreRowsProps<Row>) {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  if (list.next_cursor === null) return null;
  const read = async () => {
    setPending(true);
    setError(undefined);
    try {
      const { rows, next_cursor } = await readNextPage(
        list,
        readPage,
        new AbortController().signal,
      );
      // Rows may have changed meanwhile, or the whole list was read again.
      loader.change((now) =>
        now.next_cursor === list.next_cursor ? { rows: [...now.rows, ...rows], next_cursor } : now,
      );
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };
  return (
    <div class="form">
      <button class="button" type="button" aria-disabled={isPending} onClick={() => void read()}>
        {isPending ? words.loading : words.more}
      </button>
      <Failure error={error} />
    </div>
  );
}
