import { lockMembers } from "../auth/queries.ts";
import { type Tx, transaction } from "../db/transaction.ts";
import { type EventSource, recordEvent, systemOrigin } from "../events/record.ts";
import type { Instance } from "../instance.ts";
import { Problem } from "../problems.ts";
import { findAccount, lockPerson } from "../users/queries.ts";
import type { User } from "../users/user.ts";
import { type LockedWorkspace, lockWorkspaceForOperator } from "../workspaces/queries.ts";
import { addMember } from "./add-member.ts";
import { deleteInvitation, lockInvitationByEmail } from "./invitations/invitation-queries.ts";
import { recordWithdrawal } from "./invitations/withdraw.ts";
import { setMemberRole } from "./queries.ts";

interface Made {
  user: User;
  workspace: LockedWorkspace;
  before: "admin" | "member" | "nobody";
  /** Of a new member. */
  handle?: string;
}

/**
 * Makes an existing account an admin of a workspace, for the operator: for a workspace whose last
 * admin is to be erased, or cannot sign in any more. Does nothing if it already is one. Throws
 * `not_found`.
 */
export async function setAdmin(
  { db }: Pick<Instance, "db">,
  { workspace_id, email }: { workspace_id: string; email: string },
): Promise<Made> {
  return await transaction(db, async (tx) => {
    const account = await findAccount(tx, { email });
    if (!account) throw noSuchAccount(email);
    const { user } = account;
    const [[workspace], [member], [person]] = await tx.batch([
      lockWorkspaceForOperator(workspace_id),
      lockMembers(workspace_id, [user.id], "for no key update"),
      lockPerson(user.id),
    ]);
    if (!person) throw noSuchAccount(email);
    requireLive(workspace, workspace_id);

    const source = { workspace_id, actor: null, origin: systemOrigin };
    if (!member || member.removed_at !== null) {
      const handle = await addAdmin(tx, source, user);
      return { user, workspace, before: "nobody" as const, handle };
    }
    const { role } = member;
    if (role === "admin") return { user, workspace, before: "admin" as const };
    await tx.query(setMemberRole({ workspace_id, user_id: user.id }, "admin"));
    recordEvent(tx, source, {
      type: "member.role_changed",
      subject: { type: "member", id: user.id },
      data: { changes: { role: { from: role, to: "admin" } } },
    });
    return { user, workspace, before: "member" as const };
  });
}

/** A pending invitation has no purpose any more, and could later lower the role. */
async function addAdmin(
  tx: Tx,
  source: EventSource & { workspace_id: string },
  { id: user_id, email, name }: User,
): Promise<string> {
  const { workspace_id } = source;
  const invitation = await lockInvitationByEmail(tx, workspace_id, email);
  if (invitation) await tx.query(deleteInvitation(invitation));
  const handle = await addMember(tx, { workspace_id, user_id, role: "admin", name });
  recordEvent(tx, source, {
    type: "member.added",
    subject: { type: "member", id: user_id },
    data: { changes: { role: { from: null, to: "admin" } } },
  });
  if (invitation) recordWithdrawal(tx, source, invitation, "invitee_added");
  return handle;
}

function requireLive(
  workspace: LockedWorkspace | undefined,
  id: string,
): asserts workspace is LockedWorkspace {
  if (!workspace) throw new Problem("not_found", `There is no workspace with the ID ${id}.`);
  if (workspace.deleted_at === null) return;
  throw new Problem(
    "not_found",
    `The workspace ${workspace.name} is deleted. Restore it first: slacky workspace restore ${id}`,
  );
}

function noSuchAccount(email: string): Problem {
  return new Problem(
    "not_found",
    `No account has the email address ${email}. ` +
      `Create one first: slacky user create --email ${email} --name "…"`,
  );
}
