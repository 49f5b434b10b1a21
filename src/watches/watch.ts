import type { WorkspaceContext } from "../auth/workspace-context.ts";
import { requireRoom } from "../contract/require-room.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { countWatchers, setWatch, type WatchKey } from "./queries.ts";
import type { Watch, WatchLevel } from "./schemas.ts";

/** What a member chooses for a ticket, and what they had before, if anything. */
interface Choice {
  level: WatchLevel;
  before: WatchLevel | undefined;
}

/**
 * Watches, mutes or leaves a ticket that is locked against deletion, for the actor. A private choice:
 * it changes neither the ticket nor its version, records no event, and is possible in an archived
 * project too. Throws `limit_reached`.
 */
export async function watchTicket(
  tx: Tx,
  { workspace_id, actor }: WorkspaceContext,
  ticket: Ticket,
  { level, before }: Choice,
): Promise<Watch> {
  const key: WatchKey = { workspace_id, ticket_id: ticket.id, user_id: actor.id };
  if (level === "watching" && before !== "watching") {
    const room = { limit: limits.watchers_of_ticket, things: "watchers of this ticket" };
    await requireRoom(tx, countWatchers(key), room);
  }
  tx.defer(setWatch(key, level));
  return toWatch(ticket, actor.id, level);
}

/** The state of a ticket for one member. `level` is that of their row, if there is one. */
export function toWatch(
  { reporter_id, assignee_id }: Ticket,
  user_id: string,
  level: WatchLevel | undefined,
): Watch {
  const roles = { reporter: reporter_id, assignee: assignee_id } as const;
  const implied = (["reporter", "assignee"] as const).find((role) => roles[role] === user_id);
  return { level: level ?? null, implied: implied ?? null };
}
