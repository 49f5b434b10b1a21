import type { Db } from "../db/pool.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { recordEvent, systemOrigin } from "../events/record.ts";
import type { LocalDays } from "./local-days.ts";
import {
  type DueTicket,
  insertDueEvents,
  listDueTickets,
  lockProjectsOf,
  lockTickets,
  lockWorkspace,
} from "./queries.ts";

const BATCH_SIZE = 100;

/**
 * Records `ticket.due` for the due tickets of a workspace, at most `limit`, in transactions of a
 * hundred. It waits for no lock: a ticket that is locked is taken by the next run. Returns the number
 * of events.
 */
export async function recordDueTickets(
  db: Db,
  workspace_id: string,
  { days, limit, stopping }: { days: LocalDays; limit: number; stopping: AbortSignal },
): Promise<number> {
  const ids = await listDueTickets(db, workspace_id, { days, limit });
  let recorded = 0;
  for (let start = 0; start < ids.length && !stopping.aborted; start += BATCH_SIZE) {
    const batch = ids.slice(start, start + BATCH_SIZE);
    recorded += await transaction(db, (tx) => recordBatch(tx, workspace_id, batch, days));
  }
  return recorded;
}

async function recordBatch(
  tx: Tx,
  workspace_id: string,
  ids: readonly string[],
  days: LocalDays,
): Promise<number> {
  const [workspaces, projects, tickets] = await tx.batch([
    lockWorkspace(workspace_id),
    lockProjectsOf(workspace_id, ids),
    lockTickets(workspace_id, ids),
  ]);
  if (workspaces.length === 0 || tickets.length === 0) return 0;
  const due = await insertDueEvents(tx, workspace_id, {
    days,
    ticket_ids: tickets.map(({ id }) => id),
    project_ids: projects.map(({ id }) => id),
  });
  for (const ticket of due) recordDue(tx, workspace_id, ticket);
  return due.length;
}

function recordDue(tx: Tx, workspace_id: string, { id, ...data }: DueTicket): void {
  recordEvent(
    tx,
    { workspace_id, actor: null, origin: systemOrigin },
    {
      type: "ticket.due",
      subject: { type: "ticket", id },
      ticket_id: id,
      data: { ...data, changes: {} },
    },
  );
}
