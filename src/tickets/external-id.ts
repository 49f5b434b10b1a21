import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { findByExternalId } from "./queries.ts";

/** Throws `external_id_taken`, naming the ticket, where the id is another ticket's. */
export async function mustBeFree(
  tx: Tx,
  workspace_id: string,
  external_id: string | null | undefined,
): Promise<void> {
  if (external_id === null || external_id === undefined) return;
  const bearer = await findByExternalId(tx, workspace_id, external_id);
  if (!bearer) return;
  throw new Problem(
    "external_id_taken",
    "Another ticket of this workspace bears this external id.",
    {
      ticket_id: bearer.id,
    },
  );
}
