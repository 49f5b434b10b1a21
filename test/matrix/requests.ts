import { goodPassword } from "../support/accounts.ts";
import type { Call } from "./calls.ts";
import {
  newAccountLink,
  newAddress,
  newApiToken,
  newComment,
  newEditedComment,
  newEditedTicket,
  newHandle,
  newInvitation,
  newInvitationLink,
  newKey,
  newLabel,
  newMember,
  newNotice,
  newPassword,
  newProject,
  newQueue,
  newRefreshToken,
  newSession,
  newTicket,
} from "./objects.ts";
import type { Scene, Somebody } from "./scene.ts";
import type { Case } from "./table.ts";

type Build = (scene: Scene, by: Somebody) => Call | Promise<Call>;

const empty: Build = () => ({});
const onWorkspace: Build = (scene) => on(scene);
const onNewTicket: Build = async (scene) => on(scene, { ticket_id: await newTicket(scene) });
const onOwnComment: Build = async (scene, by) => on(scene, await newComment(scene, by));
const onOwnEditedTicket: Build = async (scene, by) => on(scene, await newEditedTicket(scene, by));
const onEditedTicket: Build = (scene) => onOwnEditedTicket(scene, scene.maker);
const onOwnEditedComment: Build = async (scene, by) => on(scene, await newEditedComment(scene, by));
const onEditedComment: Build = (scene) => onOwnEditedComment(scene, scene.maker);
const onNotice: Build = async (scene, by) => ({
  params: { notification_id: await newNotice(scene, by) },
});
const onComment: Build = (scene) => onOwnComment(scene, scene.maker);

