import type { Tx } from "../../db/transaction.ts";
import { Problem } from "../../problems.ts";
import { findByExternalId, lockExternalIds } from "../queries.ts";

/**
 * Throws `external_id_taken`, with the ticket, if another ticket has this external ID. The ID is
 * locked before the lookup, so that no other command can take it until this one has ended.
 */
export async function checkExternalId(
  tx: Tx,
  workspace_id: string,
  external_id: string | null | undefined,
): Promise<void> {
  if (external_id === null || external_id === undefined) return;
  const [, [owner]] = await tx.batch([
    lockExternalIds(workspace_id, [external_id]),
    findByExternalId(workspace_id, external_id),
  ]);
  if (!owner) return;
  throw new Problem("external_id_taken", "Another ticket of this workspace has this external ID.", {
    ticket_id: owner.id,
  });
}
