import type { Permission } from "../../src/auth/permissions.ts";

/** Who calls. The admin comes last: what an admin may do can end the workspace that all call in. */
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
 * What a call comes to. A permission stands for 403 `forbidden`, with this permission as the one that the role
 * lacks; with `scope ` before it, for 403 `insufficient_scope`.
 */
export type Outcome =
  | "done"
  | "404 not_found"
  | "401 unauthenticated"
  | "403 person_required"
  | Permission
  | `scope ${Permission}`;
export type Row = Record<Caller, Outcome>;

/**
 * Of what is not there, or not theirs to see. `service` is an admin's service account, `narrowed` another whose
 * token has a viewer's permissions for its scopes, `revoked` one whose token was revoked.
 */
export const hidden: Row = {
  ...{ anonymous: "401 unauthenticated", ended: "401 unauthenticated" },
  ...{ revoked: "401 unauthenticated", service: "404 not_found", narrowed: "404 not_found" },
  ...{ outsider: "404 not_found", invited: "404 not_found", removed: "404 not_found" },
  ...{ viewer: "404 not_found", member: "404 not_found", admin: "404 not_found" },
};

/** A token with a viewer's permissions may what a viewer may, and is refused by its scope, not its role. */
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
const adminsAlone = (missing: Permission) => inWorkspace("done", missing, missing);
const onlyPeople = { service: "403 person_required", narrowed: "403 person_required" } as const;
/** A token is refused, whatever its account's role. */
const adminPeople = (missing: Permission): Row => ({ ...adminsAlone(missing), ...onlyPeople });
/** The same, where the permission is one that a token may have, and the act is not. */
const adminPeopleByAct = (missing: Permission) =>
  inWorkspace("done", missing, missing, "403 person_required");
const theInvited: Row = { ...hidden, ...onlyPeople, invited: "done" };
const everyCaller: Row = {
  ...everyMember,
  ...{ outsider: "done", invited: "done", removed: "done" },
};
const everyAccount: Row = { ...everyCaller, ...onlyPeople };
const anybody: Row = { ...everyCaller, anonymous: "done", ended: "done", revoked: "done" };

/** Every operation; what comes behind its name is a case of it in which other rules hold. */
export const table = {
  register: anybody,
  signIn: anybody,
  refreshSession: anybody,
  signOut: anybody,

  getMe: everyCaller,
  updateMe: everyAccount,
  changePassword: everyAccount,
  listSessions: everyAccount,
  endSession: everyAccount,
  "endSession of somebody else": { ...hidden, ...onlyPeople },
  listWorkspaces: everyCaller,
  createWorkspace: everyAccount,
  acceptInvitation: theInvited,
  declineInvitation: theInvited,

  getWorkspace: everyMember,
  updateWorkspace: adminsAlone("workspace:edit"),
  deleteWorkspace: adminPeople("workspace:delete"),

  listMembers: everyMember,
  inviteMember: adminsAlone("member:manage"),
  "inviteMember as admin": adminPeopleByAct("member:manage"),
  updateMember: adminsAlone("member:manage"),
  "updateMember to admin": adminPeopleByAct("member:manage"),
  "updateMember of oneself": adminPeopleByAct("member:manage"),
  removeMember: adminsAlone("member:manage"),
  "removeMember who is admin": adminPeopleByAct("member:manage"),
  "removeMember to leave": everyMember,
  withdrawInvitation: adminsAlone("member:manage"),

  listServiceAccounts: everyMember,
  getServiceAccount: everyMember,
  createServiceAccount: adminPeople("service_account:manage"),
  listApiTokens: adminPeople("service_account:manage"),
  getApiToken: adminPeople("service_account:manage"),
  createApiToken: adminPeople("service_account:manage"),
  revokeApiToken: adminPeople("service_account:manage"),

  listWorkflows: everyMember,
  getWorkflow: everyMember,
  createWorkflow: adminsAlone("workflow:manage"),

  listProjects: everyMember,
  getProject: everyMember,
  createProject: adminsAlone("project:manage"),
  updateProject: adminsAlone("project:manage"),
  archiveProject: adminsAlone("project:manage"),
  restoreProject: adminsAlone("project:manage"),

  listProjectTickets: everyMember,
  listTickets: everyMember,
  countTickets: everyMember,
  getTicket: everyMember,
  listTransitions: everyMember,
  listTicketHistory: everyMember,
  createTicket: notViewers("ticket:create"),
  updateTicket: notViewers("ticket:edit"),
  labelTicket: notViewers("ticket:edit"),
  unlabelTicket: notViewers("ticket:edit"),
  deleteTicket: notViewers("ticket:delete"),
  restoreTicket: notViewers("ticket:restore"),
  transitionTicket: notViewers("ticket:transition"),
  "transitionTicket to reopen": inWorkspace("done", "ticket:reopen", "ticket:transition"),
  claimTicket: notViewers("ticket:claim"),
  releaseTicket: notViewers("ticket:claim"),
  "releaseTicket of another": inWorkspace("done", "ticket:release_any", "ticket:claim"),
  claimNextTicket: notViewers("ticket:claim"),
  // What is done with each operation is in its own result.
  runBulkOperations: everyMember,

  listComments: everyMember,
  getComment: everyMember,
  createComment: notViewers("comment:create"),
  updateComment: notViewers("comment:edit_own"),
  "updateComment of another": inWorkspace("done", "comment:edit_any", "comment:edit_own"),
  deleteComment: notViewers("comment:edit_own"),
  "deleteComment of another": inWorkspace("done", "comment:edit_any", "comment:edit_own"),

  listEvents: everyMember,
  "listEvents as a stream": everyMember,
  createStreamToken: everyMember,
  listAuditRecords: adminsAlone("audit:read"),
  verifyAuditLog: adminsAlone("audit:read"),
  getAuditHead: adminsAlone("audit:read"),
} as const satisfies Record<string, Row>;

export type Case = keyof typeof table;

export function operationOf(name: string): string {
  return name.split(" ")[0] ?? name;
}
