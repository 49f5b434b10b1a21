// Written by dev/openapi.ts from what the server's routes say: change those, and write it again.

/** What went wrong (RFC 9457). `code` is for programs, `detail` for people. */
export interface Problem {
  /** The URL of a page about this kind of problem. */
  type: string;
  title: string;
  status: number;
  /** A stable code. Later versions may add codes. */
  code: string;
  /** What is wrong with this request, and how to fix it. */
  detail: string;
  /** Identifies the request in the server's log. */
  request_id: string;
  /** All faults of the request. A pointer (RFC 6901) refers to the body, or starts with /query, /path or /headers. */
  errors?: {
    pointer: string;
    detail: string;
  }[];
  /** Seconds to wait before the next attempt, as in `Retry-After`. */
  retry_after?: number;
  /** The permission that your role, or the scopes of your API token, lack. */
  required_permission?: string;
  /** The current version, which `If-Match` did not match. */
  current_version?: number;
  /** The ticket whose version did not match, if you may read tickets. Absent in a bulk request and for a comment. */
  current?: Ticket;
  /** The statuses to which you can move the ticket. */
  allowed?: string[];
  /** The current status of the ticket. */
  from?: string;
  /** The requested status. */
  to?: string;
  /** The statuses that are in use. */
  statuses?: string[];
  /** The ticket that caused the conflict. */
  ticket_id?: string;
  /** The project that caused the conflict. */
  project_id?: string;
  /** The maximum, in bytes or as a count. */
  limit?: number;
  /** The sequence of the oldest event that is available. */
  oldest?: number;
  /** The sequence of the newest event. */
  head?: number;
}

export interface Register {
  name: string;
  email: string;
  /** At least 15 characters (the server may require another minimum), at most 256, and not easy to guess. */
  password: string;
  /** Only for pages of this server: the refresh token is in a cookie that scripts cannot read, instead of in the body. */
  session?: "cookie";
}

export interface UpdateMe {
  name?: string;
}

export interface ChangePassword {
  current_password: string;
  /** At least 15 characters (the server may require another minimum), at most 256, and not easy to guess. */
  new_password: string;
}

export interface UpdatePersonalNotificationSettings {
  time_zone?: string | null;
  /** At which hour of the person's time zone the digest is sent. */
  digest_hour?: number;
  /** `weekly` is sent on Mondays. */
  digest?: "daily" | "weekly";
}

export interface SignIn {
  email: string;
  password: string;
  /** Only for pages of this server: the refresh token is in a cookie that scripts cannot read, instead of in the body. */
  session?: "cookie";
}

export interface RefreshSession {
  refresh_token?: string;
  /** Only for pages of this server: the refresh token is in a cookie that scripts cannot read, instead of in the body. */
  session?: "cookie";
}

export interface RequestPasswordReset {
  email: string;
}

export interface ResetPassword {
  /** What follows the # of the link. */
  token: string;
  /** The rules are those for registering. */
  password: string;
}

export interface AccountToken {
  /** What follows the # of the link. */
  token: string;
}

export interface ChangeAddress {
  email: string;
  current_password: string;
}

export interface CreateWorkspace {
  name: string;
}

export interface UpdateWorkspace {
  name?: string;
  slug?: string;
  /** Whether changes to tickets and comments require `If-Match`. */
  require_if_match?: boolean;
  /** Whether everyone who can read a ticket or comment can read its earlier texts. Otherwise only its reporter or author can, and admins. */
  versions_visible_to_all?: boolean;
}

export interface InviteMember {
  email: string;
  role: "viewer" | "member" | "admin";
}

export interface UpdateMember {
  role?: "viewer" | "member" | "admin";
  /** A handle that no member of the workspace ever had, or a former one of this member. At most 5 in all. */
  handle?: string;
}

export interface InvitationLink {
  /** What follows the # of an invitation's link. */
  token: string;
}

export interface RegisterByLink {
  /** What follows the # of an invitation's link. */
  token: string;
  name: string;
  /** The rules are those for registering. */
  password: string;
}

export interface CreateServiceAccount {
  name: string;
  role: "viewer" | "member" | "admin";
}

export interface CreateApiToken {
  name: string;
  /** The permissions that the token is limited to. Null for all permissions of the role. */
  scopes?: ("workspace:read" | "member:read" | "project:read" | "workflow:read" | "ticket:read" | "ticket:watch" | "comment:read" | "event:read" | "notification:manage" | "ticket:create" | "ticket:edit" | "ticket:transition" | "ticket:claim" | "ticket:delete" | "ticket:restore" | "label:manage" | "comment:create" | "comment:edit_own" | "workspace:edit" | "member:manage" | "project:manage" | "workflow:manage" | "ticket:reopen" | "ticket:release_any" | "comment:edit_any" | "version:read_any" | "version:redact_any" | "audit:read")[] | null;
  /** If absent or null, the token does not expire. */
  expires_in_days?: number | null;
}

export interface RunBulkOperations {
  /** Carried out in this order. */
  operations: (BulkCreate | BulkUpdate | BulkTransition | BulkLabel | BulkUnlabel | BulkClaim | BulkRelease | BulkComment | BulkDelete | BulkRestore)[];
  /** Whether to carry out all operations or none. With `true`, one refused operation makes the request 409 `bulk_failed`. */
  atomic?: boolean;
}

export interface BulkCreate {
  title: string;
  /** Markdown. */
  description?: string | null;
  priority?: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id?: string | null;
  due_on?: string | null;
  external_id?: string | null;
  /** Free-form data of integrations, at most 16 KiB as it is stored: with a space after each comma and colon, and numbers without an exponent. Integers that a double cannot represent are refused: send them as strings. */
  metadata?: Record<string, unknown>;
  labels?: string[];
  op: "create";
  /** The project's ID or key. */
  project_id: string;
}

export interface BulkUpdate {
  title?: string;
  /** Markdown. */
  description?: string | null;
  priority?: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id?: string | null;
  due_on?: string | null;
  external_id?: string | null;
  /** Merged into the existing metadata. `null` removes a name, or everything (RFC 7396). */
  metadata?: Record<string, unknown> | null;
  op: "update";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
}

export interface BulkTransition {
  to: string;
  reason?: string;
  resolution?: "done" | "wont_do" | "duplicate" | "cannot_reproduce";
  /** Markdown. */
  comment?: string;
  assignee_id?: string | null;
  /** The fields that PATCH accepts. They change together with the status, or not at all. */
  fields?: UpdateTicket;
  op: "transition";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
}

export interface UpdateTicket {
  title?: string;
  /** Markdown. */
  description?: string | null;
  priority?: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id?: string | null;
  due_on?: string | null;
  external_id?: string | null;
  /** Merged into the existing metadata. `null` removes a name, or everything (RFC 7396). */
  metadata?: Record<string, unknown> | null;
}

export interface BulkLabel {
  op: "label";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
  label: string;
}

export interface BulkUnlabel {
  op: "unlabel";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
  label: string;
}

export interface BulkClaim {
  /** Returns the ticket to the queue when this time has passed, unless you claim it again before. Without it, the claim does not end by itself; nor does that of a ticket that is done. */
  lease_seconds?: number;
  op: "claim";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
}

export interface BulkRelease {
  op: "release";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
}

export interface BulkComment {
  /** Markdown. */
  body: string;
  op: "comment";
  /** The ticket's ID or key. */
  ticket: string;
}

export interface BulkDelete {
  op: "delete";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
}

export interface BulkRestore {
  op: "restore";
  /** The ticket's ID or key. */
  ticket: string;
  /** The version that the ticket must have, as in `If-Match`. */
  if_match?: number;
}

export interface ClaimTicket {
  /** Returns the ticket to the queue when this time has passed, unless you claim it again before. Without it, the claim does not end by itself; nor does that of a ticket that is done. */
  lease_seconds?: number;
}

export interface CreateTicket {
  title: string;
  /** Markdown. */
  description?: string | null;
  priority?: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id?: string | null;
  due_on?: string | null;
  external_id?: string | null;
  /** Free-form data of integrations, at most 16 KiB as it is stored: with a space after each comma and colon, and numbers without an exponent. Integers that a double cannot represent are refused: send them as strings. */
  metadata?: Record<string, unknown>;
  labels?: string[];
}

export interface TransitionTicket {
  to: string;
  reason?: string;
  resolution?: "done" | "wont_do" | "duplicate" | "cannot_reproduce";
  /** Markdown. */
  comment?: string;
  assignee_id?: string | null;
  /** The fields that PATCH accepts. They change together with the status, or not at all. */
  fields?: UpdateTicket;
}

export interface UpdateLabel {
  /** The new name. If another label has it, the two are merged. */
  name: string;
}

export interface RenderMarkdown {
  /** Markdown. */
  text: string;
}

export interface CreateComment {
  /** Markdown. */
  body: string;
}

export interface UpdateComment {
  /** Markdown. */
  body?: string;
}

export interface WatchTicket {
  /** `muted` notifies of nothing, not even of a mention. */
  level?: "watching" | "muted";
}

export interface WatchProject {
  /** `watching` notifies of new tickets, `muted` of nothing that happens to the tickets of the project. */
  level?: "watching" | "muted";
}

export interface UpdateNotificationSettings {
  /** Whether you are notified of nothing that happens in this workspace. */
  muted?: boolean;
  reasons?: {
    /** Null restores the defaults. */
    assigned?: UpdateNotificationChannels | null;
    /** Null restores the defaults. */
    mentioned?: UpdateNotificationChannels | null;
    /** Null restores the defaults. */
    commented?: UpdateNotificationChannels | null;
    /** Null restores the defaults. */
    transitioned?: UpdateNotificationChannels | null;
    /** Null restores the defaults. */
    claimed?: UpdateNotificationChannels | null;
    /** Null restores the defaults. */
    due?: UpdateNotificationChannels | null;
    /** Null restores the defaults. */
    watching?: UpdateNotificationChannels | null;
  };
}

export interface UpdateNotificationChannels {
  inbox?: boolean;
  push?: boolean;
  mail?: "now" | "digest" | "off";
}

export interface ReadAllNotifications {
  workspace_id?: string;
  /** The `changed_until` of the page that you have seen; if you have seen several, of the first. */
  changed_until: string;
}

export interface ReadNotification {
  /** The sequence of the last event that you have seen. A later event leaves the ticket unread from there. */
  read_to: number;
}

export interface ArchiveNotification {
  /** The sequence of the last event that you have seen. If something happened later, the ticket is not archived, and is unread from there. By default, it is archived whatever has happened. */
  read_to?: number;
}

export interface CreateWorkflow {
  name: string;
  /** In display order. New tickets start in the first one. */
  statuses: {
    status: string;
    category: "todo" | "doing" | "done";
  }[];
  /** Every status must be reachable from the first one by these transitions. */
  transitions: {
    from: string;
    to: string;
    permission?: "ticket:transition" | "ticket:reopen";
    reason_required?: boolean;
    /** Only for a transition to a status of the category `done`. */
    resolution_required?: boolean;
  }[];
}

