import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Skeleton } from "../ui/empty-state.tsx";
import { hasFocus } from "../ui/has-focus.ts";
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
  /** What the button says. */
  label?: string;
}

/** Under the rows of a list: reads the next page, if there is one. */
export function MoreRows<Row>({ list, loader, readPage, label = words.more }: MoreRowsProps<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  if (list.next_cursor === null) return null;
  const read = async () => {
    if (isPending) return;
    const rows = box.current?.previousElementSibling?.children;
    const count = rows?.length ?? 0;
    setPending(true);
    setError(undefined);
    try {
      const next = await readNextPage(list, readPage, new AbortController().signal);
      // Rows may have changed meanwhile, or the whole list was read again.
      loader.change((now) =>
        now.next_cursor === list.next_cursor ? { ...next, rows: [...now.rows, ...next.rows] } : now,
      );
      requestAnimationFrame(() => focusIfLost(rows?.[count]));
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };
  return (
    <div class="form" ref={box}>
      <button class="button" type="button" aria-disabled={isPending} onClick={() => void read()}>
        {isPending ? words.loading : label}
      </button>
      <Failure error={error} />
    </div>
  );
}

/** With the last page the button is gone, and the first new row takes its focus. */
function focusIfLost(row: Element | undefined): void {
  if (!(row instanceof HTMLElement) || hasFocus()) return;
  row.tabIndex = -1;
  row.focus();
}
