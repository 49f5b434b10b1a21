import { lockMembers } from "../auth/queries.ts";
import { createActor, type Origin, type SessionPrincipal } from "../auth/workspace-context.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { type EventSource, recordEvent, systemOrigin } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { limits } from "../limits.ts";
import { Problem } from "../problems.ts";
import {
  hasAdmin,
  type LockedWorkspace,
  lockWorkspaceForOperator,
  lockWorkspaceOfMember,
  setWorkspaceDeleted,
  type Workspace,
} from "./queries.ts";

/**
 * Restores a deleted workspace, for those who were its admins when it was deleted: nobody becomes
 * or stops being a member of a deleted workspace. Does nothing if it is not deleted. Throws
 * `not_found`, `forbidden`, `restore_expired`.
 */
export async function restoreWorkspace(
  tx: Tx,
  { principal, origin }: { principal: SessionPrincipal; origin: Origin },
  workspace_id: string,
): Promise<Workspace> {
  const { user_id } = principal;
  const [[workspace], [member]] = await tx.batch([
    lockWorkspaceOfMember(workspace_id, user_id),
    lockMembers(workspace_id, [user_id], "for no key update"),
  ]);
  if (!workspace || member?.removed_at !== null) {
    throw new Problem("not_found", "No such workspace exists, or you were not a member of it.");
  }
  createActor(principal, member.role).require("workspace:delete");
  return await restoreLocked(tx, { workspace_id, actor: { id: user_id }, origin }, workspace);
}

/** The same for the operator, and whether it has an admin. Throws `not_found`, `restore_expired`. */
export async function restoreWorkspaceFor(
  { db }: Pick<Instance, "db">,
  workspace_id: string,
): Promise<{ workspace: Workspace; was_deleted: boolean; has_admin: boolean }> {
  return await transaction(db, async (tx) => {
    const [locked] = await tx.query(lockWorkspaceForOperator(workspace_id));
    if (!locked) {
      throw new Problem("not_found", `There is no workspace with the ID ${workspace_id}.`);
    }
    const source = { workspace_id, actor: null, origin: systemOrigin };
    const workspace = await restoreLocked(tx, source, locked);
    const has_admin = await hasAdmin(tx, workspace_id);
    return { workspace, was_deleted: locked.deleted_at !== null, has_admin };
  });
}

async function restoreLocked(
  tx: Tx,
  source: EventSource,
  { is_restorable, ...workspace }: LockedWorkspace,
): Promise<Workspace> {
  const { id, name, deleted_at } = workspace;
  if (deleted_at === null) return workspace;
  if (!is_restorable) {
    throw new Problem(
      "restore_expired",
      `It is too late: ${name} was deleted more than ${limits.workspace_restore_days} days ago.`,
      { deleted_at },
    );
  }
  const restored = await setWorkspaceDeleted(tx, id, false);
  recordEvent(tx, source, {
    type: "workspace.restored",
    subject: { type: "workspace", id },
    data: { name },
  });
  return restored;
}
