import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { PagedIds } from "../store/lists/paged-ids.ts";
import { focusedTicketId } from "../store/selection.ts";
import type { TicketSort } from "../store/ticket-order.ts";
import { listWords } from "../words/en/list.ts";
import { LoadMore } from "./list-states.tsx";
import { rowHeight } from "./row-height.ts";
import { type RowRange, rowsInView, scrollCorrection, scrollToRow } from "./rows-in-view.ts";
import { TableHead } from "./table-head.tsx";
import { TicketRow } from "./ticket-row.tsx";
import { useListCursor } from "./use-list-cursor.ts";

const HEAD_HEIGHT = 32;
/** The next page is loaded when the end of what is loaded is nearer than this. */
const AHEAD = 40;

/** A list of tickets that draws only the rows in view, and whose pages are loaded on the way. */
export function TicketTable({
  list,
  sort,
  onSort,
  noteOf,
}: {
  list: PagedIds<{ id: string }>;
  sort: TicketSort;
  onSort?: (sort: TicketSort) => void;
  noteOf?: (id: string) => string | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const range = useRange(scroller, list);
  const rows = useRows(scroller, list);
  useListCursor(rows);
  useScrollCorrection(scroller, list.ids);
  const { first, end } = range.value;
  const ids = list.ids.value;
  useEffect(() => {
    if (end + AHEAD > ids.length) void list.loadMore();
  }, [end, ids.length, list]);
  const shown = ids.slice(first, end).map((id, at) => ({ id, index: first + at }));
  const extra = rows.extra.value;
  const extraIndex = extra === undefined ? -1 : ids.indexOf(extra);
  // The row that has the focus stays, wherever the list is scrolled to: without it the focus is lost.
  if (extra !== undefined && extraIndex >= 0 && (extraIndex < first || extraIndex >= end)) {
    shown.push({ id: extra, index: extraIndex });
  }
  const count = list.isComplete.value ? ids.length : -1;
  return (
    <div class="list-scroll scroll" ref={scroller}>
      <TableHead sort={sort} onSort={onSort} />
      <Rows height={ids.length * rowHeight.value}>
        {shown.map(({ id, index }) => (
          <TicketRow
            key={id}
            id={id}
            place={{ index, count, isVirtual: true }}
            tabStop={rows.tabStop}
            note={noteOf?.(id)}
          />
        ))}
      </Rows>
      {list.failure.value !== undefined && <LoadMore list={list} />}
    </div>
  );
}

function Rows({ height, children }: { height: number; children: preact.ComponentChildren }) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    if (list.current) list.current.style.height = `${height}px`;
  }, [height]);
  return (
    <ul class="list-rows" ref={list} aria-label={listWords.tickets}>
      {children}
    </ul>
  );
}

/** The rows to draw, which change when the list is scrolled, resized, longer or shorter. */
function useRange(
  scroller: { current: HTMLDivElement | null },
  list: PagedIds<{ id: string }>,
): ReadonlySignal<RowRange> {
  const view = useSignal({ scrollTop: 0, height: 800 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      view.value = { scrollTop: element.scrollTop, height: element.clientHeight };
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [view]);
  const first = useComputed(() => rangeOf(view.value, list).first);
  const end = useComputed(() => rangeOf(view.value, list).end);
  return useComputed(() => ({ first: first.value, end: end.value }));
}

function rangeOf(view: { scrollTop: number; height: number }, list: PagedIds<{ id: string }>) {
  return rowsInView({ ...view, above: HEAD_HEIGHT, count: list.ids.value.length });
}

/** The focus in the list: which row Tab reaches, and how a row gets it that is not drawn yet. */
function useRows(scroller: { current: HTMLDivElement | null }, list: PagedIds<{ id: string }>) {
  const extra = useSignal<string | undefined>(undefined);
  const wanted = useRef<string | undefined>(undefined);
  const tabStop = useComputed(() => {
    const focused = focusedTicketId.value;
    const ids = list.ids.value;
    return focused !== undefined && ids.includes(focused) ? focused : ids[0];
  });
  const focusNow = (id: string): boolean => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${id}"]`);
    row?.focus({ preventScroll: true });
    return row !== null && row !== undefined;
  };
  useLayoutEffect(() => {
    if (wanted.current !== undefined && focusNow(wanted.current)) wanted.current = undefined;
  });
  return useMemo(
    () => ({
      extra,
      tabStop,
      ids: () => list.ids.peek(),
      focusRow(id: string) {
        const element = scroller.current;
        const row = list.ids.peek().indexOf(id);
        if (!element || row === -1) return;
        const { scrollTop, clientHeight: height } = element;
        const next = scrollToRow(row, { scrollTop, height, above: HEAD_HEIGHT });
        if (next !== scrollTop) element.scrollTop = next;
        focusedTicketId.value = id;
        extra.value = id;
        if (!focusNow(id)) wanted.current = id;
      },
    }),
    [list, extra, tabStop],
  );
}

/** Keeps the rows in view where they are while others come and go above them. */
function useScrollCorrection(
  scroller: { current: HTMLDivElement | null },
  ids: ReadonlySignal<readonly string[]>,
): void {
  const before = useRef<readonly string[]>(ids.peek());
  const after = ids.value;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || before.current === after) return;
    const { scrollTop } = element;
    const by = scrollCorrection(before.current, after, { scrollTop, above: HEAD_HEIGHT });
    before.current = after;
    if (by !== 0) element.scrollTop = scrollTop + by;
  }, [after]);
}
