import { signal } from "@preact/signals";
import type { Ticket } from "../../../client/index.ts";
import type { StoredTicket } from "../tickets/stored-ticket.ts";
import { ticketSignal } from "../tickets.ts";
import { type Transition, transitionsFrom } from "../workspace.ts";

/** What a transition may ask for. */
export interface TransitionDetails {
  reason?: string;
  resolution?: NonNullable<Ticket["resolution"]>;
}

export interface TransitionRequest {
  tickets: readonly StoredTicket[];
  to: string;
  reasonRequired: boolean;
  resolutionRequired: boolean;
  /** Answers the question; undefined leaves the tickets where they are. */
  answer(details: TransitionDetails | undefined): void;
}

/** The question that `board/transition-dialog.tsx` shows. */
export const transitionRequest = signal<TransitionRequest | undefined>(undefined);

/**
 * Asks for what the transition of these tickets needs, before anything is sent. Resolves at once if it
 * needs nothing, and to undefined if the person leaves the tickets where they are.
 */
export function askTransition(
  ids: readonly string[],
  to: string,
): Promise<TransitionDetails | undefined> {
  const tickets = ids.flatMap((id) => ticketSignal(id)?.peek() ?? []);
  const transitions = tickets.flatMap((ticket) => transitionOf(ticket, to) ?? []);
  const reasonRequired = transitions.some((transition) => transition.reason_required);
  const resolutionRequired = transitions.some((transition) => transition.resolution_required);
  if (!reasonRequired && !resolutionRequired) return Promise.resolve({});
  transitionRequest.peek()?.answer(undefined);
  return new Promise((resolve) => {
    const answer = (details: TransitionDetails | undefined) => {
      transitionRequest.value = undefined;
      resolve(details);
    };
    transitionRequest.value = { tickets, to, reasonRequired, resolutionRequired, answer };
  });
}

/** The transition that leads a ticket to a status, if the caller may take it. */
export function transitionOf(ticket: StoredTicket, to: string): Transition | undefined {
  return transitionsFrom(ticket.project_id, ticket.status).find((each) => each.to === to);
}

/** Whether a transition leads back that asks for nothing: only such a move can be undone by another. */
export function hasWayBack(ticket: StoredTicket, to: string): boolean {
  return transitionsFrom(ticket.project_id, to).some(
    (back) => back.to === ticket.status && !back.reason_required && !back.resolution_required,
  );
}
