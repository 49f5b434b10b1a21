import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { rowAfter } from "../list/use-list-cursor.ts";
import { type Inbox, notificationSignal } from "../store/inbox/inbox.ts";
import { type Direction, listCursor } from "../store/list-cursor.ts";
import { focusedNotificationId } from "./focus.ts";

/** The keyboard in the inbox. Its rows are notifications; the app knows each by its ticket, if it has one. */
export function useInboxCursor(opened: Inbox) {
  const container = useRef<HTMLDivElement>(null);
  const tabStop = useComputed(() => {
    const focused = focusedNotificationId.value;
    const ids = opened.ids.value;
    return focused !== undefined && ids.includes(focused) ? focused : ids[0];
  });
  useEffect(() => {
    const focusRow = (id: string) => {
      const row = container.current?.querySelector<HTMLElement>(`[data-notification="${id}"]`);
      focusedNotificationId.value = id;
      row?.focus({ preventScroll: true });
      row?.scrollIntoView({ block: "nearest" });
    };
    const cursor = {
      // Notifications cannot be selected.
      ids: () => [],
      /** By the ID of a ticket, as for every list, or of a notification. */
      focus(id: string) {
        const ids = opened.ids.peek();
        const row = ids.find((each) => ticketIdOf(each) === id || each === id);
        if (row !== undefined) focusRow(row);
      },
      move(direction: Direction, by?: number) {
        const ids = opened.ids.peek();
        const from = ids.indexOf(focusedNotificationId.peek() ?? "");
        const row = rowAfter(ids.length, { from, direction, ...(by !== undefined && { by }) });
        const id = row === undefined ? undefined : ids[row];
        if (id === undefined) return undefined;
        focusRow(id);
        return ticketIdOf(id);
      },
    };
    listCursor.value = cursor;
    return () => {
      if (listCursor.peek() !== cursor) return;
      listCursor.value = undefined;
      focusedNotificationId.value = undefined;
    };
  }, [opened]);
  return { container, tabStop };
}

const ticketIdOf = (id: string) => notificationSignal(id)?.peek().ticket?.id;
