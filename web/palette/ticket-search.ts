import { signal } from "@preact/signals";
import { api } from "../api/client.ts";
import { receiveTickets, type StoredTicket } from "../store/tickets.ts";
import { workspace } from "../store/workspace.ts";

const REST_MS = 90;
const FOUND = 8;
const SHORTEST = 2;

/** The search of the server while somebody types. The present request ends before the next one. */
export function createTicketSearch() {
  const found = signal<readonly StoredTicket[]>([]);
  const state = signal<"idle" | "searching" | "failed">("idle");
  let latest = new AbortController();

  async function search(q: string, own: AbortController): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    if (own.signal.aborted) return;
    try {
      const workspace_id = workspace.peek()?.id ?? "";
      const page = await api.listTickets(
        { workspace_id, q, limit: FOUND, fields: "card" },
        { signal: own.signal },
      );
      if (own.signal.aborted) return;
      receiveTickets(page.data);
      found.value = page.data;
      state.value = "idle";
    } catch {
      if (!own.signal.aborted) state.value = "failed";
    }
  }

  return {
    found,
    state,
    type(text: string): void {
      latest.abort();
      latest = new AbortController();
      const q = text.trim();
      if (q.length < SHORTEST || !workspace.peek()) {
        found.value = [];
        state.value = "idle";
        return;
      }
      state.value = "searching";
      void search(q, latest);
    },
    stop: () => latest.abort(),
  };
}