/** A valid request on objects of the scene. Objects that the request changes or ends are created for it. */
export const requests: Record<Case, Build> = {
  getInstance: empty,
  register: () => ({
    body: { name: "Grace Hopper", email: newAddress(), password: goodPassword },
  }),
  signIn: async (scene) => ({
    body: { email: scene.maker.email, password: await newPassword(scene, scene.maker) },
  }),
  refreshSession: async (scene) => ({ body: await newRefreshToken(scene) }),
  signOut: async (scene) => ({ body: await newRefreshToken(scene) }),
  readInvitation: async (scene) => ({ body: { token: await newInvitationLink(scene) } }),
  registerByInvitation: async (scene) => ({
    body: { token: await newInvitationLink(scene), name: "Grace", password: goodPassword },
  }),
  requestPasswordReset: () => ({ body: { email: newAddress() } }),
  resetPassword: async (scene) => ({
    body: { token: await newAccountLink(scene, "reset"), password: `${goodPassword}, still` },
  }),
  confirmAddress: async (scene) => ({ body: { token: await newAccountLink(scene, "confirm") } }),
  stopAddressChange: async (scene) => ({
    body: { token: await newAccountLink(scene, "stop_change") },
  }),

  getMe: empty,
  updateMe: () => ({ body: { name: "Ada King" } }),
  changePassword: async (scene, by) => ({
    body: {
      current_password: await newPassword(scene, by),
      new_password: `${goodPassword}, still`,
    },
  }),
  getPersonalNotificationSettings: empty,
  updatePersonalNotificationSettings: () => ({ body: { time_zone: "Europe/Berlin" } }),
  changeEmail: async (scene, by) => ({
    body: { email: newAddress(), current_password: await newPassword(scene, by) },
  }),
  requestConfirmation: empty,
  listSessions: empty,
  endSession: async (scene, by) => ({ params: { session_id: await newSession(scene, by) } }),
  "endSession of somebody else": ({ maker }) => ({ params: { session_id: maker.session_id } }),
  listWorkspaces: empty,
  createWorkspace: () => ({ body: { name: "Difference Engines" } }),
  acceptInvitation: onWorkspace,
  // Everybody else has a link to an address that is not theirs.
  acceptInvitationByLink: async (scene, by) => ({
    body: {
      token: await newInvitationLink(
        scene,
        scene.callers.invited.id === by.id ? by.email : undefined,
      ),
    },
  }),
  declineInvitation: onWorkspace,

  getWorkspace: onWorkspace,
  updateWorkspace: (scene) => ({ ...on(scene), body: { name: "Difference Engines" } }),
  deleteWorkspace: onWorkspace,
  // It is not deleted, so that the other callers have it.
  restoreWorkspace: onWorkspace,

  listMembers: onWorkspace,
  inviteMember: (scene) => ({ ...on(scene), body: { email: newAddress(), role: "member" } }),
  "inviteMember as admin": (scene) => ({
    ...on(scene),
    body: { email: newAddress(), role: "admin" },
  }),
  updateMember: async (scene) => ({
    ...on(scene, { user_id: await newMember(scene) }),
    body: { role: "viewer" },
  }),
  "updateMember to a higher role": async (scene) => ({
    ...on(scene, { user_id: await newMember(scene, "viewer") }),
    body: { role: "member" },
  }),
  "updateMember to admin": async (scene) => ({
    ...on(scene, { user_id: await newMember(scene) }),
    body: { role: "admin" },
  }),
  "updateMember of oneself": (scene, by) => ({
    ...on(scene, { user_id: by.id }),
    body: { role: "admin" },
  }),
  "updateMember of a handle": async (scene) => ({
    ...on(scene, { user_id: await newMember(scene) }),
    body: { handle: newHandle() },
  }),
  "updateMember of one's own handle": (scene, by) => ({
    ...on(scene, { user_id: by.id }),
    body: { handle: newHandle() },
  }),
  removeMember: async (scene) => on(scene, { user_id: await newMember(scene) }),
  "removeMember who is admin": async (scene) =>
    on(scene, { user_id: await newMember(scene, "admin") }),
  "removeMember to leave": (scene, by) => on(scene, { user_id: by.id }),
  withdrawInvitation: async (scene) => on(scene, { invitation_id: await newInvitation(scene) }),

  listServiceAccounts: onWorkspace,
  getServiceAccount: async (scene) => on(scene, { user_id: (await newApiToken(scene)).user_id }),
  createServiceAccount: (scene) => ({ ...on(scene), body: { name: "Bot", role: "admin" } }),
  listApiTokens: async (scene) => on(scene, { user_id: (await newApiToken(scene)).user_id }),
  getApiToken: async (scene) => on(scene, await newApiToken(scene)),
  createApiToken: async (scene) => ({
    ...on(scene, { user_id: (await newApiToken(scene)).user_id }),
    body: { name: "nightly import", scopes: ["ticket:read"], expires_in_days: 30 },
  }),
  revokeApiToken: async (scene) => on(scene, await newApiToken(scene)),

  listWorkflows: onWorkspace,
  getWorkflow: (scene) => on(scene, { workflow_id: scene.project.workflow_id }),
  createWorkflow: (scene) => ({
    ...on(scene),
    body: {
      name: "one transition",
      statuses: [
        { status: "open", category: "todo" },
        { status: "done", category: "done" },
      ],
      transitions: [{ from: "open", to: "done" }],
    },
  }),

  listProjects: onWorkspace,
  getProject: (scene) => on(scene, { project_id: scene.project.id }),
  createProject: (scene) => ({
    ...on(scene),
    body: { name: "Mill", key: newKey(), workflow_id: scene.project.workflow_id },
  }),
  updateProject: (scene) => ({
    ...on(scene, { project_id: scene.project.id }),
    body: { name: "Mill", workflow_id: scene.project.workflow_id },
  }),
  archiveProject: async (scene) => on(scene, { project_id: await newProject(scene) }),
  restoreProject: async (scene) =>
    on(scene, { project_id: await newProject(scene, { archived: true }) }),

  listProjectTickets: (scene) => on(scene, { project_id: scene.project.id }),
  listTickets: (scene) => ({
    ...on(scene),
    query: {
      project_id: scene.project.id,
      assignee_id: scene.maker.id,
      reporter_id: scene.maker.id,
    },
  }),
  countTickets: (scene) => ({
    ...on(scene),
    query: { group_by: "status", project_id: scene.project.id },
  }),
  getTicket: onNewTicket,
  listTransitions: onNewTicket,
  listTicketHistory: onNewTicket,
  createTicket: (scene) => ({
    ...on(scene, { project_id: scene.project.id }),
    body: { title: "The login page stays blank", assignee_id: scene.maker.id },
  }),
  updateTicket: async (scene, by) => ({
    ...(await onNewTicket(scene, by)),
    body: { title: "The login page stays blank", assignee_id: scene.maker.id },
  }),
  listTicketVersions: onOwnEditedTicket,
  "listTicketVersions of another": onEditedTicket,
  redactTicketVersion: onOwnEditedTicket,
  "redactTicketVersion of another": onEditedTicket,
  labelTicket: async (scene) => on(scene, { ticket_id: await newTicket(scene), name: "bug" }),
  unlabelTicket: async (scene) =>
    on(scene, { ticket_id: await newTicket(scene, { labels: ["bug"] }), name: "bug" }),
  listLabels: onWorkspace,
  updateLabel: async (scene) => ({
    ...on(scene, { label: await newLabel(scene) }),
    body: { name: "renamed" },
  }),
  deleteLabel: async (scene) => on(scene, { label: await newLabel(scene) }),
  deleteTicket: onNewTicket,
  restoreTicket: async (scene) =>
    on(scene, { ticket_id: await newTicket(scene, { deleted: true }) }),
  transitionTicket: async (scene, by) => ({
    ...(await onNewTicket(scene, by)),
    body: { to: "in_progress", comment: "Mine.", assignee_id: scene.maker.id, fields: {} },
  }),
  "transitionTicket to reopen": async (scene) => ({
    ...on(scene, { ticket_id: await newTicket(scene, { status: "closed" }) }),
    body: { to: "open", reason: "It is still blank." },
  }),
  claimTicket: async (scene, by) => ({
    ...(await onNewTicket(scene, by)),
    body: { lease_seconds: 60 },
  }),
  releaseTicket: onNewTicket,
  "releaseTicket of another": async (scene) =>
    on(scene, { ticket_id: await newTicket(scene, { assignee_id: scene.maker.id }) }),
  claimNextTicket: async (scene) => ({
    ...on(scene, { project_id: await newQueue(scene) }),
    body: { lease_seconds: 60 },
  }),
  runBulkOperations: async (scene) => ({
    ...on(scene),
    body: {
      operations: [
        { op: "create", project_id: scene.project.id, title: "One of many" },
        { op: "claim", ticket: await newTicket(scene), lease_seconds: 60 },
      ],
    },
  }),

  renderMarkdown: (scene) => ({ ...on(scene), body: { text: "**Since** this morning." } }),
  listComments: onNewTicket,
  getComment: onComment,
  createComment: async (scene, by) => ({
    ...(await onNewTicket(scene, by)),
    body: { body: "Yes." },
  }),
  updateComment: async (scene, by) => ({
    ...(await onOwnComment(scene, by)),
    body: { body: "No." },
  }),
  "updateComment of another": async (scene, by) => ({
    ...(await onComment(scene, by)),
    body: { body: "No." },
  }),
  deleteComment: onOwnComment,
  "deleteComment of another": onComment,
  listCommentVersions: onOwnEditedComment,
  "listCommentVersions of another": onEditedComment,
  redactCommentVersion: onOwnEditedComment,
  "redactCommentVersion of another": onEditedComment,

  getWatch: onNewTicket,
  watchTicket: onNewTicket,
  unwatchTicket: onNewTicket,
  listWatchers: onNewTicket,
  getProjectWatch: (scene) => on(scene, { project_id: scene.project.id }),
  watchProject: (scene) => on(scene, { project_id: scene.project.id }),
  unwatchProject: (scene) => on(scene, { project_id: scene.project.id }),
  getNotificationSettings: onWorkspace,
  updateNotificationSettings: (scene) => ({
    ...on(scene),
    body: { muted: false, reasons: { watching: { inbox: false } } },
  }),
  "updateNotificationSettings of mail": (scene) => ({
    ...on(scene),
    body: { reasons: { watching: { mail: "off" } } },
  }),

  listNotifications: empty,
  "listNotifications as a stream": () => ({ asStream: true }),
  countUnreadNotifications: empty,
  readAllNotifications: () => ({ body: { changed_until: "2026-11-22T09:30:00.123456Z" } }),
  createInboxStreamToken: empty,
  readNotice: onNotice,
  unreadNotice: onNotice,
  archiveNotice: onNotice,
  unarchiveNotice: onNotice,
  "readNotice of somebody else": (scene) => onNotice(scene, scene.maker),
  readNotification: async (scene, by) => ({
    ...(await onNewTicket(scene, by)),
    body: { read_to: 1 },
  }),
  unreadNotification: onNewTicket,
  archiveNotification: onNewTicket,
  unarchiveNotification: onNewTicket,

  listEvents: onWorkspace,
  listTicketEvents: onNewTicket,
  "listEvents as a stream": (scene) => ({ ...on(scene), asStream: true }),
  createStreamToken: onWorkspace,
  listAuditRecords: onWorkspace,
  verifyAuditLog: onWorkspace,
  getAuditHead: onWorkspace,
};

function on({ workspace }: Scene, params: Record<string, string> = {}): Call {
  return { params: { workspace_id: workspace.id, ...params } };
}
