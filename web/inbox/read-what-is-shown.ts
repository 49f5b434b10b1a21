import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inbox, markRead, notificationSignal } from "../store/inbox/inbox.ts";
import { openTicketId } from "../store/selection.ts";
import { isFull } from "../store/tickets/stored-ticket.ts";
import { ticketSignal } from "../store/tickets.ts";

/**
 * Marks the ticket that is open beside the inbox as read, up to the latest event that its row knows of:
 * the open ticket follows the same feed and shows it. Nothing is read while the page is hidden.
 */
export function useReadWhatIsShown(): void {
  const isVisible = useSignal(!document.hidden);
  useEffect(() => {
    const look = () => {
      isVisible.value = !document.hidden;
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [isVisible]);
  useSignalEffect(() => {
    const ticketId = openTicketId.value;
    if (ticketId === undefined || !isVisible.value) return;
    const ticket = ticketSignal(ticketId)?.value;
    // Until the whole ticket is there, nothing was shown.
    if (!ticket || !isFull(ticket)) return;
    const row = inbox.value?.ids.value
      .map((id) => notificationSignal(id)?.value)
      .find((each) => each?.ticket?.id === ticketId);
    if (row?.unread) void markRead(row.id, row.latest ?? undefined);
  });
}
