import { z } from "zod";
import { roles } from "../auth/permissions.ts";
import { email, id, normalizedLine, timestamp, workspaceParams } from "../contract/fields.ts";
import { pageParameters, pageSchema } from "../contract/page.ts";
import { limits } from "../limits.ts";
import { newHandle, shownHandle } from "./handles/handle.ts";

export const memberStates = ["active", "invited", "removed"] as const;
export type MemberState = (typeof memberStates)[number];

const role = z.enum(roles);

export const MemberParams = workspaceParams.extend({ user_id: id });
export const InvitationParams = workspaceParams.extend({ invitation_id: id });

/** A member as the API returns them: a user, or an invited address that has not joined yet. */
export const Member = z
  .object({
    workspace_id: id,
    user_id: id.nullable().meta({ description: "Null while the person is only invited." }),
    handle: shownHandle.nullable().meta({
      description:
        "The name by which texts mention the member. Null while the person is only invited.",
    }),
    name: z.string().nullable(),
    email: z.string().nullable().meta({
      description:
        "Null for a service account. The addresses of others are null unless you may manage members.",
      example: "ada@example.com",
    }),
    role,
    kind: z.enum(["person", "service"]),
    state: z.enum(["active", "expired", "invited", "removed"]).meta({
      description:
        "`expired` is an invitation that can no longer be accepted. Inviting again renews it.",
    }),
    invitation_id: id.nullable(),
    created_at: timestamp,
    expires_at: timestamp.nullable().meta({ description: "When the invitation ends." }),
    link: z.string().nullable().meta({
      description:
        "The link of a pending invitation, for people who may manage members. Null on a server with mail, which mails it.",
    }),
  })
  .meta({ id: "Member" });

export type Member = z.output<typeof Member>;

export const MemberPage = pageSchema(Member).meta({ id: "MemberPage" });

export const ListMembersQuery = z
  .strictObject({
    q: normalizedLine({ max: limits.name })
      .optional()
      .meta({
        description: `The beginning of a name or a handle, in any case, with or without \`@\`. Finds active members, at most ${limits.members_found}: the one with this handle, then by name.`,
        example: "ad",
      }),
    state: z.enum(memberStates).optional().meta({
      description:
        "Only members in this state; `invited` includes invitations that have expired. By default, active members first, then invited ones. Only who may manage members sees invited ones.",
    }),
    ...pageParameters,
  })
  .refine(({ q, state = "active" }) => q === undefined || state === "active", {
    path: ["state"],
    error: "With `q`, must be active.",
  })
  .refine(({ q, cursor }) => q === undefined || cursor === undefined, {
    path: ["cursor"],
    error: "Must be left out with `q`, which has one page.",
  });

export const InviteMemberBody = z.strictObject({ email, role }).meta({ id: "InviteMember" });
export const UpdateMemberBody = z
  .strictObject({
    role: role.optional(),
    handle: newHandle.optional().meta({
      description:
        "A handle that no member of the workspace ever had, or a former one of this member. At most 5 in all.",
    }),
  })
  .meta({ id: "UpdateMember" });
