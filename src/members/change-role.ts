import { type Role, roleHas, roles } from "../auth/permissions.ts";
import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { withdrawInvitationsBy } from "./invitations/withdraw.ts";
import { requireOtherAdmin } from "./last-admin.ts";
import { requireActiveMember } from "./locked-member.ts";
import { setMemberRole } from "./queries.ts";

/**
 * Changes a member's role; does nothing if it is the same. Invitations by somebody who is no longer
 * an admin are withdrawn. Only a person may raise a role, which would outlive an API token, or take
 * the role admin away. Throws `not_found`, `person_required`, `last_admin`.
 */
export async function changeRole(
  tx: Tx,
  context: WorkspaceContext,
  user_id: string,
  { role }: { role: Role },
): Promise<void> {
  const { workspace_id, actor } = context;
  const before = requireActiveMember(context, user_id);
  if (roles.indexOf(role) > roles.indexOf(before.role)) actor.requirePerson("raise a role");
  if (before.role === "admin") actor.requirePerson("take an admin's role away");
  if (role !== "admin") await requireOtherAdmin(tx, workspace_id, before);

  await tx.query(setMemberRole({ workspace_id, user_id }, role));
  if (role !== before.role) {
    recordEvent(tx, context, {
      type: "member.role_changed",
      subject: { type: "member", id: user_id },
      data: { changes: { role: { from: before.role, to: role } } },
    });
  }
  if (!roleHas(role, "member:manage")) await withdrawInvitationsBy(tx, context, user_id);
}
