import { z } from "zod";
import { roles } from "../auth/permissions.ts";
import { email, id, timestamp, workspaceParams } from "../http/fields.ts";
import { pageOf, pageParameters } from "../http/page.ts";
import { memberStates } from "./member.ts";

const role = z.enum(roles);

/** Members are looked up among the rows that are held, where ids are as PostgreSQL prints them. */
export const MemberParams = workspaceParams.extend({ user_id: id.toLowerCase() });
export const InvitationParams = workspaceParams.extend({ invitation_id: id });

export const Member = z
  .object({
    workspace_id: id,
    user_id: id.nullable().meta({ description: "Null for who is invited." }),
    name: z.string().nullable(),
    email: z.string().meta({ example: "ada@example.com" }),
    role,
    kind: z.enum(["person", "service"]),
    state: z.enum(memberStates),
    invitation_id: id.nullable(),
    created_at: timestamp,
  })
  .meta({ id: "Member" });

/** What somebody is in a workspace, as they see it themselves. */
export const Membership = z
  .object({
    workspace_id: id,
    workspace_name: z.string().meta({ example: "Analytical Engines" }),
    role,
    state: z.literal("active"),
  })
  .meta({ id: "Membership" });

export const MemberPage = pageOf(Member).meta({ id: "MemberPage" });

export const ListMembersQuery = z.strictObject({
  state: z.enum(memberStates).optional().meta({
    description: "Those in this state only; otherwise the active ones, then the invited ones.",
  }),
  ...pageParameters,
});

export const InviteMemberBody = z.strictObject({ email, role }).meta({ id: "InviteMember" });
export const ChangeRoleBody = z.strictObject({ role }).meta({ id: "ChangeRole" });
