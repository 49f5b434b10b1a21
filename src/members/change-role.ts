import type { Role } from "../auth/permissions.ts";
import type { Scope } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { mustLeaveAnAdmin } from "./last-admin.ts";
import { heldMember } from "./locked-member.ts";
import type { Member } from "./member.ts";
import { setMemberRole } from "./queries.ts";

/**
 * Gives a member another role; the one they have is no change. Only a person makes an admin, or unmakes one.
 * Throws `not_found`, `person_required`, `last_admin`.
 */
export async function changeRole(
  tx: Tx,
  scope: Scope,
  user_id: string,
  { role }: { role: Role },
): Promise<Member> {
  const { workspace_id, actor } = scope;
  const held = heldMember(scope, user_id);
  if (role === "admin") actor.mustBePerson("make an admin");
  if (held.role === "admin") actor.mustBePerson("take an admin's role away");
  if (role !== "admin") await mustLeaveAnAdmin(tx, workspace_id, held);

  const member = await setMemberRole(tx, { workspace_id, user_id }, role);
  if (role !== held.role) {
    recordEvent(tx, scope, {
      type: "member.role_changed",
      subject: { type: "member", id: user_id },
      data: { changes: { role: { from: held.role, to: role } } },
    });
  }
  return member;
}
