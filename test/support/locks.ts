import { setTimeout as sleep } from "node:timers/promises";
import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import type { Tx } from "../../src/db/transaction.ts";
import { type LockedProject, lockProject } from "../../src/projects/queries.ts";
import { type LockedTicketInProject, requireTicket } from "../../src/tickets/lock-ticket.ts";
import { lockTicketRowInProject, type TicketLock } from "../../src/tickets/queries.ts";
import type { Ticket } from "../../src/tickets/ticket.ts";

/** Only a busy machine needs more than a moment. */
const TIMEOUT_MS = 60_000;

/** Waits for a condition. Throws if it does not become true in time. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`It was not true within ${timeoutMs} ms.`);
    await sleep(10);
  }
}

/** Waits until as many statements of this database wait for a lock. */
export async function untilBlocked(db: Queryable, waiting = 1): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const rows = await db.query(sql`
      select pid
        from pg_stat_activity
       where datname = current_database()
         and wait_event_type = 'Lock'`);
    if (rows.length >= waiting) return;
    await sleep(5);
  }
  throw new Error(`Nobody waited for a lock within ${TIMEOUT_MS} ms.`);
}

/** Locks a ticket as its endpoint would, for a command that a test calls directly. */
export async function lockTicket(
  tx: Tx,
  { workspace_id, id }: Pick<Ticket, "workspace_id" | "id">,
  lock: TicketLock = "for no key update",
): Promise<LockedTicketInProject> {
  const [row] = await tx.query(lockTicketRowInProject(workspace_id, { id }, lock));
  return requireTicket(row);
}

/** Locks a world's project as the endpoint that makes a ticket would. */
export async function lockWorldProject(
  tx: Tx,
  { workspace, project }: { workspace: { id: string }; project: { id: string } },
): Promise<LockedProject | undefined> {
  const [locked] = await tx.query(lockProject({ workspace_id: workspace.id, id: project.id }));
  return locked;
}
