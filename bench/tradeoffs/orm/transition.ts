/** Which member moves which ticket. Tickets move back and forth between two statuses. */
export interface Transition {
  workspace_id: string;
  ticket_id: string;
  actor_id: string;
  workflow_id: string;
}

export const nextOf: Record<string, string> = { open: "in_progress", in_progress: "open" };

/** Checks the locked rows and returns the next status. */
export function transitionFrom(
  actor: { role: string; removed_at: string | null } | undefined,
  ticket: { status: string; deleted_at: string | null } | undefined,
): string {
  const to = ticket && nextOf[ticket.status];
  if (!actor || actor.removed_at !== null || actor.role === "viewer")
    throw new Error("The actor may not move the ticket.");
  if (!to || ticket.deleted_at !== null) throw new Error("The workflow has no such transition.");
  return to;
}
