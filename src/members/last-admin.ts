import type { HeldMember } from "../auth/scope.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { hasOtherAdmin } from "./queries.ts";

/**
 * Judges whether a member may stop being an admin. The caller holds the workspace's row, so that no two
 * admins can each count on the other to stay. Throws `last_admin`.
 */
export async function mustLeaveAnAdmin(
  tx: Tx,
  workspace_id: string,
  { user_id, role }: HeldMember,
): Promise<void> {
  if (role !== "admin" || (await hasOtherAdmin(tx, { workspace_id, user_id }))) return;
  throw new Problem("last_admin", "This is the only admin of the workspace.");
}
