import { useSignalEffect } from "@preact/signals";
import { useState } from "preact/hooks";
import { takeTicketAction } from "../store/ticket-actions.ts";
import type { StoredTicket } from "../store/tickets.ts";
import { toggleWatch } from "./watch.ts";

/** How often each action was asked for since the ticket was opened. */
export interface AskedActions {
  title: number;
  description: number;
  comment: number;
}

/** Begins what a key or the palette asks of the open ticket. */
export function useTicketAction(ticket: StoredTicket): AskedActions {
  const [asked, setAsked] = useState<AskedActions>({ title: 0, description: 0, comment: 0 });
  useSignalEffect(() => {
    const action = takeTicketAction(ticket.id);
    if (action === undefined) return;
    if (action === "watch") void toggleWatch(ticket);
    else {
      const name = fields[action];
      setAsked((before) => ({ ...before, [name]: before[name] + 1 }));
    }
  });
  return asked;
}

const fields = {
  "edit-title": "title",
  "edit-description": "description",
  comment: "comment",
} as const;
