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
import { claimFreeTicket } from "./claim.ts";
import { findNextInQueue, lockNextInQueue, type Queue } from "./queries.ts";

const ATTEMPTS_MAX = 20;

/**
 * Claims the most urgent ticket of a project that nobody has and that is still to do; of equally urgent ones
 * the oldest. Undefined where there is none. Throws `not_found`, `project_archived`, and `unavailable` where
 * others go on holding what is left.
 */
export async function claimNextTicket(
  tx: Tx,
  context: WorkspaceContext,
  project: LockedProject | undefined,
): Promise<Ticket | undefined> {
  const { workspace_id } = context;
  if (!project) throw noSuchProject();
  requireActiveProject(project);
  const { statuses } = await loadWorkflow(tx, { workspace_id, id: project.workflow_id });
  const todo = statuses.filter(({ category }) => category === "todo").map(({ status }) => status);
  if (todo.length === 0) return undefined;

  const next = await lockNext(tx, { workspace_id, id: project.id, statuses: todo });
  return next && (await claimFreeTicket(tx, context, { ...toLockedTicket(next), project }));
}

/**
 * What others hold is passed by first. It may come free again, by a rollback or after an edit, so where
 * nothing else is left it is waited for and looked at again: a queue is empty only where nobody can put
 * anything back.
 */
async function lockNext(tx: Tx, queue: Queue): Promise<LockedTicketRow | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const free = await lockNextInQueue(tx, queue);
    if (free) return free;
    const next = await findNextInQueue(tx, queue);
    if (!next) return undefined;
    const freed = await waitForTicket(tx, queue, next.id);
    if (freed) return freed;
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
 * Waits for whoever holds the ticket, and holds it where it then is still in the queue. Where it is not, the
 * lock is given back: who held one ticket while waiting for the next could wait in a circle.
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
      queue.statuses.includes(ticket.status);
    return isInQueue ? ticket : undefined;
  });
}
