import { endpoint, workspacePath } from "../contract/endpoint.ts";
import { nothing, workspaceParams } from "../contract/fields.ts";
import { acceptByLink, acceptInvitation, declineInvitation } from "./invitations/accept.ts";
import { readInvitation, registerByLink } from "./invitations/by-link.ts";
import { inviteMember } from "./invitations/invite.ts";
import {
  InvitationLinkBody,
  JoinedByLink,
  LinkedInvitation,
  RegisterByLinkBody,
} from "./invitations/schemas.ts";
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
    read: (db, { context, query, principal, instance: { cursors, config } }) =>
      listMembers(db, context, { cursors, config, isPerson: principal.kind === "session" }, query),
  }),
  endpoint("POST", `${workspacePath}/members`, {
    operation: "inviteMember",
    summary: "Invite a person by email address",
    onRepeat: "there is still one invitation, with the role of the last request.",
    shownOnce: ["link"],
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
    write: (tx, { context, body, instance: { config } }) =>
      inviteMember(tx, context, { ...body, config }),
  }),
  endpoint("PATCH", `${workspacePath}/members/:user_id`, {
    operation: "updateMember",
    summary: "Change the handle or the role of a member",
    // Members change their own handle. Everything else requires `member:manage`, which the command
    // checks.
    permission: "member:read",
    endsAccess: true,
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
    endsAccess: true,
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
    problems: ["email_unconfirmed", "invitation_expired"],
    write: (tx, { principal, origin, params: { workspace_id }, instance: { config } }) =>
      acceptInvitation(tx, { principal, origin }, { workspace_id, config }),
  }),
  endpoint("POST", "/v1/me/invitations/accept", {
    operation: "acceptInvitationByLink",
    summary: "Accept an invitation to your address by its link",
    onRepeat: "a repeat returns 422 `invalid_account_token` if the first request succeeded.",
    permission: "signed_in",
    action: "member.joined",
    body: InvitationLinkBody,
    response: Membership,
    problems: [
      "email_unconfirmed",
      "invitation_expired",
      "invitation_for_other_address",
      "invalid_account_token",
    ],
    write: (tx, { principal, origin, body: { token }, instance: { config } }) =>
      acceptByLink(tx, { principal, origin }, { token, config }),
  }),
  endpoint("POST", "/v1/auth/invitation", {
    operation: "readInvitation",
    summary: "Read an invitation by its link",
    onRepeat: "it changes nothing.",
    permission: "anyone",
    body: InvitationLinkBody,
    response: LinkedInvitation,
    problems: ["invitation_expired", "invalid_account_token"],
    read: (db, { body }) => readInvitation(db, body.token),
  }),
  endpoint("POST", "/v1/auth/invitation/register", {
    operation: "registerByInvitation",
    summary: "Create an account by the link of an invitation, and join",
    onRepeat:
      "a repeat returns 422 `invalid_account_token` if the first request succeeded: sign in.",
    permission: "anyone",
    countsAsSignIn: true,
    hashesPassword: true,
    action: "user.registered",
    body: RegisterByLinkBody,
    response: JoinedByLink,
    status: 201,
    location: () => "/v1/me",
    problems: ["registration_closed", "email_taken", "invitation_expired", "invalid_account_token"],
    run: (_db, { instance, body, origin }) => registerByLink(instance, body, origin),
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
