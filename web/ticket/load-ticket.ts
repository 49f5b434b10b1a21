import { isProblem } from "../../client/index.ts";
import { api } from "../api/client.ts";
import { loadTicket, receiveTickets } from "../store/tickets.ts";
import { workspace } from "../store/workspace.ts";

/** Reads a ticket by its key. One in the trash can only be read from its list. */
export async function loadTicketOrDeleted(key: string, signal: AbortSignal): Promise<void> {
  try {
    await loadTicket(key, { signal });
  } catch (error) {
    if (!isProblem(error, "not_found")) throw error;
    const workspace_id = workspace.peek()?.id ?? "";
    const page = await api.listTickets({ workspace_id, deleted: "true", q: key }, { signal });
    const found = page.data.filter((row) => row.key === key);
    if (found.length === 0) throw error;
    receiveTickets(found);
  }
}
