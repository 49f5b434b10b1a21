import { signal } from "@preact/signals";
import { api } from "../api/client.ts";
import { problemText } from "../api/problems.ts";
import type { StoredTicket } from "../store/tickets.ts";
import { showToast } from "../store/toasts.ts";
import { workspace } from "../store/workspace.ts";
import { ticketWords } from "../words/en/ticket.ts";

const words = ticketWords.watch;

type State = "watching" | "muted" | "neither";

/** By ticket ID, as far as it is known. */
const states = signal<ReadonlyMap<string, State>>(new Map());

/** Whether one watches or has muted a ticket; `undefined` until `loadWatch` has found out. */
export const watchOf = (ticketId: string): State | undefined => states.value.get(ticketId);

interface Watch {
  level: "watching" | "left" | "muted" | null;
  implied: "reporter" | "assignee" | null;
}

/** Reporter and assignee watch without a choice of their own. */
function remember(ticketId: string, { level, implied }: Watch): State {
  const isWatching = level === "watching" || (level === null && implied !== null);
  const state = isWatching ? "watching" : level === "muted" ? "muted" : "neither";
  states.value = new Map(states.peek()).set(ticketId, state);
  return state;
}

export async function loadWatch(ticketId: string): Promise<State | undefined> {
  try {
    return remember(ticketId, await api.getWatch(placeOf(ticketId)));
  } catch {
    return undefined;
  }
}

/** Begins or ends watching a ticket, whichever it is not. */
export const toggleWatch = (ticket: StoredTicket) => toggle(ticket, "watching");

/** Begins or ends muting a ticket: nothing of it is notified, not even a mention. */
export const toggleMute = (ticket: StoredTicket) => toggle(ticket, "muted");

async function toggle({ id, key }: StoredTicket, level: "watching" | "muted"): Promise<void> {
  try {
    if ((await loadWatch(id)) === level) {
      await api.unwatchTicket(placeOf(id));
      remember(id, { level: "left", implied: null });
      showToast({ text: words.ended[level](key) });
    } else {
      remember(id, await api.watchTicket({ ...placeOf(id), level }));
      showToast({ text: words.begun[level](key) });
    }
  } catch (error) {
    showToast({ text: problemText(error), tone: "bad" });
  }
}

const placeOf = (ticket_id: string) => ({ workspace_id: workspace.peek()?.id ?? "", ticket_id });
