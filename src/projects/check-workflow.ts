import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { findWorkflow } from "../workflows/queries.ts";
import { findMissingStatuses, type ProjectKey } from "./queries.ts";

/** Throws `unknown_workflow` unless the workspace has this workflow. */
export async function requireWorkflow(
  tx: Tx,
  workspace_id: string,
  workflow_id: string,
): Promise<void> {
  if (await findWorkflow(tx, { workspace_id, id: workflow_id })) return;
  throw new Problem("unknown_workflow", "This workspace has no such workflow.", {
    errors: [
      { pointer: "/workflow_id", detail: "Must be the ID of a workflow of this workspace." },
    ],
  });
}

/**
 * Throws `status_in_use`, with the `statuses`, if the new workflow lacks a status that the
 * project's tickets have. The project must be locked, so that no ticket moves meanwhile.
 */
export async function checkStatusesInUse(
  tx: Tx,
  project: ProjectKey,
  workflow_id: string,
): Promise<void> {
  const statuses = await findMissingStatuses(tx, project, workflow_id);
  if (statuses.length === 0) return;
  throw new Problem(
    "status_in_use",
    `Tickets of this project have statuses that the new workflow lacks: ${statuses.join(", ")}.`,
    { statuses },
  );
}
