import type { LockedMember } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { Problem } from "../problems.ts";
import { hasOtherAdmin } from "./queries.ts";

/**
 * Checks that a member may stop being an admin. The workspace's row must be locked, so that two
 * admins cannot each rely on the other to stay. Service accounts do not count, because somebody
 * must be able to sign in. Throws `last_admin`.
 */
export async function requireOtherAdmin(
  tx: Tx,
  workspace_id: string,
  { user_id, role, kind }: LockedMember,
): Promise<void> {
  if (role !== "admin" || kind !== "person" || (await hasOtherAdmin(tx, { workspace_id, user_id })))
    return;
  throw new Problem(
    "last_admin",
    "This is the only person who is an admin of the workspace. Make another person an admin first.",
  );
}
