import type { Permission } from "../../src/auth/permissions.ts";

/** The kinds of callers. The admin comes last, because an admin may delete the workspace that all of them use. */
export const callers = [
  "anonymous",
  "ended",
  "revoked",
  "outsider",
  "invited",
  "removed",
  "viewer",
  "member",
  "narrowed",
  "service",
  "admin",
] as const;
export type Caller = (typeof callers)[number];

/**
 * The expected outcome of a call. A permission stands for 403 `forbidden` because the role lacks this permission;
 * with `scope ` before it, for 403 `insufficient_scope`.
 */
export type Outcome =
  | "done"
  | "404 not_found"
  | "401 unauthenticated"
  | "403 person_required"
  | "403 invitation_for_other_address"
  | Permission
  | `scope ${Permission}`;
export type Row = Record<Caller, Outcome>;

/**
 * The outcomes for an object that does not exist or that the caller may not see. `service` is the service account
 * of an admin. The token of `narrowed` has only the permissions of a viewer. The token of `revoked` was revoked.
 */
export const hidden: Row = {
  ...{ anonymous: "401 unauthenticated", ended: "401 unauthenticated" },
  ...{ revoked: "401 unauthenticated", service: "404 not_found", narrowed: "404 not_found" },
  ...{ outsider: "404 not_found", invited: "404 not_found", removed: "404 not_found" },
  ...{ viewer: "404 not_found", member: "404 not_found", admin: "404 not_found" },
};

/** A token with the permissions of a viewer may do what a viewer may. Its scopes refuse the rest, not its role. */
const inWorkspace = (
  admin: Outcome,
  member: Outcome,
  viewer: Permission | "done",
  service = admin,
): Row => ({
  ...hidden,
  ...{ viewer, member, admin, service },
  narrowed: viewer === "done" ? viewer : `scope ${viewer}`,
});
const everyMember = inWorkspace("done", "done", "done");
const notViewers = (missing: Permission) => inWorkspace("done", "done", missing);
const onlyAdmins = (missing: Permission) => inWorkspace("done", missing, missing);
const onlyPeople = { service: "403 person_required", narrowed: "403 person_required" } as const;
/** A token is refused, whatever the role of its account. */
const adminPeople = (missing: Permission): Row => ({ ...onlyAdmins(missing), ...onlyPeople });
/** A token may have the permission, but it is refused this particular action. */
const adminPeopleByAction = (missing: Permission) =>
  inWorkspace("done", missing, missing, "403 person_required");
const invitedPeople: Row = { ...hidden, ...onlyPeople, invited: "done" };
/** A link that is not for the caller's address is refused. */
const invitedPeopleByLink: Row = {
  ...invitedPeople,
  ...Object.fromEntries(
    (["outsider", "removed", "viewer", "member", "admin"] as const).map((caller) => [
      caller,
      "403 invitation_for_other_address" as const,
    ]),
  ),
};
const everyCaller: Row = {
  ...everyMember,
  ...{ outsider: "done", invited: "done", removed: "done" },
};
const everyAccount: Row = { ...everyCaller, ...onlyPeople };
const anybody: Row = { ...everyCaller, anonymous: "done", ended: "done", revoked: "done" };

