import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { markTicketRead } from "../store/inbox/inbox.ts";

/**
 * Marks a ticket in the inbox as read, up to the newest event that its timeline shows, and further as
 * more arrive. Nothing is read while the page is hidden.
 */
export function useMarkRead(
  ticketId: string,
  events: ReadonlySignal<{ events: readonly { sequence: number }[] }>,
): void {
  const isVisible = useSignal(!document.hidden);
  useEffect(() => {
    const look = () => {
      isVisible.value = !document.hidden;
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [isVisible]);
  useSignalEffect(() => {
    const newest = Math.max(0, ...events.value.events.map(({ sequence }) => sequence));
    if (newest > 0 && isVisible.value) void markTicketRead(ticketId, newest);
  });
}
