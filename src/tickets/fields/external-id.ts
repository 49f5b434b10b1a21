import type { Tx } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import { findByExternalId, lockExternalIds } from "../queries.ts";

/**
 * Throws `external_id_taken`, naming the ticket, where the id is another ticket's. It is held before it is
 * looked for, so that nobody else can take it until the command has ended.
 */
export async function checkExternalId(
  tx: Tx,
  workspace_id: string,
  external_id: string | null | undefined,
): Promise<void> {
  if (external_id === null || external_id === undefined) return;
  const [, [taken_by]] = await tx.batch([
    lockExternalIds(workspace_id, [external_id]),
    findByExternalId(workspace_id, external_id),
  ]);
  if (!taken_by) return;
  throw new Problem("external_id_taken", "Another ticket of this workspace has this external ID.", {
    ticket_id: taken_by.id,
  });
}
