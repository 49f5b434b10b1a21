import { z } from "zod";
import { roles } from "../../auth/permissions.ts";
import { normalizedLine, timestamp } from "../../contract/fields.ts";
import { limits } from "../../limits.ts";
import { User } from "../../users/user.ts";
import { Membership } from "../membership.ts";

const token = z.string().max(limits.account_token).meta({
  description: "What follows the # of an invitation's link.",
  example: "sli_AZIvCkMtf0avr9_48rC7SgGSLwpDLX9Gr6_f-PKwu0o",
});

export const InvitationLinkBody = z.strictObject({ token }).meta({ id: "InvitationLink" });

export const RegisterByLinkBody = z
  .strictObject({
    token,
    name: normalizedLine({ max: limits.name }).meta({ example: "Ada Lovelace" }),
    password: z.string().meta({ description: "The rules are those for registering." }),
  })
  .meta({ id: "RegisterByLink" });

/** An invitation, as somebody with its link sees it. */
export const LinkedInvitation = z
  .object({
    workspace_name: z.string().meta({ example: "Analytical Engines" }),
    invited_by: z.string().meta({ description: "The name of who invites.", example: "Ada" }),
    email: z.string().meta({ description: "The invited address." }),
    role: z.enum(roles),
    expires_at: timestamp,
  })
  .meta({ id: "LinkedInvitation" });

export const JoinedByLink = z
  .object({ user: User, membership: Membership })
  .meta({ id: "JoinedByLink" });
