import { isAddressConfirmed, setAddressConfirmed } from "../../account/address-queries.ts";
import { invalidToken } from "../../account/invalid-token.ts";
import { lockMembers } from "../../auth/queries.ts";
import type { LockedMember, Origin, SessionPrincipal } from "../../auth/workspace-context.ts";
import type { Config } from "../../config.ts";
import type { Tx } from "../../db/transaction.ts";
import { recordEvent } from "../../events/record.ts";
import { mailEnabled } from "../../mail/enqueue.ts";
import { Problem } from "../../problems.ts";
import { emailKeyOf } from "../../text/email-address.ts";
import { lockAccount, lockPerson } from "../../users/queries.ts";
import { type LiveWorkspace, lockLiveWorkspace } from "../../workspaces/queries.ts";
import { addMember } from "../add-member.ts";
import type { Membership } from "../membership.ts";
import { findMember } from "../queries.ts";
import {
  deleteInvitation,
  type LockedInvitation,
  lockInvitationByToken,
  lockInvitationOf,
} from "./invitation-queries.ts";
import { readInvitationToken } from "./invitation-token.ts";
import { recordWithdrawal } from "./withdraw.ts";

/** A signed-in user who accepts or declines an invitation to their address. */
export interface Invited {
  principal: SessionPrincipal;
  origin: Origin;
}

/** Somebody who joins with an invitation that is locked. */
export interface Joining {
  workspace: LiveWorkspace;
  person: { id: string; name: string };
  /** Their locked membership, which may have ended. */
  member: LockedMember | undefined;
  invitation: LockedInvitation;
  origin: Origin;
}

/**
 * Makes the user a member, with the role of the invitation. An active member keeps their role. Throws
 * `not_found`, `invitation_expired`, and `email_unconfirmed` where the server sends mail.
 */
export async function acceptInvitation(
  tx: Tx,
  { principal, origin }: Invited,
  { workspace_id, config }: { workspace_id: string; config: Pick<Config, "smtpUrl"> },
): Promise<Membership> {
  const { user_id } = principal;
  const locked = await lockInvitation(tx, user_id, workspace_id);
  if (mailEnabled(config)) await requireConfirmedAddress(tx, user_id);
  return await join(tx, { ...locked, origin });
}

/**
 * Makes the user a member by the link of an invitation. A mailed link confirms their address. Throws
 * `invalid_account_token`, `invitation_expired`, `invitation_for_other_address`, and
 * `email_unconfirmed` for a link of before the server sent mail.
 */
export async function acceptByLink(
  tx: Tx,
  { principal, origin }: Invited,
  { token, config }: { token: string; config: Pick<Config, "smtpUrl"> },
): Promise<Membership> {
  const { user_id } = principal;
  const key = readInvitationToken(token);
  if (!key) throw invalidToken();
  const [[workspace], [member]] = await tx.batch([
    lockLiveWorkspace(key.workspace_id),
    lockMembers(key.workspace_id, [user_id], "for no key update"),
  ]);
  const account = await lockAccount(tx, user_id);
  const [invitation] = await tx.query(lockInvitationByToken(key));
  if (!workspace || !account || !invitation) throw invalidToken();
  const { user } = account;
  if (emailKeyOf(user.email) !== emailKeyOf(invitation.email)) {
    throw new Problem(
      "invitation_for_other_address",
      "The invitation is for another address. Sign in with the account of that address.",
    );
  }
  if (!invitation.is_expired) {
    if (invitation.is_mailed) await confirmAddress(tx, user_id, origin);
    else if (mailEnabled(config)) await requireConfirmedAddress(tx, user_id);
  }
  return await join(tx, { workspace, person: user, member, invitation, origin });
}

/**
 * Makes somebody a member with a locked invitation, which is used up. Throws `invitation_expired`.
 *
 * Somebody who changed their address to an invited one may be an active member. The invitation must not
 * change their role then: that is for admins, who see whether another admin is left.
 */
export async function join(
  tx: Tx,
  { workspace, person, member, invitation, origin }: Joining,
): Promise<Membership> {
  if (invitation.is_expired) throw invitationExpired();
  const { id: workspace_id, name: workspace_name, slug, former_slugs } = workspace;
  const { id: user_id, name } = person;
  const source = sourceOf(user_id, invitation, origin);
  const membership = { workspace_id, workspace_name, slug, former_slugs, state: "active" as const };
  await tx.query(deleteInvitation(invitation));
  if (member?.removed_at === null) {
    recordWithdrawal(tx, source, invitation, "invitee_added");
    const kept = await findMember(tx, { workspace_id, user_id });
    if (!kept?.handle) throw new Error(`The member ${user_id} is locked but was not found.`);
    return { ...membership, role: kept.role, handle: kept.handle };
  }
  const { role } = invitation;
  const handle = await addMember(tx, { workspace_id, user_id, role, name });
  recordEvent(tx, source, {
    type: "member.joined",
    subject: { type: "member", id: user_id },
    data: {
      invitation_id: invitation.id,
      invited_by: invitation.invited_by,
      changes: { role: { from: null, to: role } },
    },
  });
  return { ...membership, role, handle };
}

export function invitationExpired(): Problem {
  return new Problem(
    "invitation_expired",
    "The invitation has expired. Ask an admin of the workspace to invite you again.",
  );
}

/** Confirms the address of a locked account, for a link that was mailed to it. */
export async function confirmAddress(tx: Tx, user_id: string, origin: Origin): Promise<void> {
  const [confirmed] = await tx.query(setAddressConfirmed(user_id));
  if (!confirmed) return;
  recordEvent(
    tx,
    { workspace_id: null, actor: { id: user_id }, origin },
    { type: "user.address_confirmed", subject: { type: "user", id: user_id } },
  );
}

/** Deletes the invitation. Throws `not_found`. */
export async function declineInvitation(
  tx: Tx,
  { principal: { user_id }, origin }: Invited,
  workspace_id: string,
): Promise<void> {
  const { invitation } = await lockInvitation(tx, user_id, workspace_id);
  await tx.query(deleteInvitation(invitation));
  recordEvent(tx, sourceOf(user_id, invitation, origin), {
    type: "invitation.declined",
    subject: { type: "invitation", id: invitation.id },
    data: { role: invitation.role },
    personal: { email: invitation.email },
  });
}

/**
 * Locks the workspace against deletion and against a change of who is an admin, the row of a former
 * membership, the account against erasure, and the invitation: in the order of every command, so
 * that none can deadlock.
 */
async function lockInvitation(tx: Tx, user_id: string, workspace_id: string) {
  const [[workspace], [member], [person], [invitation]] = await tx.batch([
    lockLiveWorkspace(workspace_id),
    lockMembers(workspace_id, [user_id], "for no key update"),
    lockPerson(user_id),
    lockInvitationOf(workspace_id, user_id),
  ]);
  if (workspace && person && invitation) return { workspace, person, member, invitation };
  throw new Problem(
    "not_found",
    "There is no invitation to this workspace for your email address.",
  );
}

/** Otherwise somebody could register an invited address before its owner, and accept. */
async function requireConfirmedAddress(tx: Tx, user_id: string): Promise<void> {
  if (await isAddressConfirmed(tx, user_id)) return;
  throw new Problem(
    "email_unconfirmed",
    "Confirm your email address first, with the link of the invitation's mail or of the one that you got when you registered.",
  );
}

function sourceOf(user_id: string, { workspace_id }: { workspace_id: string }, origin: Origin) {
  return { workspace_id, actor: { id: user_id }, origin };
}
