import type { Permission } from "../../src/auth/permissions.ts";

/** Who calls. The admin comes last: what an admin may do can end the workspace that all call in. */
export const callers = [
  "anonymous",
  "ended",
  "outsider",
  "invited",
  "removed",
  "viewer",
  "member",
  "admin",
] as const;
export type Caller = (typeof callers)[number];

/** What a call comes to. A permission stands for 403, with this permission as the one that is missing. */
export type Outcome = "done" | "404 not_found" | "401 unauthenticated" | Permission;
export type Row = Record<Caller, Outcome>;

/** Of what is not there, or not theirs to see. */
export const hidden: Row = {
  ...{ anonymous: "401 unauthenticated", ended: "401 unauthenticated" },
  ...{ outsider: "404 not_found", invited: "404 not_found", removed: "404 not_found" },
  ...{ viewer: "404 not_found", member: "404 not_found", admin: "404 not_found" },
};

const inWorkspace = (admin: Outcome, member: Outcome, viewer: Outcome): Row => ({
  ...hidden,
  ...{ viewer, member, admin },
});
const everyMember = inWorkspace("done", "done", "done");
const notViewers = (missing: Permission) => inWorkspace("done", "done", missing);
const adminsAlone = (missing: Permission) => inWorkspace("done", missing, missing);
const theInvited: Row = { ...hidden, invited: "done" };
const everyAccount: Row = {
  ...everyMember,
  ...{ outsider: "done", invited: "done", removed: "done" },
};
const anybody: Row = { ...everyAccount, anonymous: "done", ended: "done" };

/** Every operation; what comes behind its name is a case of it in which other rules hold. */
export const table = {
  register: anybody,
  signIn: anybody,
  refreshSession: anybody,
  signOut: anybody,

  readMe: everyAccount,
  editMe: everyAccount,
  changePassword: everyAccount,
  listSessions: everyAccount,
  endSession: everyAccount,
  "endSession of somebody else": hidden,
  listWorkspaces: everyAccount,
  createWorkspace: everyAccount,
  acceptInvitation: theInvited,
  declineInvitation: theInvited,

  getWorkspace: everyMember,
  editWorkspace: adminsAlone("workspace:update"),
  deleteWorkspace: adminsAlone("workspace:delete"),

  listMembers: everyMember,
  inviteMember: adminsAlone("member:manage"),
  changeRole: adminsAlone("member:manage"),
  "changeRole of oneself": adminsAlone("member:manage"),
  removeMember: adminsAlone("member:manage"),
  "removeMember to leave": everyMember,
  withdrawInvitation: adminsAlone("member:manage"),

  listWorkflows: everyMember,
  getWorkflow: everyMember,
  createWorkflow: adminsAlone("workflow:manage"),

  listProjects: everyMember,
  getProject: everyMember,
  createProject: adminsAlone("project:manage"),
  editProject: adminsAlone("project:manage"),
  archiveProject: adminsAlone("project:manage"),
  restoreProject: adminsAlone("project:manage"),

  listProjectTickets: everyMember,
  listTickets: everyMember,
  countTickets: everyMember,
  getTicket: everyMember,
  listTransitions: everyMember,
  listHistory: everyMember,
  createTicket: notViewers("ticket:create"),
  editTicket: notViewers("ticket:edit"),
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
  changeTickets: everyMember,

  listComments: everyMember,
  getComment: everyMember,
  createComment: notViewers("comment:create"),
  editComment: notViewers("comment:edit_own"),
  "editComment of another": inWorkspace("done", "comment:edit_any", "comment:edit_own"),
  deleteComment: notViewers("comment:edit_own"),
  "deleteComment of another": inWorkspace("done", "comment:edit_any", "comment:edit_own"),

  listEvents: everyMember,
  "listEvents as a stream": everyMember,
  listAudit: adminsAlone("audit:read"),
  verifyAudit: adminsAlone("audit:read"),
  getAuditHead: adminsAlone("audit:read"),
} as const satisfies Record<string, Row>;

export type Case = keyof typeof table;

export function operationOf(name: string): string {
  return name.split(" ")[0] ?? name;
}
