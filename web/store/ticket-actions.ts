import { signal } from "@preact/signals";

/** What a key or the palette asks of the ticket that is open, or about to be. */
export type TicketAction = "edit-title" | "edit-description" | "comment" | "watch";

/**
 * The action that was asked for last and has not begun. The view of that ticket begins it as soon as
 * it shows the ticket, and takes it with `takeTicketAction`.
 */
export const requestedTicketAction = signal<{ ticketId: string; action: TicketAction } | undefined>(
  undefined,
);

export function requestTicketAction(ticketId: string, action: TicketAction): void {
  requestedTicketAction.value = { ticketId, action };
}

/** Returns the action that was asked of this ticket, once. Reading it in an effect subscribes to it. */
export function takeTicketAction(ticketId: string): TicketAction | undefined {
  const requested = requestedTicketAction.value;
  if (requested?.ticketId !== ticketId) return undefined;
  requestedTicketAction.value = undefined;
  return requested.action;
}