export interface CreateProject {
  name: string;
  /** The prefix of the project's ticket keys. It never changes. */
  key: string;
  /** Default: the workflow `standard`. */
  workflow_id?: string;
}

export interface UpdateProject {
  name?: string;
  workflow_id?: string;
}

export interface Instance {
  /** Who may register: everybody, only invited email addresses, or nobody. */
  registration: "open" | "invited" | "closed";
  /** How people can sign in. Later versions may add ways. */
  sign_in: "password"[];
  password_length_min: number;
  /** Whether this server sends mail. Without mail, nobody can reset a password. */
  sends_mail: boolean;
  /** The version of the server. Null unless the request has a valid access token. */
  version: string | null;
}

export interface SignedIn {
  user: User;
  /** Send it as `Authorization: Bearer …`. */
  access_token: string;
  /** Works for one refresh. Keep it secret. Absent after `session: "cookie"`: then it is in the session cookie. */
  refresh_token?: string;
  token_type: "Bearer";
  /** Seconds until the access token expires. */
  expires_in: number;
}

export interface User {
  id: string;
  name: string;
  email: string;
  created_at: string;
}

export interface Me {
  user: OwnAccount;
  /** The newest 100. GET /v1/workspaces lists all of them. */
  memberships: Membership[];
  /** The newest 100. */
  invitations: OwnInvitation[];
}

export interface OwnAccount {
  id: string;
  name: string;
  /** Null for a service account. */
  email: string | null;
  created_at: string;
  kind: "person" | "service";
  /** Whether a link that was mailed to the address was followed. A server without mail confirms no address. */
  email_confirmed: boolean;
  /** A new address that has not been confirmed yet. */
  pending_email_change: {
    email: string;
    expires_at: string;
  } | null;
  /** `failing` after several mails could not be delivered: then only account mails are sent. */
  mail_state: "working" | "failing";
}

export interface Membership {
  workspace_id: string;
  workspace_name: string;
  /** The first segment of the workspace's addresses in the web app. Not unique: look for it among your own workspaces. */
  slug: string;
  /** Slugs that the workspace had before, the latest first. Old links contain them. */
  former_slugs: string[];
  role: "viewer" | "member" | "admin";
  handle: string;
  state: "active";
}

export interface OwnInvitation {
  workspace_id: string;
  workspace_name: string;
  role: "viewer" | "member" | "admin";
  created_at: string;
  state: "invited" | "expired";
  expires_at: string;
}

export interface PasswordChanged {
  user: User;
}

export interface PersonalNotificationSettings {
  /** A name of the IANA time zone database. The days of the person begin there: a ticket is due at the beginning of a day. Null means UTC. */
  time_zone: string | null;
  /** At which hour of the person's time zone the digest is sent. */
  digest_hour: number;
  /** `weekly` is sent on Mondays. */
  digest: "daily" | "weekly";
}

