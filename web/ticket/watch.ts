import { signal } from "@preact/signals";
import { api } from "../api/client.ts";
import { problemText } from "../api/problems.ts";
import type { StoredTicket } from "../store/tickets.ts";
import { showToast } from "../store/toasts.ts";
import { workspace } from "../store/workspace.ts";
import { ticketWords } from "../words/en/ticket.ts";

const words = ticketWords.watch;

/** By ticket ID: whether one watches it, as far as that is known. */
const watched = signal<ReadonlyMap<string, boolean>>(new Map());

/** Whether one watches a ticket; `undefined` until `loadWatch` has found out. */
export const watchOf = (ticketId: string): boolean | undefined => watched.value.get(ticketId);

interface Watch {
  level: "watching" | "left" | "muted" | null;
  implied: "reporter" | "assignee" | null;
}

/** Reporter and assignee watch without a choice of their own. */
function remember(ticketId: string, { level, implied }: Watch): boolean {
  const isWatching = level === "watching" || (level === null && implied !== null);
  watched.value = new Map(watched.peek()).set(ticketId, isWatching);
  return isWatching;
}

export async function loadWatch(ticketId: string): Promise<boolean | undefined> {
  try {
    return remember(ticketId, await api.getWatch(placeOf(ticketId)));
  } catch {
    return undefined;
  }
}

/** Begins or ends watching a ticket, whichever it is not. */
export async function toggleWatch(ticket: StoredTicket): Promise<void> {
  try {
    const isWatching = await loadWatch(ticket.id);
    if (isWatching) {
      await api.unwatchTicket(placeOf(ticket.id));
      remember(ticket.id, { level: "left", implied: null });
      showToast({ text: words.left(ticket.key) });
    } else {
      remember(ticket.id, await api.watchTicket({ ...placeOf(ticket.id), level: "watching" }));
      showToast({ text: words.watching(ticket.key) });
    }
  } catch (error) {
    showToast({ text: problemText(error), tone: "bad" });
  }
}

const placeOf = (ticket_id: string) => ({ workspace_id: workspace.peek()?.id ?? "", ticket_id });
