import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { focusedTicketId } from "../store/selection.ts";
import { useListCursor } from "./use-list-cursor.ts";

/** The keyboard in a list that draws every row. Returns what the rows and their container need. */
export function useRowFocus(ids: ReadonlySignal<readonly string[]>) {
  const container = useRef<HTMLDivElement>(null);
  const tabStop = useComputed(() => {
    const focused = focusedTicketId.value;
    return focused !== undefined && ids.value.includes(focused) ? focused : ids.value[0];
  });
  const rows = useMemo(
    () => ({
      ids: () => ids.peek(),
      focusRow(id: string) {
        const row = container.current?.querySelector<HTMLElement>(`[data-id="${id}"]`);
        if (!row) return;
        focusedTicketId.value = id;
        row.focus({ preventScroll: true });
        row.scrollIntoView({ block: "nearest" });
      },
    }),
    [ids],
  );
  useListCursor(rows);
  return { container, tabStop };
}
