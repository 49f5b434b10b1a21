import { computed, signal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { type Board, type Column, loadMore } from "../store/columns.ts";
import { countOf } from "../store/counts.ts";
import { focusedTicketId } from "../store/selection.ts";
import { isFiltered } from "../store/ticket-filter.ts";
import { serverTicket, ticketSignal } from "../store/tickets.ts";
import { statusName } from "../store/workspace.ts";
import { columnViews, hasLostFocus, wantedFocus } from "./board-cursor.ts";
import { Card } from "./card.tsx";
import { anchoredTop, CARD_GAP, cardOffsets, cardsInView } from "./card-layout.ts";
import { fontVersion, rootScale, titleWidth } from "./text-width.ts";

/** So far above and below what is in view, cards are drawn. */
const AROUND_PX = 400;
/** The range of drawn cards follows the scroll position in steps, so that few frames draw anything. */
const STEP_PX = 160;
/** So far ahead of the end of what is loaded, the next page is asked for. */
const AHEAD_PX = 1600;
/** What the scroll bar promises while more is to come. */
const MORE_PX = 200;

const scrollTops = new Map<string, number>();

/** The cards of a column that are in view, in a space as high as all of them. */
export function ColumnCards({ board, column }: { board: Board; column: Column }) {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useMemo(() => createView(column), [column]);
  useScroller(scroller, { board, column, view });
  const ids = column.ids.value;
  const offsets = view.offsets.value;
  const { first, end } = view.range.value;
  const total = isFiltered(board.filter) ? ids.length : countOf(board.projectId, column.status);
  const scale = view.scale.value;
  const shown = view.pinned.value;
  const indexes = Array.from({ length: end - first }, (_, at) => first + at);
  if (shown >= 0 && (shown < first || shown >= end)) indexes.push(shown);
  const height = (offsets.at(-1) ?? 0) + (column.isWhole.value ? 0 : MORE_PX);
  return (
    <div class="column-scroll scroll" ref={scroller}>
      <ul
        class="column-cards"
        style={{ height: `${height}px` }}
        aria-label={statusName(column.status)}
      >
        {indexes.map((index) => {
          const id = ids[index];
          if (id === undefined) return null;
          const top = offsets[index] as number;
          return (
            <Card
              key={id}
              id={id}
              index={index}
              count={Math.max(total, ids.length)}
              top={top}
              height={(offsets[index + 1] as number) - top - CARD_GAP * scale}
            />
          );
        })}
      </ul>
    </div>
  );
}

type View = ReturnType<typeof createView>;

/** The signals of a column's layout. Offsets do not depend on the scroll position. */
function createView(column: Column) {
  const width = signal(264);
  const scale = signal(rootScale());
  const top = signal(0);
  const height = signal(900);
  const offsets = computed(() => {
    fontVersion.value;
    const cards = column.ids.value.map((id) => ticketSignal(id)?.value);
    const sizes = {
      width: width.value,
      scale: scale.value,
      widthOf: (title: string) => titleWidth(title) * scale.value,
    };
    return cardOffsets(cards, sizes);
  });
  const steppedTop = computed(() => Math.floor(top.value / STEP_PX) * STEP_PX);
  const range = computed(() =>
    cardsInView(offsets.value, {
      top: steppedTop.value,
      height: height.value + STEP_PX,
      around: AROUND_PX,
    }),
  );
  // The card with the focus is drawn wherever it is: removed, it would lose the focus.
  const pinned = computed(() => column.ids.value.indexOf(focusedTicketId.value ?? ""));
  return { width, scale, top, height, offsets, range, pinned };
}

function useScroller(
  scroller: { readonly current: HTMLDivElement | null },
  { board, column, view }: { board: Board; column: Column; view: View },
): void {
  const name = `${board.projectId} ${column.status}`;
  const laidOut = useRef<{ ids: readonly string[]; offsets: Float64Array }>(undefined);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      view.width.value = element.clientWidth - 12;
      view.height.value = element.clientHeight;
      view.scale.value = rootScale();
    };
    const onScroll = () => {
      view.top.value = element.scrollTop;
      scrollTops.set(name, element.scrollTop);
      if (element.scrollTop <= 4) column.arrivals.value = 0;
    };
    measure();
    element.scrollTop = scrollTops.get(name) ?? 0;
    view.top.value = element.scrollTop;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [column]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const now = { ids: column.ids.value, offsets: view.offsets.value };
    const before = laidOut.current;
    laidOut.current = now;
    if (!element || !before || before.offsets === now.offsets) return;
    const isAtTop = element.scrollTop <= 4 && column.arrivals.peek() === 0;
    const top = isAtTop ? element.scrollTop : anchoredTop(before, now, element.scrollTop);
    if (Math.abs(top - element.scrollTop) >= 1) element.scrollTop = top;
    view.top.value = element.scrollTop;
  }, [column.ids.value, view.offsets.value]);

  useEffect(() => {
    const focusCard = (id: string) => focusCardIn(scroller.current, { column, view, id });
    const columnView = {
      offsets: () => view.offsets.peek(),
      scrollTop: () => view.top.peek(),
      focusCard,
    };
    columnViews.set(column.status, columnView);
    return () => {
      if (columnViews.get(column.status) === columnView) columnViews.delete(column.status);
    };
  }, [column]);

  useSignalEffect(() => {
    const isNearEnd =
      view.top.value + view.height.value + AHEAD_PX > (view.offsets.value.at(-1) ?? 0);
    const isIdle = !column.isLoading.value && !column.isWhole.value && !column.problem.value;
    if (isNearEnd && isIdle) void loadMore(column);
  });
  useFocusAfterMove(scroller, { column, view });
}

