import type { WorkspaceContext } from "../../auth/workspace-context.ts";
import { type Tx, withSavepoint } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import type { LockedProject } from "../../projects/queries.ts";
import { noSuchProject } from "../../projects/read.ts";
import { requireActiveProject } from "../../projects/require-active.ts";
import { loadWorkflow } from "../../workflows/load.ts";
import { toLockedTicket } from "../lock-ticket.ts";
import { type LockedTicketRow, lockTicketRow } from "../queries.ts";
import type { Ticket } from "../ticket.ts";
import { claimFreeTicket, type Lease } from "./claim.ts";
import { findNextInQueue, lockNextInQueue, type Queue } from "./queries.ts";

const ATTEMPTS_MAX = 20;

/**
 * Claims the most urgent unassigned ticket of a project that is still to do or was returned; among
 * equally urgent ones, the oldest. Undefined if there is none. Throws `not_found`, `project_archived`, and
 * `unavailable` if all candidates stay locked by others.
 */
export async function claimNextTicket(
  tx: Tx,
  context: WorkspaceContext,
  project: LockedProject | undefined,
  lease: Lease = {},
): Promise<Ticket | undefined> {
  const { workspace_id } = context;
  if (!project) throw noSuchProject();
  requireActiveProject(project);
  const { statuses } = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  const unfinished = statuses.filter(({ category }) => category !== "done");
  const next = await lockNext(tx, {
    workspace_id,
    id: project.id,
    statuses: unfinished.filter(({ category }) => category === "todo").map(({ status }) => status),
    unfinished: unfinished.map(({ status }) => status),
  });
  return next && (await claimFreeTicket(tx, context, { ...toLockedTicket(next), project }, lease));
}

/**
 * Skips tickets that others have locked. They may become free again, by a rollback or after an
 * edit, so if nothing else is left, waits for the next one and checks it again: a queue is empty
 * only if no transaction can put a ticket back.
 */
async function lockNext(tx: Tx, queue: Queue): Promise<LockedTicketRow | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const unlocked = await lockNextInQueue(tx, queue);
    if (unlocked) return unlocked;
    const next = await findNextInQueue(tx, queue);
    if (!next) return undefined;
    const released = await waitForTicket(tx, queue, next.id);
    if (released) return released;
  }
  throw new Problem(
    "unavailable",
    "Other requests are claiming the remaining tickets of this queue. Try again.",
    {
      retry_after: 1,
    },
  );
}

/**
 * Waits for the ticket's lock, and keeps it if the ticket is still in the queue. Otherwise it
 * releases the lock: keeping one ticket while waiting for the next could deadlock.
 */
async function waitForTicket(
  tx: Tx,
  queue: Queue,
  id: string,
): Promise<LockedTicketRow | undefined> {
  return await withSavepoint(tx, async () => {
    const [ticket] = await tx.query(
      lockTicketRow({ workspace_id: queue.workspace_id, id }, "for no key update"),
    );
    const isInQueue =
      ticket?.assignee_id === null &&
      ticket.deleted_at === null &&
      (queue.statuses.includes(ticket.status) ||
        (ticket.returned_at !== null && queue.unfinished.includes(ticket.status)));
    return isInQueue ? ticket : undefined;
  });
}
