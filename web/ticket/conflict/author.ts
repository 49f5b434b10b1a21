import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client.ts";
import type { Conflict } from "../../store/conflicts.ts";
import { lastActors } from "../../store/tickets.ts";
import { workspace } from "../../store/workspace.ts";

/**
 * Who changed the field of a conflict last: from the feed if that was just now, otherwise from the
 * events of the ticket.
 */
export function useAuthor({ ticketId, field }: Conflict): string | undefined {
  const [author, setAuthor] = useState(() => lastActors.peek().get(ticketId));
  useEffect(() => {
    if (author !== undefined) return undefined;
    const stop = new AbortController();
    findAuthor({ ticketId, field }, stop.signal).then(setAuthor, () => {});
    return () => stop.abort();
  }, []);
  return author;
}

async function findAuthor(
  { ticketId, field }: Pick<Conflict, "ticketId" | "field">,
  signal: AbortSignal,
): Promise<string | undefined> {
  const workspace_id = workspace.peek()?.id ?? "";
  const page = await api.listTicketEvents(
    { workspace_id, ticket_id: ticketId, limit: 100 },
    { signal },
  );
  const event = page.data.findLast(
    ({ data }) => "changes" in data && Object.hasOwn(data.changes as object, field),
  );
  return event?.actor_id ?? undefined;
}