/**
 * A card that had the focus has it again in the column that it was moved to, or returned to. If it is shown
 * nowhere any more, the card that took its place has it.
 */
function useFocusAfterMove(
  scroller: { readonly current: HTMLDivElement | null },
  { column, view }: { column: Column; view: View },
): void {
  const ids = column.ids.value;
  const idsBefore = useRef(ids);
  useLayoutEffect(() => {
    const before = idsBefore.current;
    idsBefore.current = ids;
    const wanted = wantedFocus.peek();
    if (wanted !== undefined && ids.includes(wanted)) {
      wantedFocus.value = undefined;
      focusCardIn(scroller.current, { column, view, id: wanted });
      return;
    }
    const focused = focusedTicketId.peek();
    if (focused === undefined) return;
    // The column that the card has left may be drawn after this one: only then is the focus lost.
    queueMicrotask(() => {
      if (!hasLostFocus(focused)) return;
      if (ids.includes(focused)) followCard(scroller.current, { column, view, id: focused });
      else if (before.includes(focused) && !isShown(focused)) {
        const id = ids[Math.min(before.indexOf(focused), ids.length - 1)];
        if (id !== undefined) focusCardIn(scroller.current, { column, view, id });
      }
    });
  }, [ids]);
}

/** Somebody else's move does not scroll: the focus follows the card, the page stays where it is. */
function followCard(
  element: HTMLDivElement | null,
  { column, view, id }: { column: Column; view: View; id: string },
): void {
  const isOwnMove = ticketSignal(id)?.peek().status !== serverTicket(id)?.status;
  if (isOwnMove) focusCardIn(element, { column, view, id });
  else cardElement(element, id)?.focus({ preventScroll: true });
}

function isShown(id: string): boolean {
  return document.querySelector(`.card[data-id="${id}"]`) !== null;
}

function focusCardIn(
  element: HTMLDivElement | null,
  { column, view, id }: { column: Column; view: View; id: string },
): void {
  const index = column.ids.peek().indexOf(id);
  if (!element || index < 0) return;
  const offsets = view.offsets.peek();
  const top = offsets[index] as number;
  const bottom = offsets[index + 1] as number;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (bottom > element.scrollTop + element.clientHeight) {
    element.scrollTop = bottom - element.clientHeight;
  }
  view.top.value = element.scrollTop;
  focusedTicketId.value = id;
  element.closest(".column")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  // The card is drawn with the next render at the latest.
  const card = cardElement(element, id);
  if (card) card.focus({ preventScroll: true });
  else requestAnimationFrame(() => cardElement(element, id)?.focus({ preventScroll: true }));
}

function cardElement(element: HTMLElement | null, id: string): HTMLElement | undefined {
  return element?.querySelector<HTMLElement>(`[data-id="${id}"]`) ?? undefined;
}
