import { useEffect, useRef } from "preact/hooks";
import { isPanel, route } from "../../routes.ts";
import { listCursor } from "../../store/list-cursor.ts";
import { focusedTicketId } from "../../store/selection.ts";
import { ticketIdOf } from "../../store/tickets.ts";
import { hasFocus } from "../../ui/has-focus.ts";

/**
 * After a change of the page, puts the focus on its heading, from where Tab goes on into the page, and
 * which a screen reader reads. A page that takes the focus itself, as the search does, keeps it. The
 * page that the browser opens first is the browser's. `page` is undefined while it is not known.
 */
export function usePageFocus(page: string | undefined): void {
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (page === undefined || page === before.current) return;
    const isFirst = before.current === undefined;
    before.current = page;
    if (!isFirst) return focusHeading();
  }, [page]);
}

/**
 * Focuses the heading as soon as there is one, because the code of a page may still be loading, unless
 * the focus is in the page or the person moves it meanwhile. Returns a function that gives up.
 */
export function focusHeading(): () => void {
  const from = document.activeElement;
  const changes = new MutationObserver(look);
  function look(): void {
    const { activeElement: focused } = document;
    const isTaken = focused !== null && focused !== document.body && focused !== from;
    const heading = document.querySelector<HTMLElement>("main h1");
    if (!heading && !isTaken) return;
    changes.disconnect();
    if (isTaken || !heading || from?.closest("main, dialog")) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  changes.observe(document.body, { childList: true, subtree: true });
  look();
  return () => changes.disconnect();
}

/**
 * When the panel of a ticket has closed and the focus went with it, gives it to the ticket in the list,
 * else to the row that had it last, else to the heading of the page.
 */
export function usePanelFocus(): void {
  const open = useRef<string | undefined>(undefined);
  const { value: shown } = route;
  const key = isPanel.value && shown.name === "ticket" ? shown.ticketKey : undefined;
  useEffect(() => {
    const closed = open.current;
    open.current = key;
    if (closed === undefined || key !== undefined || hasFocus()) return;
    const cursor = listCursor.peek();
    const ids = [ticketIdOf(closed), focusedTicketId.peek()].filter((id) => id !== undefined);
    const id = ids.find((each) => cursor?.ids().includes(each)) ?? ids[0];
    if (id !== undefined) cursor?.focus(id);
    // A row that is not drawn yet gets the focus with the next frame.
    let stop = () => {};
    const frame = requestAnimationFrame(() => {
      if (!hasFocus()) stop = focusHeading();
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [key]);
}
