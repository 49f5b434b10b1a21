import type { WorkspaceContext } from "../auth/workspace-context.ts";
import type { Tx } from "../db/transaction.ts";
import { recordEvent } from "../events/record.ts";
import { deleteUnsentMails } from "../mail/leave-queries.ts";
import { revokeTokensOf } from "../service-accounts/revoke-token.ts";
import { withdrawInvitationsBy } from "./invitations/withdraw.ts";
import { requireOtherAdmin } from "./last-admin.ts";
import { requireActiveMember } from "./locked-member.ts";
import { setMemberRemoved } from "./queries.ts";

/**
 * Ends a membership: an admin removes a member, or a member leaves. The row remains, so that what
 * the member did keeps its author; a job unassigns their tickets. Invitations that the member gave
 * are withdrawn, and a service account's API tokens are revoked. Throws `forbidden`, `not_found`, `person_required` if a service account removes an
 * admin, `last_admin`.
 */
export async function removeMember(
  tx: Tx,
  context: WorkspaceContext,
  user_id: string,
): Promise<void> {
  const { workspace_id, actor } = context;
  if (user_id !== actor.id) actor.require("member:manage");
  const member = requireActiveMember(context, user_id);
  if (user_id !== actor.id && member.role === "admin") actor.requirePerson("remove an admin");
  await requireOtherAdmin(tx, workspace_id, member);

  await tx.query(setMemberRemoved({ workspace_id, user_id }));
  tx.defer(deleteUnsentMails({ workspace_id, user_id }));
  if (member.kind === "service") await revokeTokensOf(tx, context, user_id);
  recordEvent(tx, context, {
    type: "member.removed",
    subject: { type: "member", id: user_id },
    data: { changes: { role: { from: member.role, to: null } } },
  });
  await withdrawInvitationsBy(tx, context, user_id);
}
