import { endpoint, W } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { acceptInvitation, declineInvitation } from "./accept.ts";
import { changeRole } from "./change-role.ts";
import { inviteMember } from "./invite.ts";
import { listMembers } from "./list.ts";
import { Membership } from "./membership.ts";
import { removeMember } from "./remove.ts";
import {
  ChangeRoleBody,
  InvitationParams,
  InviteMemberBody,
  ListMembersQuery,
  Member,
  MemberPage,
  MemberParams,
} from "./schemas.ts";
import { withdrawInvitation } from "./withdraw.ts";

export const memberEndpoints = [
  endpoint("GET", `${W}/members`, {
    operation: "listMembers",
    summary: "List the members, and who is invited",
    permission: "member:read",
    params: workspaceParams,
    query: ListMembersQuery,
    answer: MemberPage,
    read: (db, { context, query, instance: { cursors } }) =>
      listMembers(db, context, cursors, query),
  }),
  endpoint("POST", `${W}/members`, {
    operation: "inviteMember",
    summary: "Invite an address",
    repeated: "the invitation stays one, with the role that was sent last.",
    permission: "member:manage",
    action: "member.invited",
    params: workspaceParams,
    body: InviteMemberBody,
    answer: Member,
    status: 201,
    location: ({ workspace_id, invitation_id }) =>
      `/v1/workspaces/${workspace_id}/invitations/${invitation_id}`,
    problems: ["person_required", "already_member"],
    lock: "members",
    write: (tx, { context, body }) => inviteMember(tx, context, body),
  }),
  endpoint("PATCH", `${W}/members/:user_id`, {
    operation: "changeRole",
    summary: "Give a member another role",
    permission: "member:manage",
    action: "member.role_changed",
    params: MemberParams,
    body: ChangeRoleBody,
    answer: Member,
    problems: ["person_required", "last_admin"],
    lock: "members",
    membersToLock: ({ params }) => [params.user_id],
    write: (tx, { context, params, body }) => changeRole(tx, context, params.user_id, body),
  }),
  endpoint("DELETE", `${W}/members/:user_id`, {
    operation: "removeMember",
    summary: "Remove a member, or leave",
    // Anybody may leave; to remove somebody else takes `member:manage`, which the command asks for.
    permission: "member:read",
    action: "member.removed",
    params: MemberParams,
    problems: ["forbidden", "person_required", "last_admin"],
    lock: "members",
    membersToLock: ({ params }) => [params.user_id],
    write: (tx, { context, params }) => removeMember(tx, context, params.user_id),
  }),
  endpoint("DELETE", `${W}/invitations/:invitation_id`, {
    operation: "withdrawInvitation",
    summary: "Take an invitation back",
    permission: "member:manage",
    action: "invitation.withdrawn",
    params: InvitationParams,
    write: (tx, { context, params }) =>
      withdrawInvitation(tx, context, { id: params.invitation_id }),
  }),
  endpoint("POST", "/v1/me/invitations/:workspace_id/accept", {
    operation: "acceptInvitation",
    summary: "Accept an invitation to a workspace",
    repeated: "it is 404 `not_found` where it was done.",
    permission: "signed_in",
    action: "member.joined",
    params: workspaceParams,
    body: nothing,
    answer: Membership,
    write: (tx, { principal, origin, params }) =>
      acceptInvitation(tx, { principal, origin }, params.workspace_id),
  }),
  endpoint("POST", "/v1/me/invitations/:workspace_id/decline", {
    operation: "declineInvitation",
    summary: "Decline an invitation to a workspace",
    repeated: "it is 404 `not_found` where it was done.",
    permission: "signed_in",
    action: "invitation.declined",
    params: workspaceParams,
    body: nothing,
    write: (tx, { principal, origin, params }) =>
      declineInvitation(tx, { principal, origin }, params.workspace_id),
  }),
];
