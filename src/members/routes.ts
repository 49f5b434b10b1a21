import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { acceptInvitation, declineInvitation } from "./invitations/accept.ts";
import { inviteMember } from "./invitations/invite.ts";
import { withdrawInvitation } from "./invitations/withdraw.ts";
import { listMembers } from "./list.ts";
import { Membership } from "./membership.ts";
import { removeMember } from "./remove.ts";
import {
  InvitationParams,
  InviteMemberBody,
  ListMembersQuery,
  Member,
  MemberPage,
  MemberParams,
  UpdateMemberBody,
} from "./schemas.ts";
import { updateMember } from "./update.ts";

export const memberEndpoints = [
  endpoint("GET", `${workspacePath}/members`, {
    operation: "listMembers",
    summary: "List members and invitations",
    permission: "member:read",
    params: workspaceParams,
    query: ListMembersQuery,
    response: MemberPage,
    read: (db, { context, query, instance: { cursors } }) =>
      listMembers(db, context, cursors, query),
  }),
  endpoint("POST", `${workspacePath}/members`, {
    operation: "inviteMember",
    summary: "Invite a person by email address",
    onRepeat: "there is still one invitation, with the role of the last request.",
    permission: "member:manage",
    action: "member.invited",
    params: workspaceParams,
    body: InviteMemberBody,
    response: Member,
    status: 201,
    location: ({ workspace_id, invitation_id }) =>
      `/v1/workspaces/${workspace_id}/invitations/${invitation_id}`,
    problems: ["person_required", "already_member", "limit_reached"],
    lock: "members",
    write: (tx, { context, body }) => inviteMember(tx, context, body),
  }),
  endpoint("PATCH", `${workspacePath}/members/:user_id`, {
    operation: "updateMember",
    summary: "Change the handle or the role of a member",
    // Members change their own handle. Everything else requires `member:manage`, which the command
    // checks.
    permission: "member:read",
    action: "member.role_changed",
    params: MemberParams,
    body: UpdateMemberBody,
    response: Member,
    problems: ["forbidden", "person_required", "handle_taken", "limit_reached", "last_admin"],
    lock: "members",
    membersToLock: ({ params }) => [params.user_id],
    write: (tx, { context, params, body }) => updateMember(tx, context, params.user_id, body),
  }),
  endpoint("DELETE", `${workspacePath}/members/:user_id`, {
    operation: "removeMember",
    summary: "Remove a member, or leave the workspace",
    // Any member may leave. Removing another member requires `member:manage`, which the command
    // checks.
    permission: "member:read",
    action: "member.removed",
    params: MemberParams,
    problems: ["forbidden", "person_required", "last_admin"],
    lock: "members",
    membersToLock: ({ params }) => [params.user_id],
    write: (tx, { context, params }) => removeMember(tx, context, params.user_id),
  }),
  endpoint("DELETE", `${workspacePath}/invitations/:invitation_id`, {
    operation: "withdrawInvitation",
    summary: "Withdraw an invitation",
    permission: "member:manage",
    action: "invitation.withdrawn",
    params: InvitationParams,
    write: (tx, { context, params }) =>
      withdrawInvitation(tx, context, { id: params.invitation_id }),
  }),
  endpoint("POST", "/v1/me/invitations/:workspace_id/accept", {
    operation: "acceptInvitation",
    summary: "Accept an invitation to a workspace",
    onRepeat: "a repeat returns 404 `not_found` if the first request succeeded.",
    permission: "signed_in",
    action: "member.joined",
    params: workspaceParams,
    body: nothing,
    response: Membership,
    write: (tx, { principal, origin, params }) =>
      acceptInvitation(tx, { principal, origin }, params.workspace_id),
  }),
  endpoint("POST", "/v1/me/invitations/:workspace_id/decline", {
    operation: "declineInvitation",
    summary: "Decline an invitation to a workspace",
    onRepeat: "a repeat returns 404 `not_found` if the first request succeeded.",
    permission: "signed_in",
    action: "invitation.declined",
    params: workspaceParams,
    body: nothing,
    write: (tx, { principal, origin, params }) =>
      declineInvitation(tx, { principal, origin }, params.workspace_id),
  }),
];