/** Every operation. Words after its name describe a case in which other rules apply. */
export const table = {
  getInstance: anybody,
  register: anybody,
  signIn: anybody,
  refreshSession: anybody,
  signOut: anybody,
  requestPasswordReset: anybody,
  readInvitation: anybody,
  registerByInvitation: anybody,
  resetPassword: anybody,
  confirmAddress: anybody,
  stopAddressChange: anybody,

  getMe: everyCaller,
  updateMe: everyAccount,
  changePassword: everyAccount,
  getPersonalNotificationSettings: everyAccount,
  updatePersonalNotificationSettings: everyAccount,
  changeEmail: everyAccount,
  requestConfirmation: everyAccount,
  listSessions: everyAccount,
  endSession: everyAccount,
  "endSession of somebody else": { ...hidden, ...onlyPeople },
  listWorkspaces: everyCaller,
  createWorkspace: everyAccount,
  acceptInvitation: invitedPeople,
  acceptInvitationByLink: invitedPeopleByLink,
  declineInvitation: invitedPeople,

  getWorkspace: everyMember,
  updateWorkspace: onlyAdmins("workspace:edit"),
  deleteWorkspace: adminPeople("workspace:delete"),
  restoreWorkspace: adminPeople("workspace:delete"),

  listMembers: everyMember,
  inviteMember: adminPeopleByAction("member:manage"),
  "inviteMember as admin": adminPeopleByAction("member:manage"),
  updateMember: onlyAdmins("member:manage"),
  "updateMember to a higher role": adminPeopleByAction("member:manage"),
  "updateMember to admin": adminPeopleByAction("member:manage"),
  "updateMember of oneself": adminPeopleByAction("member:manage"),
  "updateMember of a handle": onlyAdmins("member:manage"),
  "updateMember of one's own handle": { ...everyMember, narrowed: "403 person_required" },
  removeMember: onlyAdmins("member:manage"),
  "removeMember who is admin": adminPeopleByAction("member:manage"),
  "removeMember to leave": everyMember,
  withdrawInvitation: onlyAdmins("member:manage"),

  listServiceAccounts: everyMember,
  getServiceAccount: everyMember,
  createServiceAccount: adminPeople("service_account:manage"),
  listApiTokens: adminPeople("service_account:manage"),
  getApiToken: adminPeople("service_account:manage"),
  createApiToken: adminPeople("service_account:manage"),
  revokeApiToken: adminPeople("service_account:manage"),

  listWorkflows: everyMember,
  getWorkflow: everyMember,
  createWorkflow: onlyAdmins("workflow:manage"),

  listProjects: everyMember,
  getProject: everyMember,
  createProject: onlyAdmins("project:manage"),
  updateProject: onlyAdmins("project:manage"),
  archiveProject: onlyAdmins("project:manage"),
  restoreProject: onlyAdmins("project:manage"),

  listProjectTickets: everyMember,
  listTickets: everyMember,
  countTickets: everyMember,
  getTicket: everyMember,
  listTransitions: everyMember,
  listTicketHistory: everyMember,
  createTicket: notViewers("ticket:create"),
  updateTicket: notViewers("ticket:edit"),
  listTicketVersions: everyMember,
  "listTicketVersions of another": onlyAdmins("version:read_any"),
  redactTicketVersion: notViewers("ticket:edit"),
  "redactTicketVersion of another": inWorkspace("done", "version:redact_any", "ticket:edit"),
  labelTicket: notViewers("ticket:edit"),
  unlabelTicket: notViewers("ticket:edit"),
  listLabels: everyMember,
  updateLabel: notViewers("label:manage"),
  deleteLabel: notViewers("label:manage"),
  deleteTicket: notViewers("ticket:delete"),
  restoreTicket: notViewers("ticket:restore"),
  transitionTicket: notViewers("ticket:transition"),
  "transitionTicket to reopen": inWorkspace("done", "ticket:reopen", "ticket:transition"),
  claimTicket: notViewers("ticket:claim"),
  releaseTicket: notViewers("ticket:claim"),
  "releaseTicket of another": inWorkspace("done", "ticket:release_any", "ticket:claim"),
  claimNextTicket: notViewers("ticket:claim"),
  // Each operation of the bulk request has a result of its own.
  runBulkOperations: everyMember,

  renderMarkdown: everyMember,
  listComments: everyMember,
  getComment: everyMember,
  createComment: notViewers("comment:create"),
  updateComment: notViewers("comment:edit_own"),
  "updateComment of another": inWorkspace("done", "comment:edit_any", "comment:edit_own"),
  deleteComment: notViewers("comment:edit_own"),
  listCommentVersions: everyMember,
  "listCommentVersions of another": onlyAdmins("version:read_any"),
  redactCommentVersion: notViewers("comment:edit_own"),
  "redactCommentVersion of another": inWorkspace("done", "version:redact_any", "comment:edit_own"),
  "deleteComment of another": inWorkspace("done", "comment:edit_any", "comment:edit_own"),

  getWatch: everyMember,
  watchTicket: everyMember,
  unwatchTicket: everyMember,
  listWatchers: everyMember,
  getProjectWatch: everyMember,
  watchProject: everyMember,
  unwatchProject: everyMember,
  getNotificationSettings: everyMember,
  updateNotificationSettings: everyMember,
  "updateNotificationSettings of mail": { ...everyMember, ...onlyPeople },

  listNotifications: everyCaller,
  "listNotifications as a stream": everyCaller,
  countUnreadNotifications: everyCaller,
  readAllNotifications: everyCaller,
  createInboxStreamToken: everyAccount,
  readNotice: everyCaller,
  unreadNotice: everyCaller,
  archiveNotice: everyCaller,
  unarchiveNotice: everyCaller,
  "readNotice of somebody else": hidden,
  readNotification: everyMember,
  unreadNotification: everyMember,
  archiveNotification: everyMember,
  unarchiveNotification: everyMember,

  listEvents: everyMember,
  listTicketEvents: everyMember,
  "listEvents as a stream": everyMember,
  createStreamToken: everyMember,
  listAuditRecords: onlyAdmins("audit:read"),
  verifyAuditLog: onlyAdmins("audit:read"),
  getAuditHead: onlyAdmins("audit:read"),
} as const satisfies Record<string, Row>;

export type Case = keyof typeof table;

export function operationOf(name: string): string {
  return name.split(" ")[0] ?? name;
}