export interface SessionPage {
  data: Session[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface Session {
  id: string;
  ip_address: string | null;
  user_agent: string | null;
  created_at: string;
  /** When the session was last refreshed. */
  last_used_at: string;
  expires_at: string;
  /** Whether this request belongs to the session. */
  is_current: boolean;
}

export interface ConfirmedAddress {
  email: string;
}

export interface AddressState {
  /** The address of the account now. */
  email: string;
  /** The address that has to be confirmed first. Null if the change took effect, which it does at once on a server without mail. */
  pending_email_change: {
    email: string;
    expires_at: string;
  } | null;
}

export interface WorkspacePage {
  data: Workspace[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface Workspace {
  id: string;
  name: string;
  /** The first segment of the workspace's addresses in the web app. Not unique: look for it among your own workspaces. */
  slug: string;
  /** Slugs that the workspace had before, the latest first. Old links contain them. */
  former_slugs: string[];
  /** Whether changes to tickets and comments require `If-Match`. */
  require_if_match: boolean;
  /** Whether everyone who can read a ticket or comment can read its earlier texts. Otherwise only its reporter or author can, and admins. */
  versions_visible_to_all: boolean;
  created_at: string;
  deleted_at: string | null;
}

export interface MemberPage {
  data: Member[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface Member {
  workspace_id: string;
  /** Null while the person is only invited. */
  user_id: string | null;
  /** The name by which texts mention the member. Null while the person is only invited. */
  handle: string | null;
  name: string | null;
  /** Null for a service account. The addresses of others are null unless you may manage members. */
  email: string | null;
  role: "viewer" | "member" | "admin";
  kind: "person" | "service";
  /** `expired` is an invitation that can no longer be accepted. Inviting again renews it. */
  state: "active" | "expired" | "invited" | "removed";
  invitation_id: string | null;
  created_at: string;
  /** When the invitation ends. */
  expires_at: string | null;
  /** The link of a pending invitation, for people who may manage members. Null on a server with mail, which mails it. */
  link: string | null;
}

export interface LinkedInvitation {
  workspace_name: string;
  /** The name of who invites. */
  invited_by: string;
  /** The invited address. */
  email: string;
  role: "viewer" | "member" | "admin";
  expires_at: string;
}

export interface JoinedByLink {
  user: User;
  membership: Membership;
}

export interface ServiceAccountPage {
  data: ServiceAccount[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface ServiceAccount {
  workspace_id: string;
  /** Its ID as a member, an assignee or an actor. */
  user_id: string;
  /** The name by which texts mention it. */
  handle: string;
  name: string;
  role: "viewer" | "member" | "admin";
  created_at: string;
}

export interface ApiTokenPage {
  data: ApiToken[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface ApiToken {
  workspace_id: string;
  id: string;
  /** The ID of its service account. */
  user_id: string;
  name: string;
  /** The permissions that the token is limited to. Null for all permissions of the role. */
  scopes: ("workspace:read" | "member:read" | "project:read" | "workflow:read" | "ticket:read" | "ticket:watch" | "comment:read" | "event:read" | "notification:manage" | "ticket:create" | "ticket:edit" | "ticket:transition" | "ticket:claim" | "ticket:delete" | "ticket:restore" | "label:manage" | "comment:create" | "comment:edit_own" | "workspace:edit" | "member:manage" | "project:manage" | "workflow:manage" | "ticket:reopen" | "ticket:release_any" | "comment:edit_any" | "version:read_any" | "version:redact_any" | "audit:read")[] | null;
  /** The last four characters of the token. */
  last_four: string;
  created_by: string;
  created_at: string;
  /** Null if the token does not expire. */
  expires_at: string | null;
  /** Updated at most once a minute. */
  last_used_at: string | null;
}

export interface NewApiToken {
  workspace_id: string;
  id: string;
  /** The ID of its service account. */
  user_id: string;
  name: string;
  /** The permissions that the token is limited to. Null for all permissions of the role. */
  scopes: ("workspace:read" | "member:read" | "project:read" | "workflow:read" | "ticket:read" | "ticket:watch" | "comment:read" | "event:read" | "notification:manage" | "ticket:create" | "ticket:edit" | "ticket:transition" | "ticket:claim" | "ticket:delete" | "ticket:restore" | "label:manage" | "comment:create" | "comment:edit_own" | "workspace:edit" | "member:manage" | "project:manage" | "workflow:manage" | "ticket:reopen" | "ticket:release_any" | "comment:edit_any" | "version:read_any" | "version:redact_any" | "audit:read")[] | null;
  /** The last four characters of the token. */
  last_four: string;
  created_by: string;
  created_at: string;
  /** Null if the token does not expire. */
  expires_at: string | null;
  /** Updated at most once a minute. */
  last_used_at: string | null;
  /** Send it as `Authorization: Bearer …`. Shown once: null if the request is repeated with its `Idempotency-Key`. */
  token: string | null;
}

export interface BulkResults {
  /** One result per operation, in the same order: what it created or changed, or why it was refused. Read the ticket or comment if you need more of it. */
  results: {
    status: number;
    ticket?: TicketReceipt;
    comment?: CommentReceipt;
    /** The `Problem` that this operation would have returned by itself. */
    problem?: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      request_id: string;
    };
  }[];
}

/** What an API token without `ticket:read` gets instead. */
export interface TicketReceipt {
  id: string;
  key: string;
  version: number;
  status: string;
}

/** What an API token without `comment:read` gets instead. */
export interface CommentReceipt {
  id: string;
  ticket_id: string;
  version: number;
}

export interface TicketCounts {
  /** The place in the feed up to which tickets are counted. */
  sequence: number;
  data: {
    project_id: string;
    status: string;
    count: number;
  }[];
}

export interface Ticket {
  id: string;
  workspace_id: string;
  project_id: string;
  number: number;
  key: string;
  title: string;
  description: string | null;
  priority: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id: string | null;
  due_on: string | null;
  external_id: string | null;
  /** Free-form data of integrations, at most 16 KiB as it is stored: with a space after each comma and colon, and numbers without an exponent. Integers that a double cannot represent are refused: send them as strings. */
  metadata: Record<string, unknown>;
  status: string;
  labels: string[];
  resolution: "done" | "wont_do" | "duplicate" | "cannot_reproduce" | null;
  /** When the ticket returns to the queue unless the claim is renewed. */
  lease_expires_at: string | null;
  /** When a lease ran out. Until it is claimed, assigned or moved, `claim-next` offers the ticket, whatever its status. */
  returned_at: string | null;
  description_html: string | null;
  /** The members that the text mentions by their handle, outside of quotes: the first 50, in the order of the text. */
  mentions: string[];
  /** When the assignee claimed it. Null if it was assigned in another way. */
  claimed_at: string | null;
  reporter_id: string;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  /** Who moved it to the trash. Null for tickets that were deleted before 0.4.0. */
  deleted_by: string | null;
}

export interface TicketPage {
  data: TicketInList[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface TicketInList {
  id: string;
  workspace_id: string;
  project_id: string;
  number: number;
  key: string;
  title: string;
  description: string | null;
  priority: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id: string | null;
  due_on: string | null;
  external_id: string | null;
  /** Free-form data of integrations, at most 16 KiB as it is stored: with a space after each comma and colon, and numbers without an exponent. Integers that a double cannot represent are refused: send them as strings. */
  metadata: Record<string, unknown>;
  status: string;
  labels: string[];
  resolution: "done" | "wont_do" | "duplicate" | "cannot_reproduce" | null;
  /** When the ticket returns to the queue unless the claim is renewed. */
  lease_expires_at: string | null;
  /** When a lease ran out. Until it is claimed, assigned or moved, `claim-next` offers the ticket, whatever its status. */
  returned_at: string | null;
  description_html: string | null;
  /** The members that the text mentions by their handle, outside of quotes: the first 50, in the order of the text. */
  mentions: string[];
  /** When the assignee claimed it. Null if it was assigned in another way. */
  claimed_at: string | null;
  reporter_id: string;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  /** Who moved it to the trash. Null for tickets that were deleted before 0.4.0. */
  deleted_by: string | null;
  /** With `q` only: which fields of the ticket the search has found. Up to 5 comments, the newest. */
  matched?: {
    field: "key" | "number" | "external_id" | "title" | "description" | "comment";
    /** Of a comment. */
    comment_id?: string;
  }[];
}

export interface TicketCardPage {
  data: TicketCard[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

/** A ticket in a list with `fields=card`. */
export interface TicketCard {
  id: string;
  project_id: string;
  key: string;
  title: string;
  priority: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id: string | null;
  due_on: string | null;
  status: string;
  labels: string[];
  resolution: "done" | "wont_do" | "duplicate" | "cannot_reproduce" | null;
  /** When a lease ran out. Until it is claimed, assigned or moved, `claim-next` offers the ticket, whatever its status. */
  returned_at: string | null;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  /** Who moved it to the trash. Null for tickets that were deleted before 0.4.0. */
  deleted_by: string | null;
  /** With `q` only: which fields of the ticket the search has found. Up to 5 comments, the newest. */
  matched?: {
    field: "key" | "number" | "external_id" | "title" | "description" | "comment";
    /** Of a comment. */
    comment_id?: string;
  }[];
}

export interface AllowedTransitions {
  data: {
    to: string;
    reason_required: boolean;
    resolution_required: boolean;
  }[];
}

export interface StatusChangePage {
  data: StatusChange[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface StatusChange {
  ticket_id: string;
  sequence: number;
  from_status: string | null;
  to_status: string;
  actor_id: string | null;
  reason: string | null;
  changed_at: string;
}

export interface TicketVersionPage {
  data: TicketVersion[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface TicketVersion {
  ticket_id: string;
  /** The last version of the ticket with these texts. */
  version: number;
  /** The first version with these texts. Null if Slacky does not know it, because the ticket is from before version 0.3. */
  first_version: number | null;
  is_current: boolean;
  /** Null if it was redacted. */
  title: string | null;
  /** Null if it was redacted. Null also if there was none. */
  description: string | null;
  /** Null if the operator redacted the texts, or if `first_version` is null. */
  written_by: string | null;
  written_at: string | null;
  redacted_at: string | null;
  redacted_by: string | null;
}

export interface LabelPage {
  data: Label[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface Label {
  name: string;
  /** How many tickets have it, counted up to 1000. Deleted tickets do not count; those of archived projects do, because the label is still on them. */
  ticket_count: number;
}

export interface RenderedMarkdown {
  /** As it would be stored with a ticket or a comment. */
  html: string;
  /** The members that the text mentions by their handle, outside of quotes: the first 50, in the order of the text. */
  mentions: string[];
}

export interface Comment {
  id: string;
  workspace_id: string;
  ticket_id: string;
  author_id: string;
  body: string;
  body_html: string;
  /** The members that the text mentions by their handle, outside of quotes: the first 50, in the order of the text. */
  mentions: string[];
  version: number;
  edited_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface CommentPage {
  data: Comment[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface Watch {
  /** What you have chosen, or got by commenting or being mentioned; null if neither, which means that you watch the ticket only if `implied` is not null. */
  level: "watching" | "left" | "muted" | null;
  /** Why the ticket is watched without having been asked for; null for everyone except its reporter and assignee. */
  implied: "reporter" | "assignee" | null;
}

export interface WatcherPage {
  data: Watcher[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface Watcher {
  user_id: string;
  name: string;
  handle: string;
  kind: "person" | "service";
  /** Why the ticket is watched without having been asked for; null for everyone except its reporter and assignee. */
  implied: "reporter" | "assignee" | null;
}

export interface ProjectWatch {
  level: "watching" | "muted" | null;
}

export interface CommentVersionPage {
  data: CommentVersion[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface CommentVersion {
  comment_id: string;
  /** The version of the comment that has or had this text. */
  version: number;
  is_current: boolean;
  /** Null if it was redacted. */
  body: string | null;
  /** Null if the operator redacted a text, or if the text is from before version 0.3. */
  written_by: string | null;
  written_at: string | null;
  redacted_at: string | null;
  redacted_by: string | null;
}

export interface NotificationSettings {
  /** Whether you are notified of nothing that happens in this workspace. */
  muted: boolean;
  reasons: {
    assigned: NotificationChannels;
    mentioned: NotificationChannels;
    commented: NotificationChannels;
    transitioned: NotificationChannels;
    claimed: NotificationChannels;
    due: NotificationChannels;
    watching: NotificationChannels;
  };
}

export interface NotificationChannels {
  inbox: boolean;
  push: boolean;
  mail: "now" | "digest" | "off";
}

export interface NotificationPage {
  data: Notification[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
  /** The time up to which the page shows your inbox. Send it with `read-all`: what changes later stays unread. */
  changed_until: string;
}

export interface Notification {
  id: string;
  /** Null for a notice that belongs to you alone, such as that of your removal. */
  workspace: {
    id: string;
    name: string;
  } | null;
  ticket: NotifiedTicket | null;
  notice: Notice | null;
  /** Why the ticket is in your inbox, strongest first: since you last read it. */
  reasons: ("assigned" | "mentioned" | "commented" | "transitioned" | "claimed" | "due" | "watching")[];
  unread: boolean;
  /** The sequence of the first event that you have not seen. */
  first_unread: number | null;
  /** The sequence of the latest event. */
  latest: number | null;
  /** The sequence up to which you have seen the ticket's events, inclusive. */
  read_to: number | null;
  latest_type: string | null;
  /** Who caused the latest event. Null if Slacky itself did. */
  actor: {
    id: string;
    name: string;
  } | null;
  changed_at: string;
  archived_at: string | null;
}

export interface NotifiedTicket {
  id: string;
  key: string;
  title: string;
  status: string;
}

/** What an API token without `ticket:read` gets instead. */
export interface NotifiedTicketReceipt {
  id: string;
  key: string;
  status: string;
}

/** Something that concerns no ticket. Types and fields may be added at any time. */
export interface Notice {
  type: string;
  /** What it says, as a sentence. */
  text: string;
}

export interface UnreadCount {
  /** Counted up to 100, which means as many or more. */
  unread: number;
  /** The workspaces where something is unread. */
  workspaces: {
    workspace_id: string;
    /** Counted up to 100, which means as many or more. */
    unread: number;
  }[];
}

export interface MarkedNotifications {
  /** How many were unread. */
  marked: number;
}

export interface InboxStreamToken {
  /** Opens one stream of your inbox: `GET /v1/notifications?stream_token=…`. Shown once: null if the request is repeated with its `Idempotency-Key`. */
  stream_token: string | null;
  /** The stream must be opened before this time. */
  expires_at: string;
}

export interface Workflow {
  id: string;
  workspace_id: string;
  name: string;
  initial_status: string;
  statuses: {
    status: string;
    category: "todo" | "doing" | "done";
  }[];
  transitions: {
    from: string;
    to: string;
    permission: "ticket:transition" | "ticket:reopen";
    reason_required: boolean;
    resolution_required: boolean;
  }[];
  created_at: string;
}

export interface WorkflowPage {
  data: Workflow[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface Project {
  id: string;
  workspace_id: string;
  name: string;
  key: string;
  workflow_id: string;
  archived_at: string | null;
  created_at: string;
}

export interface ProjectPage {
  data: Project[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface FeedPage {
  data: Event[];
  /** Identifies the history that the sequences belong to. It changes when the database is restored or fails over. */
  epoch: string;
  /** The sequence of the newest event. A page may be short although more events follow, because it ends when they reach 1 MiB: continue until you are at `head` or a page is empty. */
  head: number;
}

/** What happened. Later versions may add types, and fields of `data`. Ignore those that you do not know. */
export type Event =
  | WorkspaceCreatedEvent
  | WorkspaceUpdatedEvent
  | WorkspaceDeletedEvent
  | WorkspaceRestoredEvent
  | MemberInvitedEvent
  | MemberJoinedEvent
  | MemberAddedEvent
  | MemberRoleChangedEvent
  | MemberHandleChangedEvent
  | MemberRemovedEvent
  | ServiceAccountCreatedEvent
  | InvitationDeclinedEvent
  | InvitationWithdrawnEvent
  | WorkflowCreatedEvent
  | ProjectCreatedEvent
  | ProjectUpdatedEvent
  | ProjectArchivedEvent
  | ProjectRestoredEvent
  | TicketCreatedEvent
  | TicketUpdatedEvent
  | TicketTransitionedEvent
  | TicketClaimedEvent
  | TicketReleasedEvent
  | TicketLeaseRenewedEvent
  | TicketLabeledEvent
  | TicketUnlabeledEvent
  | TicketDueEvent
  | TicketDeletedEvent
  | TicketRestoredEvent
  | TicketVersionRedactedEvent
  | LabelRenamedEvent
  | LabelDeletedEvent
  | CommentCreatedEvent
  | CommentEditedEvent
  | CommentDeletedEvent
  | CommentVersionRedactedEvent;

/** A workspace was created with its first admin. */
export interface WorkspaceCreatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "workspace.created";
  data: {
    name: string;
  };
}

/** The name or settings of a workspace changed. */
export interface WorkspaceUpdatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "workspace.updated";
  data: {
    changes: {
      name?: {
        from: string;
        to: string;
      };
      require_if_match?: {
        from: boolean;
        to: boolean;
      };
      slug?: {
        from: string;
        to: string;
      };
      versions_visible_to_all?: {
        from: boolean;
        to: boolean;
      };
    };
  };
}

/** A workspace was deleted. */
export interface WorkspaceDeletedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "workspace.deleted";
  data: {
    name: string;
  };
}

/** A deleted workspace was restored. */
export interface WorkspaceRestoredEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "workspace.restored";
  data: {
    name: string;
  };
}

/** A person was invited by email address, or the role of an invitation changed. */
export interface MemberInvitedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "member.invited";
  data: {
    changes: {
      role: {
        from: "viewer" | "member" | "admin" | null;
        to: "viewer" | "member" | "admin";
      };
    };
  };
}

/** An invitation was accepted. */
export interface MemberJoinedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "member.joined";
  data: {
    invitation_id: string;
    invited_by?: string;
    changes: {
      role: {
        from: "viewer" | "member" | "admin" | null;
        to: "viewer" | "member" | "admin";
      };
    };
  };
}

/** The operator made somebody an admin who was not a member. */
export interface MemberAddedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "member.added";
  data: {
    changes: {
      role: {
        from: "viewer" | "member" | "admin" | null;
        to: "viewer" | "member" | "admin";
      };
    };
  };
}

/** A member's role changed. The actor is null if the operator made them an admin. */
export interface MemberRoleChangedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "member.role_changed";
  data: {
    changes: {
      role: {
        from: "viewer" | "member" | "admin";
        to: "viewer" | "member" | "admin";
      };
    };
  };
}

/** A member's handle changed. Read it from the member: the event does not contain it. */
export interface MemberHandleChangedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "member.handle_changed";
  data: Record<string, unknown>;
}

/** A member was removed by an admin, left, or was erased by the operator. */
export interface MemberRemovedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "member.removed";
  data: {
    changes: {
      role: {
        from: "viewer" | "member" | "admin";
        to: null;
      };
    };
    cause?: "person_erased";
  };
}

/** A service account was created and became a member. */
export interface ServiceAccountCreatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "service_account.created";
  data: {
    name: string;
    changes: {
      role: {
        from: "viewer" | "member" | "admin" | null;
        to: "viewer" | "member" | "admin";
      };
    };
  };
}

/** An invitation was declined. */
export interface InvitationDeclinedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "invitation.declined";
  data: {
    role: "viewer" | "member" | "admin";
  };
}

/** An invitation was withdrawn: by an admin, or with a `cause`, because its inviter is no longer an admin, because the invited person was erased, or because they are a member already. */
export interface InvitationWithdrawnEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "invitation.withdrawn";
  data: {
    role: "viewer" | "member" | "admin";
    cause?: "inviter_not_admin" | "invitee_erased" | "invitee_added";
  };
}

/** A workflow was created. */
export interface WorkflowCreatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "workflow.created";
  data: {
    name: string;
    initial_status: string;
    statuses: {
      status: string;
      category: "todo" | "doing" | "done";
    }[];
    transitions: {
      from: string;
      to: string;
      permission: "ticket:transition" | "ticket:reopen";
      reason_required: boolean;
      resolution_required: boolean;
    }[];
  };
}

/** A project was created. */
export interface ProjectCreatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "project.created";
  data: {
    name: string;
    key: string;
    workflow_id: string;
  };
}

/** The name or workflow of a project changed. */
export interface ProjectUpdatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "project.updated";
  data: {
    key: string;
    changes: {
      name?: {
        from: string;
        to: string;
      };
      workflow_id?: {
        from: string;
        to: string;
      };
    };
  };
}

/** A project was archived, which makes its tickets read-only. */
export interface ProjectArchivedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "project.archived";
  data: {
    key: string;
    changes: {
      archived_at: {
        from: string | null;
        to: string | null;
      };
    };
  };
}

/** An archived project was restored. */
export interface ProjectRestoredEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "project.restored";
  data: {
    key: string;
    changes: {
      archived_at: {
        from: string | null;
        to: string | null;
      };
    };
  };
}

/** A ticket was created. */
export interface TicketCreatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.created";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    /** The members whom this event mentions and who were not mentioned before. */
    mentions?: string[];
  };
}

export interface TicketChanges {
  title?: {
    from: string | null;
    to: string;
  };
  /** The text changed. Its event does not contain it: read the ticket or the comment. */
  description?: {
    changed: true;
  };
  priority?: {
    from: "none" | "low" | "medium" | "high" | "urgent" | null;
    to: "none" | "low" | "medium" | "high" | "urgent";
  };
  assignee_id?: {
    from: string | null;
    to: string | null;
  };
  due_on?: {
    from: string | null;
    to: string | null;
  };
  external_id?: {
    from: string | null;
    to: string | null;
  };
  metadata?: {
    from: Record<string, unknown> | null;
    /** Free-form data of integrations, at most 16 KiB as it is stored: with a space after each comma and colon, and numbers without an exponent. Integers that a double cannot represent are refused: send them as strings. */
    to: Record<string, unknown>;
  };
  status?: {
    from: string | null;
    to: string;
  };
  labels?: {
    from: string[] | null;
    to: string[];
  };
  resolution?: {
    from: "done" | "wont_do" | "duplicate" | "cannot_reproduce" | null;
    to: "done" | "wont_do" | "duplicate" | "cannot_reproduce" | null;
  };
  lease_expires_at?: {
    /** When the ticket returns to the queue unless the claim is renewed. */
    from: string | null;
    /** When the ticket returns to the queue unless the claim is renewed. */
    to: string | null;
  };
  returned_at?: {
    /** When a lease ran out. Until it is claimed, assigned or moved, `claim-next` offers the ticket, whatever its status. */
    from: string | null;
    /** When a lease ran out. Until it is claimed, assigned or moved, `claim-next` offers the ticket, whatever its status. */
    to: string | null;
  };
}

/** Fields of a ticket changed, possibly the assignee. With the cause `lease_expired`, the ticket was done and only its lease ended; with `redacted`, the operator took a secret out. */
export interface TicketUpdatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.updated";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    /** The members whom this event mentions and who were not mentioned before. */
    mentions?: string[];
    cause?: "assignee_removed" | "lease_expired" | "redacted";
  };
}

/** A ticket moved to another status. */
export interface TicketTransitionedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.transitioned";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    /** The members whom this event mentions and who were not mentioned before. */
    mentions?: string[];
    reason: string | null;
  };
}

/** A member claimed a ticket. `changes` includes the status if the claim also started it. */
export interface TicketClaimedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.claimed";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** The assignee or an admin released a ticket, or its lease ran out: then `cause` is `lease_expired` and nobody acted. */
export interface TicketReleasedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.released";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    cause?: "lease_expired";
  };
}

/** The assignee of a ticket renewed the lease of the claim. */
export interface TicketLeaseRenewedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.lease_renewed";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** A label was added to a ticket, or a label that it has was renamed. */
export interface TicketLabeledEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.labeled";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    label: string;
    cause?: "label_renamed";
  };
}

/** A label was removed from a ticket, or deleted. */
export interface TicketUnlabeledEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.unlabeled";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    label: string;
    cause?: "label_deleted";
  };
}

/** A ticket that is not done is due tomorrow (`soon`) or today, or its date has passed (`overdue`). The day is that of the assignee, or of the reporter if nobody is assigned. Nobody acted and nothing changed. */
export interface TicketDueEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.due";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    kind: "soon" | "today" | "overdue";
    due_on: string;
    assignee_id: string | null;
    reporter_id: string;
  };
}

