import { defineBackfill } from "../../backfill/backfill.ts";
import { emailKeyOf } from "../../text/email-address.ts";
import {
  countInvitationsToFill,
  type InvitationWithoutKey,
  listInvitationsToFill,
  setInvitationKeys,
} from "./fill-queries.ts";

/** Fills the keys of invited addresses of an earlier version. Two invitations may have the same. */
export const fillInvitationKeys = defineBackfill<InvitationWithoutKey>({
  name: "invitation_email_keys",
  version: 1,
  listNext: listInvitationsToFill,
  keyOf: ({ workspace_id, id }) => [workspace_id, id],
  async write(tx, invitations) {
    const keys = invitations
      .filter(({ email_key }) => email_key === null)
      .map((invitation) => ({ ...invitation, key: emailKeyOf(invitation.email) }));
    if (keys.length > 0) await setInvitationKeys(tx, keys);
  },
  countNext: countInvitationsToFill,
});
