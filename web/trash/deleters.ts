import { signal } from "@preact/signals";
import { api } from "../api/client.ts";
import { workspace } from "../store/workspace.ts";

const AT_A_TIME = 3;

/** Who deleted each ticket, where it is known: null if it was Slacky itself. A ticket does not say it. */
export const deleters = signal<ReadonlyMap<string, string | null>>(new Map());

const asked = new Set<string>();
let waiting: string[] = [];
let sending = 0;

/** Finds out who deleted a ticket whose row is in view. Few at a time: each is a request. */
export function askDeleter(ticketId: string): void {
  if (asked.has(ticketId)) return;
  asked.add(ticketId);
  waiting.push(ticketId);
  askNext();
}

/** Forgets a ticket that is restored, because the next deletion is another one. */
export function forgetDeleter(ticketId: string): void {
  asked.delete(ticketId);
  const next = new Map(deleters.peek());
  next.delete(ticketId);
  deleters.value = next;
}

function askNext(): void {
  while (sending < AT_A_TIME) {
    const id = waiting.pop();
    if (id === undefined) return;
    sending += 1;
    void ask(id).finally(() => {
      sending -= 1;
      askNext();
    });
  }
}

async function ask(ticket_id: string): Promise<void> {
  const workspace_id = workspace.peek()?.id ?? "";
  try {
    const page = await api.listTicketEvents({ workspace_id, ticket_id, limit: 100 });
    const deletion = page.data.findLast(({ type }) => type === "ticket.deleted");
    if (deletion) deleters.value = new Map(deleters.peek()).set(ticket_id, deletion.actor_id);
  } catch {
    // The row says when it was deleted; it is asked again when it is next in view.
    asked.delete(ticket_id);
  }
}

/** In another workspace nothing of this counts. */
export function forgetDeleters(): void {
  waiting = [];
  asked.clear();
  deleters.value = new Map();
}