/** A ticket was deleted. */
export interface TicketDeletedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.deleted";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** A deleted ticket was restored. */
export interface TicketRestoredEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.restored";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** An earlier title and description of a ticket were emptied. The ticket itself did not change. */
export interface TicketVersionRedactedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.version_redacted";
  data: {
    key: string;
    project_id: string;
    /** The version after this event. */
    version: number;
    status: string;
    changes: TicketChanges;
    redacted_version: number;
  };
}

/** A label was renamed, or merged into another. Each ticket that has it follows with an event of its own. */
export interface LabelRenamedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "label.renamed";
  data: {
    name: string;
    changes: {
      name: {
        from: string;
        to: string;
      };
    };
    /** Whether another label had that name already. */
    merged: boolean;
  };
}

/** A label was deleted. Each ticket that has it follows with an event of its own. */
export interface LabelDeletedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "label.deleted";
  data: {
    name: string;
  };
}

/** A comment was created. */
export interface CommentCreatedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "comment.created";
  data: {
    /** The ticket's key. */
    key: string;
    project_id: string;
    author_id: string;
    version: number;
    changes: {
      /** The text changed. Its event does not contain it: read the ticket or the comment. */
      body?: {
        changed: true;
      };
    };
    /** The members whom this event mentions and who were not mentioned before. */
    mentions?: string[];
  };
}

/** The text of a comment changed. With the cause `redacted`, the operator took a secret out. */
export interface CommentEditedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "comment.edited";
  data: {
    /** The ticket's key. */
    key: string;
    project_id: string;
    author_id: string;
    version: number;
    changes: {
      /** The text changed. Its event does not contain it: read the ticket or the comment. */
      body?: {
        changed: true;
      };
    };
    /** The members whom this event mentions and who were not mentioned before. */
    mentions?: string[];
    cause?: "redacted";
  };
}

/** A comment was deleted. */
export interface CommentDeletedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "comment.deleted";
  data: {
    /** The ticket's key. */
    key: string;
    project_id: string;
    author_id: string;
    version: number;
    changes: {
      /** The text changed. Its event does not contain it: read the ticket or the comment. */
      body?: {
        changed: true;
      };
    };
  };
}

/** An earlier text of a comment was emptied. The comment itself did not change. */
export interface CommentVersionRedactedEvent {
  /** The event's position in the workspace's feed. Sequences have no gaps within an epoch. */
  sequence: number;
  id: string;
  /** Null if Slacky itself is the actor. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "comment.version_redacted";
  data: {
    /** The ticket's key. */
    key: string;
    project_id: string;
    author_id: string;
    version: number;
    changes: {
      /** The text changed. Its event does not contain it: read the ticket or the comment. */
      body?: {
        changed: true;
      };
    };
    redacted_version: number;
  };
}

export interface StreamToken {
  /** Opens one stream of this workspace: `GET …/events?stream_token=…`. Shown once: null if the request is repeated with its `Idempotency-Key`. */
  stream_token: string | null;
  /** The stream must be opened before this time. */
  expires_at: string;
}

export interface AuditRecordPage {
  data: AuditRecord[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last: it ends when its texts reach 1 MiB. */
  next_cursor: string | null;
}

export interface AuditRecord {
  /** The record's position in the chain. There are no gaps. */
  sequence: number;
  /** An event type, or, for a refused attempt that would not have caused an event, the permission that it required. */
  action: string;
  outcome: "success" | "refused" | "failed";
  /** Null if the actor is Slacky itself or unknown. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  /** The API token that was used. Null if the actor is a person or Slacky itself. */
  token: {
    id: string;
    name: string;
  } | null;
  /** What changed. Texts of tickets and comments appear as `{sha256, length}`. */
  data: Record<string, unknown>;
  /** Null if unknown or erased. */
  ip_address: string | null;
  user_agent: string | null;
  /** Other personal data of the record, such as an invited email address, which only a caller who may manage members sees. Empty after it was erased. */
  personal: Record<string, unknown>;
  request_id: string | null;
  occurred_at: string;
  /** Null in the first record of a chain. */
  previous_hash: string | null;
  /** SHA-256 in hexadecimal. */
  hash: string;
}

export interface AuditVerification {
  ok: boolean;
  /** How many records were verified. */
  checked: number;
  /** How many of them had their personal data erased. */
  erased: number;
  /** Send this as `after` to continue. Null at the end of the chain. */
  next: number | null;
  first_bad?: {
    /** The record's position in the chain. There are no gaps. */
    sequence: number;
    reason: "missing" | "pruned" | "before_checkpoint" | "checkpoint_forged" | "checkpoint_beyond_head" | "hash_differs" | "unknown_format" | "column_differs" | "link_differs" | "personal_differs" | "beyond_head" | "head_missing" | "head_differs";
  };
  /** A signed checkpoint that replaces pruned records. Send its `sequence` as `after` to start there. */
  checkpoint?: {
    /** The last pruned record. */
    sequence: number;
    /** The first record pruned together with it. */
    pruned_from: number;
    /** All of them occurred before this time. */
    pruned_before: string;
    signed_at: string;
  };
}

export interface AuditHead {
  workspace_id: string;
  /** The last record, or 0 if there is none. */
  sequence: number;
  hash: string | null;
  signed_at: string;
  /** Signature by this installation over the other fields. */
  signature: string;
}

/** How any request may be refused. */
export type CommonProblem =
  | "internal"
  | "invalid_request"
  | "not_acceptable"
  | "rate_limited"
  | "unavailable";

/** Every way to be refused: the `code` of a problem. */
export type ProblemCode =
  | "address_changed_recently"
  | "already_claimed"
  | "already_member"
  | "assignee_not_member"
  | "bulk_failed"
  | "commit_unknown"
  | "content_too_large"
  | "cross_origin_refused"
  | "email_taken"
  | "email_unconfirmed"
  | "events_pruned"
  | "external_id_taken"
  | "feed_reset"
  | "forbidden"
  | "handle_taken"
  | "headers_too_large"
  | "idempotency_key_reused"
  | "insufficient_scope"
  | "internal"
  | "invalid_account_token"
  | "invalid_credentials"
  | "invalid_refresh_token"
  | "invalid_request"
  | "invalid_transition"
  | "invitation_expired"
  | "invitation_for_other_address"
  | "label_busy"
  | "last_admin"
  | "limit_reached"
  | "mail_disabled"
  | "malformed_http"
  | "metadata_too_large"
  | "method_not_allowed"
  | "not_acceptable"
  | "not_found"
  | "person_required"
  | "precondition_required"
  | "project_archived"
  | "project_key_taken"
  | "rate_limited"
  | "reason_required"
  | "registration_closed"
  | "request_in_progress"
  | "request_timeout"
  | "resolution_not_allowed"
  | "resolution_required"
  | "restore_expired"
  | "scope_beyond_role"
  | "search_too_slow"
  | "status_in_use"
  | "too_many_labels"
  | "too_many_streams"
  | "unauthenticated"
  | "unavailable"
  | "unknown_workflow"
  | "unsupported_media_type"
  | "version_is_current"
  | "version_mismatch"
  | "wrong_password";

/** Every operation: what it takes, what it answers, and how it may be refused. */
export interface Operations {
  /**
   * Get what a sign-in page needs to know about this server.
   *
   * Requires no token, and says more with a valid access token.
   */
  getInstance: {
    input: Record<string, never>;
    response: Instance;
    problem:
      | CommonProblem;
  };

