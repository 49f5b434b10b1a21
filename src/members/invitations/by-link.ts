import type { z } from "zod";
import { invalidToken } from "../../account/invalid-token.ts";
import { mayMail, sendConfirmation } from "../../account/send.ts";
import type { Origin } from "../../auth/workspace-context.ts";
import type { Queryable } from "../../db/pool.ts";
import { transaction } from "../../db/transaction.ts";
import type { Instance } from "../../instance.ts";
import { mailEnabled } from "../../mail/enqueue.ts";
import { Problem } from "../../problems.ts";
import { addAccount, prepareAccount } from "../../users/create.ts";
import { lockLiveWorkspace } from "../../workspaces/queries.ts";
import { confirmAddress, invitationExpired, join } from "./accept.ts";
import {
  findInvitation,
  type InvitationByLink,
  lockInvitationByToken,
} from "./invitation-queries.ts";
import { readInvitationToken } from "./invitation-token.ts";
import type { JoinedByLink, LinkedInvitation } from "./schemas.ts";

/**
 * What somebody who has the link of an invitation may know. Throws `invalid_account_token` and
 * `invitation_expired`.
 */
export async function readInvitation(
  db: Queryable,
  token: string,
): Promise<z.output<typeof LinkedInvitation>> {
  const { is_expired: _, ...invitation } = await requireInvitation(db, token);
  return invitation;
}

/**
 * Creates an account with the invited address and makes it a member. A mailed link confirms the address.
 * Throws `registration_closed`, `invalid_account_token`, `invitation_expired`, `email_taken`, and
 * `invalid_request` for an unsafe password.
 */
export async function registerByLink(
  instance: Instance,
  { token, name, password }: { token: string; name: string; password: string },
  origin: Origin,
): Promise<z.output<typeof JoinedByLink>> {
  const { config, db } = instance;
  if (config.registration === "closed") {
    throw new Problem(
      "registration_closed",
      "This server does not accept registrations. Ask its operator for an account.",
    );
  }
  const key = readInvitationToken(token);
  if (!key) throw invalidToken();
  const { email } = await requireInvitation(db, token);
  const passwords = instance.passwords.from({
    address: origin.sender ?? "unknown",
    isKnown: false,
  });
  const account = await prepareAccount({ ...instance, passwords }, { name, email, password });
  return await transaction(db, async (tx) => {
    const [workspace] = await tx.query(lockLiveWorkspace(key.workspace_id));
    const user = await addAccount(tx, account, { actor: account, origin });
    const [invitation] = await tx.query(lockInvitationByToken(key));
    if (!workspace || !invitation) throw invalidToken();
    const membership = await join(tx, {
      workspace,
      person: user,
      member: undefined,
      invitation,
      origin,
    });
    if (invitation.is_mailed) await confirmAddress(tx, user.id, origin);
    else if (mailEnabled(config) && (await mayMail(tx, email))) sendConfirmation(tx, config, user);
    return { user, membership };
  });
}

async function requireInvitation(db: Queryable, token: string): Promise<InvitationByLink> {
  const key = readInvitationToken(token);
  const invitation = key && (await findInvitation(db, key));
  if (!invitation) throw invalidToken();
  if (invitation.is_expired) throw invitationExpired();
  return invitation;
}