  /**
   * Register an account and sign in.
   *
   * Requires no token.
   */
  register: {
    input: Register;
    response: SignedIn;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "cross_origin_refused"
      | "email_taken"
      | "registration_closed"
      | "unsupported_media_type";
  };

  /**
   * Get your account, memberships and invitations.
   *
   * Requires an access token, or an API token.
   */
  getMe: {
    input: Record<string, never>;
    response: Me;
    problem:
      | CommonProblem
      | "unauthenticated";
  };

  /**
   * Change your name.
   *
   * Requires the access token of a person.
   */
  updateMe: {
    input: UpdateMe;
    response: Me;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "person_required"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Change your password and end your other sessions.
   *
   * Requires the access token of a person.
   */
  changePassword: {
    input: ChangePassword;
    response: PasswordChanged;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "person_required"
      | "unauthenticated"
      | "unsupported_media_type"
      | "wrong_password";
  };

  /**
   * Get your time zone and the times of your digest.
   *
   * Requires the access token of a person.
   */
  getPersonalNotificationSettings: {
    input: Record<string, never>;
    response: PersonalNotificationSettings;
    problem:
      | CommonProblem
      | "person_required"
      | "unauthenticated";
  };

  /**
   * Change your time zone and the times of your digest.
   *
   * Requires the access token of a person.
   */
  updatePersonalNotificationSettings: {
    input: UpdatePersonalNotificationSettings;
    response: PersonalNotificationSettings;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "person_required"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Sign in.
   *
   * Requires no token.
   */
  signIn: {
    input: SignIn;
    response: SignedIn;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "cross_origin_refused"
      | "invalid_credentials"
      | "unsupported_media_type";
  };

  /**
   * Exchange a refresh token for new tokens.
   *
   * Requires no token.
   */
  refreshSession: {
    input: RefreshSession;
    response: SignedIn;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "cross_origin_refused"
      | "invalid_refresh_token"
      | "unsupported_media_type";
  };

  /**
   * Sign out: end the session of a refresh token.
   *
   * Requires no token.
   */
  signOut: {
    input: RefreshSession;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "cross_origin_refused"
      | "unsupported_media_type";
  };

  /**
   * List your sessions.
   *
   * Requires the access token of a person.
   */
  listSessions: {
    input: {
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: SessionPage;
    problem:
      | CommonProblem
      | "person_required"
      | "unauthenticated";
  };

  /**
   * End one of your sessions.
   *
   * Requires the access token of a person.
   */
  endSession: {
    input: {
      session_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "not_found"
      | "person_required"
      | "unauthenticated";
  };

  /**
   * Ask for a mail with a link that resets a password.
   *
   * Requires no token.
   */
  requestPasswordReset: {
    input: RequestPasswordReset;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "unsupported_media_type";
  };

  /**
   * Choose a new password with the link of a mail, and end all sessions.
   *
   * Requires no token.
   */
  resetPassword: {
    input: ResetPassword;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "invalid_account_token"
      | "unsupported_media_type";
  };

  /**
   * Confirm an email address, or a new one, with the link of a mail.
   *
   * Requires no token.
   */
  confirmAddress: {
    input: AccountToken;
    response: ConfirmedAddress;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "email_taken"
      | "invalid_account_token"
      | "unsupported_media_type";
  };

  /**
   * Stop a change of email address with the link that its former address got.
   *
   * Requires no token.
   */
  stopAddressChange: {
    input: AccountToken;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "invalid_account_token"
      | "unsupported_media_type";
  };

  /**
   * Change your email address, once the new one is confirmed.
   *
   * Requires the access token of a person.
   */
  changeEmail: {
    input: ChangeAddress;
    response: AddressState;
    problem:
      | CommonProblem
      | "address_changed_recently"
      | "commit_unknown"
      | "content_too_large"
      | "email_taken"
      | "person_required"
      | "unauthenticated"
      | "unsupported_media_type"
      | "wrong_password";
  };

  /**
   * Ask for another mail that confirms your email address.
   *
   * Requires the access token of a person.
   */
  requestConfirmation: {
    input: Record<string, never>;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "idempotency_key_reused"
      | "mail_disabled"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List the workspaces that you are a member of.
   *
   * Requires an access token, or an API token.
   */
  listWorkspaces: {
    input: {
      /** `true` lists the deleted workspaces that you can restore instead: you were an admin, and they were deleted in the last 30 days. */
      deleted?: "true" | "false";
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: WorkspacePage;
    problem:
      | CommonProblem
      | "unauthenticated";
  };

  /**
   * Create a workspace and become its admin.
   *
   * Requires the access token of a person.
   */
  createWorkspace: {
    input: CreateWorkspace;
    response: Workspace;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "idempotency_key_reused"
      | "limit_reached"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Get a workspace.
   *
   * Requires the permission `workspace:read` (viewer, member, admin).
   */
  getWorkspace: {
    input: {
      workspace_id: string;
    };
    response: Workspace;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Change the name or settings of a workspace.
   *
   * Requires the permission `workspace:edit` (admin).
   */
  updateWorkspace: {
    input: {
      workspace_id: string;
    } & UpdateWorkspace;
    response: Workspace;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Delete a workspace; an admin can restore it for 30 days.
   *
   * Requires the permission `workspace:delete` (admin).
   */
  deleteWorkspace: {
    input: {
      workspace_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "person_required"
      | "unauthenticated";
  };

  /**
   * Restore a deleted workspace as one of its admins.
   *
   * Requires the access token of a person.
   */
  restoreWorkspace: {
    input: {
      workspace_id: string;
    };
    response: Workspace;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "restore_expired"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List members and invitations.
   *
   * Requires the permission `member:read` (viewer, member, admin).
   */
  listMembers: {
    input: {
      workspace_id: string;
      /** The beginning of a name or a handle, in any case, with or without `@`. Finds active members, at most 20: the one with this handle, then by name. */
      q?: string;
      /** Only members in this state; `invited` includes invitations that have expired. By default, active members first, then invited ones. Only who may manage members sees invited ones. */
      state?: "active" | "invited" | "removed";
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: MemberPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Invite a person by email address.
   *
   * Requires the permission `member:manage` (admin).
   */
  inviteMember: {
    input: {
      workspace_id: string;
    } & InviteMember;
    response: Member;
    problem:
      | CommonProblem
      | "already_member"
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "limit_reached"
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Change the handle or the role of a member.
   *
   * Requires the permission `member:read` (viewer, member, admin).
   */
  updateMember: {
    input: {
      workspace_id: string;
      user_id: string;
    } & UpdateMember;
    response: Member;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "handle_taken"
      | "insufficient_scope"
      | "last_admin"
      | "limit_reached"
      | "not_found"
      | "person_required"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Remove a member, or leave the workspace.
   *
   * Requires the permission `member:read` (viewer, member, admin).
   */
  removeMember: {
    input: {
      workspace_id: string;
      user_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "last_admin"
      | "not_found"
      | "person_required"
      | "unauthenticated";
  };

  /**
   * Withdraw an invitation.
   *
   * Requires the permission `member:manage` (admin).
   */
  withdrawInvitation: {
    input: {
      workspace_id: string;
      invitation_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Accept an invitation to a workspace.
   *
   * Requires the access token of a person.
   */
  acceptInvitation: {
    input: {
      workspace_id: string;
    };
    response: Membership;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "email_unconfirmed"
      | "idempotency_key_reused"
      | "invitation_expired"
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Accept an invitation to your address by its link.
   *
   * Requires the access token of a person.
   */
  acceptInvitationByLink: {
    input: InvitationLink;
    response: Membership;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "email_unconfirmed"
      | "idempotency_key_reused"
      | "invalid_account_token"
      | "invitation_expired"
      | "invitation_for_other_address"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Read an invitation by its link.
   *
   * Requires no token.
   */
  readInvitation: {
    input: InvitationLink;
    response: LinkedInvitation;
    problem:
      | CommonProblem
      | "content_too_large"
      | "invalid_account_token"
      | "invitation_expired"
      | "unsupported_media_type";
  };

  /**
   * Create an account by the link of an invitation, and join.
   *
   * Requires no token.
   */
  registerByInvitation: {
    input: RegisterByLink;
    response: JoinedByLink;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "email_taken"
      | "invalid_account_token"
      | "invitation_expired"
      | "registration_closed"
      | "unsupported_media_type";
  };

  /**
   * Decline an invitation to a workspace.
   *
   * Requires the access token of a person.
   */
  declineInvitation: {
    input: {
      workspace_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "idempotency_key_reused"
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List the service accounts.
   *
   * Requires the permission `member:read` (viewer, member, admin).
   */
  listServiceAccounts: {
    input: {
      workspace_id: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: ServiceAccountPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Create a service account.
   *
   * Requires the permission `service_account:manage` (admin).
   */
  createServiceAccount: {
    input: {
      workspace_id: string;
    } & CreateServiceAccount;
    response: ServiceAccount;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "limit_reached"
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Get a service account.
   *
   * Requires the permission `member:read` (viewer, member, admin).
   */
  getServiceAccount: {
    input: {
      workspace_id: string;
      user_id: string;
    };
    response: ServiceAccount;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * List the API tokens of a service account.
   *
   * Requires the permission `service_account:manage` (admin).
   */
  listApiTokens: {
    input: {
      workspace_id: string;
      user_id: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: ApiTokenPage;
    problem:
      | CommonProblem
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "person_required"
      | "unauthenticated";
  };

  /**
   * Create an API token for a service account.
   *
   * Requires the permission `service_account:manage` (admin).
   */
  createApiToken: {
    input: {
      workspace_id: string;
      user_id: string;
    } & CreateApiToken;
    response: NewApiToken;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "limit_reached"
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "scope_beyond_role"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Get the metadata of an API token.
   *
   * Requires the permission `service_account:manage` (admin).
   */
  getApiToken: {
    input: {
      workspace_id: string;
      user_id: string;
      token_id: string;
    };
    response: ApiToken;
    problem:
      | CommonProblem
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "person_required"
      | "unauthenticated";
  };

  /**
   * Revoke an API token.
   *
   * Requires the permission `service_account:manage` (admin).
   */
  revokeApiToken: {
    input: {
      workspace_id: string;
      user_id: string;
      token_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "person_required"
      | "unauthenticated";
  };

  /**
   * Run up to 100 ticket operations in one request.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  runBulkOperations: {
    input: {
      workspace_id: string;
    } & RunBulkOperations;
    response: BulkResults;
    problem:
      | CommonProblem
      | "bulk_failed"
      | "commit_unknown"
      | "content_too_large"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "not_found"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Count tickets by status, as current as the feed.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  countTickets: {
    input: {
      workspace_id: string;
      group_by: "status";
      /** The project's ID or key. */
      project_id?: string;
      /** `include` adds tickets of archived projects. Without effect where `project_id` is given; a search for a key finds its ticket in any case. */
      archived?: "false" | "include";
    };
    response: TicketCounts;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Claim a ticket: assign it to yourself and start it.
   *
   * Requires the permission `ticket:claim` (member, admin).
   */
  claimTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    } & ClaimTicket;
    response: Ticket;
    problem:
      | CommonProblem
      | "already_claimed"
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "not_found"
      | "project_archived"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type"
      | "version_mismatch";
  };

  /**
   * Release a claimed ticket.
   *
   * Requires the permission `ticket:claim` (member, admin).
   */
  releaseTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: Ticket;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "project_archived"
      | "unauthenticated"
      | "version_mismatch";
  };

  /**
   * Claim the next ticket in the queue of a project.
   *
   * Requires the permission `ticket:claim` (member, admin).
   */
  claimNextTicket: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    } & ClaimTicket;
    response: Ticket | undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "not_found"
      | "project_archived"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Create a ticket.
   *
   * Requires the permission `ticket:create` (member, admin).
   */
  createTicket: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    } & CreateTicket;
    response: Ticket;
    problem:
      | CommonProblem
      | "assignee_not_member"
      | "commit_unknown"
      | "content_too_large"
      | "external_id_taken"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "label_busy"
      | "metadata_too_large"
      | "not_found"
      | "project_archived"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List the tickets of a project.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  listProjectTickets: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
      /** These tickets, in the order of the list. One that does not exist, or does not match the other filters, is left out. Tickets of archived projects are included. */
      id?: string | readonly string[];
      status?: string | readonly string[];
      /** Of the status, in the workflow of the ticket's project. */
      category?: "todo" | "doing" | "done" | readonly ("todo" | "doing" | "done")[];
      assignee_id?: "none" | "me" | string | readonly ("none" | "me" | string)[];
      reporter_id?: "me" | string;
      priority?: "none" | "low" | "medium" | "high" | "urgent" | readonly ("none" | "low" | "medium" | "high" | "urgent")[];
      /** All of these. */
      label?: string | readonly string[];
      external_id?: string;
      /** Finds words of titles, descriptions and comments, or a ticket by its key, number or external ID. All words have to be there, the last one as a prefix; `word*` is a prefix, `"a phrase"` stands together, `-word` and `-"a phrase"` must not be there. */
      q?: string;
      created_after?: string;
      created_before?: string;
      updated_after?: string;
      due_before?: string;
      /** `true` lists deleted tickets instead. */
      deleted?: "true" | "false";
      /** `card` returns of each ticket what a board shows: no text but its title. */
      fields?: "card";
      /** Items per page, 1 to 100; with `fields=card`, 1 to 500. By default 50, or with `id` all that are named. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
      /** `queue` is the order in which `claim-next` takes tickets, the most urgent first, then the oldest; it needs a project and `status`. `deleted_at` needs `deleted=true`. */
      sort?: "created_at" | "-created_at" | "priority" | "-priority" | "due_on" | "-due_on" | "queue" | "deleted_at" | "-deleted_at";
    };
    response: TicketPage;
    cards: TicketCardPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "search_too_slow"
      | "unauthenticated";
  };

  /**
   * List the tickets of a workspace.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  listTickets: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id?: string;
      /** `include` adds tickets of archived projects. Without effect where `project_id` is given; a search for a key finds its ticket in any case. */
      archived?: "false" | "include";
      /** These tickets, in the order of the list. One that does not exist, or does not match the other filters, is left out. Tickets of archived projects are included. */
      id?: string | readonly string[];
      status?: string | readonly string[];
      /** Of the status, in the workflow of the ticket's project. */
      category?: "todo" | "doing" | "done" | readonly ("todo" | "doing" | "done")[];
      assignee_id?: "none" | "me" | string | readonly ("none" | "me" | string)[];
      reporter_id?: "me" | string;
      priority?: "none" | "low" | "medium" | "high" | "urgent" | readonly ("none" | "low" | "medium" | "high" | "urgent")[];
      /** All of these. */
      label?: string | readonly string[];
      external_id?: string;
      /** Finds words of titles, descriptions and comments, or a ticket by its key, number or external ID. All words have to be there, the last one as a prefix; `word*` is a prefix, `"a phrase"` stands together, `-word` and `-"a phrase"` must not be there. */
      q?: string;
      created_after?: string;
      created_before?: string;
      updated_after?: string;
      due_before?: string;
      /** `true` lists deleted tickets instead. */
      deleted?: "true" | "false";
      /** `card` returns of each ticket what a board shows: no text but its title. */
      fields?: "card";
      /** Items per page, 1 to 100; with `fields=card`, 1 to 500. By default 50, or with `id` all that are named. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
      /** `queue` is the order in which `claim-next` takes tickets, the most urgent first, then the oldest; it needs a project and `status`. `deleted_at` needs `deleted=true`. */
      sort?: "created_at" | "-created_at" | "priority" | "-priority" | "due_on" | "-due_on" | "queue" | "deleted_at" | "-deleted_at";
    };
    response: TicketPage;
    cards: TicketCardPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "search_too_slow"
      | "unauthenticated";
  };

  /**
   * Get a ticket.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  getTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: Ticket;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Change fields of a ticket.
   *
   * Requires the permission `ticket:edit` (member, admin). `If-Match` is required if the workspace has `require_if_match`.
   */
  updateTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    } & UpdateTicket;
    response: Ticket;
    problem:
      | CommonProblem
      | "assignee_not_member"
      | "commit_unknown"
      | "content_too_large"
      | "external_id_taken"
      | "forbidden"
      | "insufficient_scope"
      | "metadata_too_large"
      | "not_found"
      | "precondition_required"
      | "project_archived"
      | "unauthenticated"
      | "unsupported_media_type"
      | "version_mismatch";
  };

  /**
   * Delete a ticket; it can be restored.
   *
   * Requires the permission `ticket:delete` (member, admin). `If-Match` is required if the workspace has `require_if_match`.
   */
  deleteTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "precondition_required"
      | "project_archived"
      | "unauthenticated"
      | "version_mismatch";
  };

  /**
   * Restore a deleted ticket.
   *
   * Requires the permission `ticket:restore` (member, admin). `If-Match` is required if the workspace has `require_if_match`.
   */
  restoreTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: Ticket;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "not_found"
      | "precondition_required"
      | "project_archived"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type"
      | "version_mismatch";
  };

  /**
   * List the transitions that you can make now.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  listTransitions: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: AllowedTransitions;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Move a ticket to another status.
   *
   * Requires the permission `ticket:transition` (member, admin). `If-Match` is required if the workspace has `require_if_match`.
   */
  transitionTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    } & TransitionTicket;
    response: Ticket;
    problem:
      | CommonProblem
      | "assignee_not_member"
      | "commit_unknown"
      | "content_too_large"
      | "external_id_taken"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "invalid_transition"
      | "metadata_too_large"
      | "not_found"
      | "precondition_required"
      | "project_archived"
      | "reason_required"
      | "request_in_progress"
      | "resolution_not_allowed"
      | "resolution_required"
      | "unauthenticated"
      | "unsupported_media_type"
      | "version_mismatch";
  };

  /**
   * List the status changes of a ticket.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  listTicketHistory: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: StatusChangePage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Add a label to a ticket.
   *
   * Requires the permission `ticket:edit` (member, admin).
   */
  labelTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      name: string;
    };
    response: Ticket;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "label_busy"
      | "not_found"
      | "project_archived"
      | "too_many_labels"
      | "unauthenticated"
      | "version_mismatch";
  };

  /**
   * Remove a label from a ticket.
   *
   * Requires the permission `ticket:edit` (member, admin).
   */
  unlabelTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      name: string;
    };
    response: Ticket;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "project_archived"
      | "unauthenticated"
      | "version_mismatch";
  };

  /**
   * List the titles and descriptions that a ticket has and had.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  listTicketVersions: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: TicketVersionPage;
    problem:
      | CommonProblem
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Empty an earlier title and description of a ticket.
   *
   * Requires the permission `ticket:edit` (member, admin).
   */
  redactTicketVersion: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      /** The number of a version. */
      version: number;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated"
      | "version_is_current";
  };

  /**
   * List the labels of a workspace.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  listLabels: {
    input: {
      workspace_id: string;
      /** The beginning of the name, in any case. */
      prefix?: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: LabelPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Rename a label, or merge it into another.
   *
   * Requires the permission `label:manage` (member, admin).
   */
  updateLabel: {
    input: {
      workspace_id: string;
      label: string;
    } & UpdateLabel;
    response: Label;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "insufficient_scope"
      | "label_busy"
      | "not_found"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Delete a label and remove it from all tickets.
   *
   * Requires the permission `label:manage` (member, admin).
   */
  deleteLabel: {
    input: {
      workspace_id: string;
      label: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Render a text as it would be stored, to preview it.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  renderMarkdown: {
    input: {
      workspace_id: string;
    } & RenderMarkdown;
    response: RenderedMarkdown;
    problem:
      | CommonProblem
      | "content_too_large"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Comment on a ticket.
   *
   * Requires the permission `comment:create` (member, admin).
   */
  createComment: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    } & CreateComment;
    response: Comment;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "not_found"
      | "project_archived"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List the comments of a ticket.
   *
   * Requires the permission `comment:read` (viewer, member, admin).
   */
  listComments: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      sort?: "created_at" | "-created_at";
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: CommentPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Get a comment.
   *
   * Requires the permission `comment:read` (viewer, member, admin).
   */
  getComment: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      comment_id: string;
    };
    response: Comment;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Change the text of a comment.
   *
   * Requires the permission `comment:edit_own` (member, admin). `If-Match` is required if the workspace has `require_if_match`.
   */
  updateComment: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      comment_id: string;
    } & UpdateComment;
    response: Comment;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "precondition_required"
      | "project_archived"
      | "unauthenticated"
      | "unsupported_media_type"
      | "version_mismatch";
  };

  /**
   * Delete a comment.
   *
   * Requires the permission `comment:edit_own` (member, admin). `If-Match` is required if the workspace has `require_if_match`.
   */
  deleteComment: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      comment_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "precondition_required"
      | "project_archived"
      | "unauthenticated"
      | "version_mismatch";
  };

  /**
   * Get whether you watch a ticket.
   *
   * Requires the permission `ticket:watch` (viewer, member, admin).
   */
  getWatch: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: Watch;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Watch or mute a ticket.
   *
   * Requires the permission `ticket:watch` (viewer, member, admin).
   */
  watchTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    } & WatchTicket;
    response: Watch;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "insufficient_scope"
      | "limit_reached"
      | "not_found"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Leave a ticket, for good: only you can make yourself watch it again.
   *
   * Requires the permission `ticket:watch` (viewer, member, admin).
   */
  unwatchTicket: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * List those who watch a ticket.
   *
   * Requires the permission `ticket:read` (viewer, member, admin).
   */
  listWatchers: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: WatcherPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Get whether you watch or mute a project.
   *
   * Requires the permission `ticket:watch` (viewer, member, admin).
   */
  getProjectWatch: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    };
    response: ProjectWatch;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Watch a project, for its new tickets, or mute it.
   *
   * Requires the permission `ticket:watch` (viewer, member, admin).
   */
  watchProject: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    } & WatchProject;
    response: ProjectWatch;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "insufficient_scope"
      | "limit_reached"
      | "not_found"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Neither watch nor mute a project.
   *
   * Requires the permission `ticket:watch` (viewer, member, admin).
   */
  unwatchProject: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * List the texts that a comment has and had.
   *
   * Requires the permission `comment:read` (viewer, member, admin).
   */
  listCommentVersions: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      comment_id: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: CommentVersionPage;
    problem:
      | CommonProblem
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Empty an earlier text of a comment.
   *
   * Requires the permission `comment:edit_own` (member, admin).
   */
  redactCommentVersion: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      comment_id: string;
      /** The number of a version. */
      version: number;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated"
      | "version_is_current";
  };

  /**
   * Get what you are notified of in a workspace, and how.
   *
   * Requires the permission `notification:manage` (viewer, member, admin).
   */
  getNotificationSettings: {
    input: {
      workspace_id: string;
    };
    response: NotificationSettings;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Change what you are notified of in a workspace, and how.
   *
   * Requires the permission `notification:manage` (viewer, member, admin).
   */
  updateNotificationSettings: {
    input: {
      workspace_id: string;
    } & UpdateNotificationSettings;
    response: NotificationSettings;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "insufficient_scope"
      | "not_found"
      | "person_required"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Read your inbox, as pages or as a stream.
   *
   * Requires an access token, or an API token with the scope `notification:manage`. With `Accept: text/event-stream` the response is a live stream.
   */
  listNotifications: {
    input: {
      /** Only what is unread, or only what is read. */
      unread?: "true" | "false";
      /** `include` adds what you have archived, `true` lists only that. */
      archived?: "false" | "include" | "true";
      /** `include` adds tickets of archived projects. */
      archived_projects?: "false" | "include";
      workspace_id?: string;
      reason?: "assigned" | "mentioned" | "commented" | "transitioned" | "claimed" | "due" | "watching";
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
      /** For a stream, instead of the `Authorization` header, which `EventSource` cannot send. A stream token works once and expires after 30 seconds. */
      stream_token?: string;
    };
    response: NotificationPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "too_many_streams"
      | "unauthenticated";
  };

  /**
   * Count what is unread in your inbox.
   *
   * Requires an access token, or an API token with the scope `notification:manage`.
   */
  countUnreadNotifications: {
    input: Record<string, never>;
    response: UnreadCount;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "unauthenticated";
  };

  /**
   * Mark everything as read that you have seen.
   *
   * Requires an access token, or an API token with the scope `notification:manage`.
   */
  readAllNotifications: {
    input: ReadAllNotifications;
    response: MarkedNotifications;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Create a token with which a browser's EventSource can open the stream of your inbox.
   *
   * Requires the access token of a person.
   */
  createInboxStreamToken: {
    input: Record<string, never>;
    response: InboxStreamToken;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "idempotency_key_reused"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Mark a notice as read.
   *
   * Requires an access token, or an API token with the scope `notification:manage`.
   */
  readNotice: {
    input: {
      notification_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Mark a notice as unread.
   *
   * Requires an access token, or an API token with the scope `notification:manage`.
   */
  unreadNotice: {
    input: {
      notification_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Archive a notice.
   *
   * Requires an access token, or an API token with the scope `notification:manage`.
   */
  archiveNotice: {
    input: {
      notification_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Take a notice out of the archive.
   *
   * Requires an access token, or an API token with the scope `notification:manage`.
   */
  unarchiveNotice: {
    input: {
      notification_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Mark a ticket in your inbox as read, up to what you have seen.
   *
   * Requires the permission `notification:manage` (viewer, member, admin).
   */
  readNotification: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    } & ReadNotification;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Mark a ticket in your inbox as unread.
   *
   * Requires the permission `notification:manage` (viewer, member, admin).
   */
  unreadNotification: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Archive a ticket in your inbox, until something happens on it.
   *
   * Requires the permission `notification:manage` (viewer, member, admin).
   */
  archiveNotification: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    } & ArchiveNotification;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Take a ticket in your inbox out of the archive.
   *
   * Requires the permission `notification:manage` (viewer, member, admin).
   */
  unarchiveNotification: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Create a workflow; workflows are immutable.
   *
   * Requires the permission `workflow:manage` (admin).
   */
  createWorkflow: {
    input: {
      workspace_id: string;
    } & CreateWorkflow;
    response: Workflow;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "limit_reached"
      | "not_found"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List the workflows of a workspace.
   *
   * Requires the permission `workflow:read` (viewer, member, admin).
   */
  listWorkflows: {
    input: {
      workspace_id: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: WorkflowPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Get a workflow.
   *
   * Requires the permission `workflow:read` (viewer, member, admin).
   */
  getWorkflow: {
    input: {
      workspace_id: string;
      workflow_id: string;
    };
    response: Workflow;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Create a project.
   *
   * Requires the permission `project:manage` (admin).
   */
  createProject: {
    input: {
      workspace_id: string;
    } & CreateProject;
    response: Project;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "limit_reached"
      | "not_found"
      | "project_key_taken"
      | "request_in_progress"
      | "unauthenticated"
      | "unknown_workflow"
      | "unsupported_media_type";
  };

  /**
   * List the projects of a workspace.
   *
   * Requires the permission `project:read` (viewer, member, admin).
   */
  listProjects: {
    input: {
      workspace_id: string;
      /** `include` adds archived projects, `true` lists them only. */
      archived?: "false" | "include" | "true";
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: ProjectPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Get a project.
   *
   * Requires the permission `project:read` (viewer, member, admin).
   */
  getProject: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    };
    response: Project;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Change the name or workflow of a project.
   *
   * Requires the permission `project:manage` (admin).
   */
  updateProject: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    } & UpdateProject;
    response: Project;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "project_archived"
      | "status_in_use"
      | "unauthenticated"
      | "unknown_workflow"
      | "unsupported_media_type";
  };

  /**
   * Archive a project, which makes its tickets read-only.
   *
   * Requires the permission `project:manage` (admin).
   */
  archiveProject: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    };
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Restore an archived project.
   *
   * Requires the permission `project:manage` (admin).
   */
  restoreProject: {
    input: {
      workspace_id: string;
      /** The project's ID or key. */
      project_id: string;
    };
    response: Project;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "forbidden"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "not_found"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Read the feed of events, in order, as pages or as a stream.
   *
   * Requires the permission `event:read` (viewer, member, admin). With `Accept: text/event-stream` the response is a live stream.
   */
  listEvents: {
    input: {
      workspace_id: string;
      /** The sequence of the last event that you have seen. 0 means the beginning. */
      after?: number;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** For a stream: whether it also has messages `inbox` with the counts of your inbox, without an ID, at first and whenever they change. */
      inbox?: "true" | "false";
      /** For a stream, instead of the `Authorization` header, which `EventSource` cannot send. A stream token works once and expires after 30 seconds. */
      stream_token?: string;
    };
    response: FeedPage;
    problem:
      | CommonProblem
      | "events_pruned"
      | "feed_reset"
      | "insufficient_scope"
      | "not_found"
      | "too_many_streams"
      | "unauthenticated";
  };

  /**
   * Read the events of a ticket: what happened on it.
   *
   * Requires the permission `event:read` (viewer, member, admin).
   */
  listTicketEvents: {
    input: {
      workspace_id: string;
      /** The ticket's ID or key. */
      ticket_id: string;
      /** The sequence of the last event that you have seen. 0 means the beginning. */
      after?: number;
      /** Only events before this sequence. With `sort=-sequence`, the sequence of the last event of the previous page continues the list. */
      before?: number;
      /** `-sequence` is the newest first. */
      sort?: "sequence" | "-sequence";
      /** Items per page, 1 to 100. */
      limit?: number;
    };
    response: FeedPage;
    problem:
      | CommonProblem
      | "feed_reset"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Create a token with which a browser's EventSource can open the stream.
   *
   * Requires the permission `event:read` (viewer, member, admin).
   */
  createStreamToken: {
    input: {
      workspace_id: string;
    };
    response: StreamToken;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "idempotency_key_reused"
      | "insufficient_scope"
      | "not_found"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List audit records, newest first.
   *
   * Requires the permission `audit:read` (admin).
   */
  listAuditRecords: {
    input: {
      workspace_id: string;
      actor_id?: string;
      action?: "signed_in" | "workspace:read" | "member:read" | "project:read" | "workflow:read" | "ticket:read" | "ticket:watch" | "comment:read" | "event:read" | "notification:manage" | "ticket:create" | "ticket:edit" | "ticket:transition" | "ticket:claim" | "ticket:delete" | "ticket:restore" | "label:manage" | "comment:create" | "comment:edit_own" | "workspace:edit" | "workspace:delete" | "member:manage" | "service_account:manage" | "project:manage" | "workflow:manage" | "ticket:reopen" | "ticket:release_any" | "comment:edit_any" | "version:read_any" | "version:redact_any" | "audit:read" | "user.registered" | "user.updated" | "user.password_changed" | "user.password_reset" | "user.address_changed" | "user.address_confirmed" | "user.erased" | "session.started" | "session.refreshed" | "session.ended" | "session.reuse_detected" | "token.created" | "token.revoked" | "mail.bounced" | "workspace.created" | "workspace.updated" | "workspace.deleted" | "workspace.restored" | "member.invited" | "member.joined" | "member.added" | "member.role_changed" | "member.handle_changed" | "member.removed" | "service_account.created" | "invitation.declined" | "invitation.withdrawn" | "workflow.created" | "project.created" | "project.updated" | "project.archived" | "project.restored" | "ticket.created" | "ticket.updated" | "ticket.transitioned" | "ticket.claimed" | "ticket.released" | "ticket.lease_renewed" | "ticket.labeled" | "ticket.unlabeled" | "ticket.due" | "ticket.deleted" | "ticket.restored" | "ticket.version_redacted" | "label.renamed" | "label.deleted" | "comment.created" | "comment.edited" | "comment.deleted" | "comment.version_redacted";
      subject_id?: string;
      /** Only actions by this API token. */
      token_id?: string;
      outcome?: "success" | "refused" | "failed";
      /** At this time or later. */
      from?: string;
      /** Before this time. */
      to?: string;
      /** Items per page, 1 to 100. */
      limit?: number;
      /** The `next_cursor` of the previous page. */
      cursor?: string;
    };
    response: AuditRecordPage;
    problem:
      | CommonProblem
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Verify the chain of the audit log, a batch of records at a time.
   *
   * Requires the permission `audit:read` (admin).
   */
  verifyAuditLog: {
    input: {
      workspace_id: string;
      /** `next` of the previous response, or the sequence of a checkpoint that you trust. By default, verification starts at the first record. */
      after?: number;
    };
    response: AuditVerification;
    problem:
      | CommonProblem
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Get the signed head of the audit log, to store it elsewhere.
   *
   * Requires the permission `audit:read` (admin).
   */
  getAuditHead: {
    input: {
      workspace_id: string;
    };
    response: AuditHead;
    problem:
      | CommonProblem
      | "forbidden"
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };
}

/** How each operation travels. */
export const operations = {
  getInstance: {
    method: "GET",
    path: "/v1/instance",
    optionalToken: true,
  },
  register: {
    method: "POST",
    path: "/v1/auth/register",
    body: true,
    open: true,
  },
  getMe: {
    method: "GET",
    path: "/v1/me",
  },
  updateMe: {
    method: "PATCH",
    path: "/v1/me",
    body: true,
  },
  changePassword: {
    method: "PUT",
    path: "/v1/me/password",
    body: true,
  },
  getPersonalNotificationSettings: {
    method: "GET",
    path: "/v1/me/notification-settings",
  },
  updatePersonalNotificationSettings: {
    method: "PATCH",
    path: "/v1/me/notification-settings",
    body: true,
  },
  signIn: {
    method: "POST",
    path: "/v1/auth/login",
    body: true,
    open: true,
  },
  refreshSession: {
    method: "POST",
    path: "/v1/auth/refresh",
    body: true,
    open: true,
  },
  signOut: {
    method: "POST",
    path: "/v1/auth/logout",
    body: true,
    open: true,
  },
  listSessions: {
    method: "GET",
    path: "/v1/me/sessions",
    paged: true,
  },
  endSession: {
    method: "DELETE",
    path: "/v1/me/sessions/{session_id}",
  },
  requestPasswordReset: {
    method: "POST",
    path: "/v1/auth/password-reset",
    body: true,
    open: true,
  },
  resetPassword: {
    method: "POST",
    path: "/v1/auth/password-reset/confirm",
    body: true,
    open: true,
  },
  confirmAddress: {
    method: "POST",
    path: "/v1/auth/confirm",
    body: true,
    open: true,
  },
  stopAddressChange: {
    method: "POST",
    path: "/v1/auth/address-change/stop",
    body: true,
    open: true,
  },
  changeEmail: {
    method: "PUT",
    path: "/v1/me/email",
    body: true,
  },
  requestConfirmation: {
    method: "POST",
    path: "/v1/me/email/confirmation",
    body: true,
    idempotencyKey: true,
  },
  listWorkspaces: {
    method: "GET",
    path: "/v1/workspaces",
    paged: true,
  },
  createWorkspace: {
    method: "POST",
    path: "/v1/workspaces",
    body: true,
    idempotencyKey: true,
  },
  getWorkspace: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}",
  },
  updateWorkspace: {
    method: "PATCH",
    path: "/v1/workspaces/{workspace_id}",
    body: true,
  },
  deleteWorkspace: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}",
  },
  restoreWorkspace: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/restore",
    body: true,
    idempotencyKey: true,
  },
  listMembers: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/members",
    paged: true,
  },
  inviteMember: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/members",
    body: true,
    idempotencyKey: true,
  },
  updateMember: {
    method: "PATCH",
    path: "/v1/workspaces/{workspace_id}/members/{user_id}",
    body: true,
  },
  removeMember: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/members/{user_id}",
  },
  withdrawInvitation: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/invitations/{invitation_id}",
  },
  acceptInvitation: {
    method: "POST",
    path: "/v1/me/invitations/{workspace_id}/accept",
    body: true,
    idempotencyKey: true,
  },
  acceptInvitationByLink: {
    method: "POST",
    path: "/v1/me/invitations/accept",
    body: true,
    idempotencyKey: true,
  },
  readInvitation: {
    method: "POST",
    path: "/v1/auth/invitation",
    body: true,
    open: true,
  },
  registerByInvitation: {
    method: "POST",
    path: "/v1/auth/invitation/register",
    body: true,
    open: true,
  },
  declineInvitation: {
    method: "POST",
    path: "/v1/me/invitations/{workspace_id}/decline",
    body: true,
    idempotencyKey: true,
  },
  listServiceAccounts: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/service-accounts",
    paged: true,
  },
  createServiceAccount: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/service-accounts",
    body: true,
    idempotencyKey: true,
  },
  getServiceAccount: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/service-accounts/{user_id}",
  },
  listApiTokens: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/service-accounts/{user_id}/tokens",
    paged: true,
  },
  createApiToken: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/service-accounts/{user_id}/tokens",
    body: true,
    idempotencyKey: true,
  },
  getApiToken: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/service-accounts/{user_id}/tokens/{token_id}",
  },
  revokeApiToken: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/service-accounts/{user_id}/tokens/{token_id}",
  },
  runBulkOperations: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/tickets/bulk",
    body: true,
    idempotencyKey: true,
  },
  countTickets: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/counts",
  },
  claimTicket: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/claim",
    body: true,
    ifMatch: true,
    idempotencyKey: true,
  },
  releaseTicket: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/claim",
    ifMatch: true,
  },
  claimNextTicket: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}/claim-next",
    body: true,
    idempotencyKey: true,
  },
  createTicket: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}/tickets",
    body: true,
    idempotencyKey: true,
  },
  listProjectTickets: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}/tickets",
    paged: true,
  },
  listTickets: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets",
    paged: true,
  },
  getTicket: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}",
  },
  updateTicket: {
    method: "PATCH",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}",
    body: true,
    ifMatch: true,
  },
  deleteTicket: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}",
    ifMatch: true,
  },
  restoreTicket: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/restore",
    body: true,
    ifMatch: true,
    idempotencyKey: true,
  },
  listTransitions: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/transitions",
  },
  transitionTicket: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/transitions",
    body: true,
    ifMatch: true,
    idempotencyKey: true,
  },
  listTicketHistory: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/history",
    paged: true,
  },
  labelTicket: {
    method: "PUT",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/labels/{name}",
    ifMatch: true,
  },
  unlabelTicket: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/labels/{name}",
    ifMatch: true,
  },
  listTicketVersions: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/versions",
    paged: true,
  },
  redactTicketVersion: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/versions/{version}",
  },
  listLabels: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/labels",
    paged: true,
  },
  updateLabel: {
    method: "PATCH",
    path: "/v1/workspaces/{workspace_id}/labels/{label}",
    body: true,
  },
  deleteLabel: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/labels/{label}",
  },
  renderMarkdown: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/markdown",
    body: true,
  },
  createComment: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/comments",
    body: true,
    idempotencyKey: true,
  },
  listComments: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/comments",
    paged: true,
  },
  getComment: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/comments/{comment_id}",
  },
  updateComment: {
    method: "PATCH",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/comments/{comment_id}",
    body: true,
    ifMatch: true,
  },
  deleteComment: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/comments/{comment_id}",
    ifMatch: true,
  },
  getWatch: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/watch",
  },
  watchTicket: {
    method: "PUT",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/watch",
    body: true,
  },
  unwatchTicket: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/watch",
  },
  listWatchers: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/watchers",
    paged: true,
  },
  getProjectWatch: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}/watch",
  },
  watchProject: {
    method: "PUT",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}/watch",
    body: true,
  },
  unwatchProject: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}/watch",
  },
  listCommentVersions: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/comments/{comment_id}/versions",
    paged: true,
  },
  redactCommentVersion: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/comments/{comment_id}/versions/{version}",
  },
  getNotificationSettings: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/notification-settings",
  },
  updateNotificationSettings: {
    method: "PATCH",
    path: "/v1/workspaces/{workspace_id}/notification-settings",
    body: true,
  },
  listNotifications: {
    method: "GET",
    path: "/v1/notifications",
    paged: true,
  },
  countUnreadNotifications: {
    method: "GET",
    path: "/v1/notifications/unread-count",
  },
  readAllNotifications: {
    method: "POST",
    path: "/v1/notifications/read-all",
    body: true,
    idempotencyKey: true,
  },
  createInboxStreamToken: {
    method: "POST",
    path: "/v1/notifications/stream-tokens",
    body: true,
    idempotencyKey: true,
  },
  readNotice: {
    method: "PUT",
    path: "/v1/notifications/{notification_id}/read",
  },
  unreadNotice: {
    method: "DELETE",
    path: "/v1/notifications/{notification_id}/read",
  },
  archiveNotice: {
    method: "PUT",
    path: "/v1/notifications/{notification_id}/archive",
  },
  unarchiveNotice: {
    method: "DELETE",
    path: "/v1/notifications/{notification_id}/archive",
  },
  readNotification: {
    method: "PUT",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/notification",
    body: true,
  },
  unreadNotification: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/notification/read",
  },
  archiveNotification: {
    method: "PUT",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/notification/archive",
    body: true,
  },
  unarchiveNotification: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/notification/archive",
  },
  createWorkflow: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/workflows",
    body: true,
    idempotencyKey: true,
  },
  listWorkflows: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/workflows",
    paged: true,
  },
  getWorkflow: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/workflows/{workflow_id}",
  },
  createProject: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/projects",
    body: true,
    idempotencyKey: true,
  },
  listProjects: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/projects",
    paged: true,
  },
  getProject: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}",
  },
  updateProject: {
    method: "PATCH",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}",
    body: true,
  },
  archiveProject: {
    method: "DELETE",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}",
  },
  restoreProject: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/projects/{project_id}/restore",
    body: true,
    idempotencyKey: true,
  },
  listEvents: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/events",
  },
  listTicketEvents: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/tickets/{ticket_id}/events",
  },
  createStreamToken: {
    method: "POST",
    path: "/v1/workspaces/{workspace_id}/events/stream-tokens",
    body: true,
    idempotencyKey: true,
  },
  listAuditRecords: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/audit",
    paged: true,
  },
  verifyAuditLog: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/audit/verify",
  },
  getAuditHead: {
    method: "GET",
    path: "/v1/workspaces/{workspace_id}/audit/head",
  },
} as const;
