// Written by dev/openapi.ts from what the server's routes say: change those, and write it again.

/** What went wrong (RFC 9457). A program reads `code`, a person `detail`. */
export interface Problem {
  /** A page about this kind of problem. */
  type: string;
  title: string;
  status: number;
  /** Stable: a code keeps its meaning. More may come. */
  code: string;
  /** What is wrong with this very request. */
  detail: string;
  /** Finds the request in the server's log. */
  request_id: string;
  /** Every fault at once. A pointer (RFC 6901) leads into the body, or begins with /query, /path or /headers. */
  errors?: {
    pointer: string;
    detail: string;
  }[];
  /** Seconds to wait, as `Retry-After` says. */
  retry_after?: number;
  /** What your role lacks, or your API token's scopes. */
  required_permission?: string;
  /** Whose `ETag` you did not name. */
  current_version?: number;
  /** The statuses that you may move the ticket to. */
  allowed?: string[];
  /** Where the ticket stands. */
  from?: string;
  /** Where it was to go. */
  to?: string;
  /** Statuses in use. */
  statuses?: string[];
  /** The ticket in the way. */
  ticket_id?: string;
  /** The project in the way. */
  project_id?: string;
  /** How much, or how many, are had at most. */
  limit?: number;
  /** The oldest event that is left. */
  oldest?: number;
  /** The newest event there is. */
  head?: number;
}

export interface Register {
  name: string;
  email: string;
  /** At least 15 characters unless this server says otherwise, at most 256; nothing easy to guess. */
  password: string;
}

export interface UpdateMe {
  name?: string;
}

export interface ChangePassword {
  current_password: string;
  /** At least 15 characters unless this server says otherwise, at most 256; nothing easy to guess. */
  new_password: string;
}

export interface SignIn {
  email: string;
  password: string;
}

export interface RefreshSession {
  refresh_token: string;
}

export interface CreateWorkspace {
  name: string;
}

export interface UpdateWorkspace {
  name?: string;
  /** Whether changes of a ticket or a comment are taken only with `If-Match`. */
  require_if_match?: boolean;
}

export interface InviteMember {
  email: string;
  role: "viewer" | "member" | "admin";
}

export interface UpdateMember {
  role: "viewer" | "member" | "admin";
}

export interface CreateServiceAccount {
  name: string;
  role: "viewer" | "member" | "admin";
}

export interface CreateApiToken {
  name: string;
  /** The permissions that it is narrowed to; null for all of the role's. */
  scopes?: ("workspace:read" | "member:read" | "project:read" | "workflow:read" | "ticket:read" | "comment:read" | "event:read" | "ticket:create" | "ticket:edit" | "ticket:transition" | "ticket:claim" | "ticket:delete" | "ticket:restore" | "comment:create" | "comment:edit_own" | "workspace:edit" | "member:manage" | "project:manage" | "workflow:manage" | "ticket:reopen" | "ticket:release_any" | "comment:edit_any" | "audit:read")[] | null;
  /** Without it, or null, the token does not expire. */
  expires_in_days?: number | null;
}

export interface RunBulkOperations {
  /** Done in this order. */
  operations: (BulkCreate | BulkUpdate | BulkTransition | BulkLabel | BulkUnlabel | BulkClaim | BulkRelease | BulkComment | BulkDelete | BulkRestore)[];
  /** Whether all are done or none: 409 `bulk_failed` where one cannot be. */
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
  /** Whatever an integration keeps here; 16 KiB as JSON. An integer that a double does not hold is refused: send it as text. */
  metadata?: Record<string, unknown>;
  labels?: string[];
  op: "create";
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
  /** Merged into what is there; `null` removes a name, or all of them (RFC 7396). */
  metadata?: Record<string, unknown> | null;
  op: "update";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
  if_match?: number;
}

export interface BulkTransition {
  to: string;
  reason?: string;
  resolution?: "done" | "wont_do" | "duplicate" | "cannot_reproduce";
  /** Markdown. */
  comment?: string;
  assignee_id?: string | null;
  /** What PATCH takes: changed with the transition, or not at all. */
  fields?: UpdateTicket;
  op: "transition";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
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
  /** Merged into what is there; `null` removes a name, or all of them (RFC 7396). */
  metadata?: Record<string, unknown> | null;
}

export interface BulkLabel {
  op: "label";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
  if_match?: number;
  label: string;
}

export interface BulkUnlabel {
  op: "unlabel";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
  if_match?: number;
  label: string;
}

export interface BulkClaim {
  op: "claim";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
  if_match?: number;
}

export interface BulkRelease {
  op: "release";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
  if_match?: number;
}

export interface BulkComment {
  /** Markdown. */
  body: string;
  op: "comment";
  /** The ticket's id, or its key. */
  ticket: string;
}

export interface BulkDelete {
  op: "delete";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
  if_match?: number;
}

export interface BulkRestore {
  op: "restore";
  /** The ticket's id, or its key. */
  ticket: string;
  /** The version that it may meet, as `If-Match` says it. */
  if_match?: number;
}

export interface CreateTicket {
  title: string;
  /** Markdown. */
  description?: string | null;
  priority?: "none" | "low" | "medium" | "high" | "urgent";
  assignee_id?: string | null;
  due_on?: string | null;
  external_id?: string | null;
  /** Whatever an integration keeps here; 16 KiB as JSON. An integer that a double does not hold is refused: send it as text. */
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
  /** What PATCH takes: changed with the transition, or not at all. */
  fields?: UpdateTicket;
}

export interface CreateComment {
  /** Markdown. */
  body: string;
}

export interface UpdateComment {
  /** Markdown. */
  body?: string;
}

export interface CreateWorkflow {
  name: string;
  /** In their order; the first one is where tickets begin. */
  statuses: {
    status: string;
    category: "todo" | "doing" | "done";
  }[];
  /** Transitions between these statuses; every status can be reached by them. */
  transitions: {
    from: string;
    to: string;
    permission?: "ticket:transition" | "ticket:reopen";
    reason_required?: boolean;
    /** Only on a transition to a status of the category `done`. */
    resolution_required?: boolean;
  }[];
}

export interface CreateProject {
  name: string;
  /** Leads the keys of its tickets; it never changes. */
  key: string;
  /** The workflow `standard` unless said. */
  workflow_id?: string;
}

export interface UpdateProject {
  name?: string;
  workflow_id?: string;
}

export interface SignedIn {
  user: User;
  /** Send it as `Authorization: Bearer …`. */
  access_token: string;
  /** Good for one refresh; keep it secret. */
  refresh_token: string;
  token_type: "Bearer";
  /** Seconds until the access token ends. */
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
  /** The newest 100; GET /v1/workspaces lists them all. */
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
}

export interface Membership {
  workspace_id: string;
  workspace_name: string;
  role: "viewer" | "member" | "admin";
  state: "active";
}

export interface OwnInvitation {
  workspace_id: string;
  workspace_name: string;
  role: "viewer" | "member" | "admin";
  created_at: string;
}

export interface PasswordChanged {
  user: User;
}

export interface SessionPage {
  data: Session[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
}

export interface Session {
  id: string;
  ip_address: string | null;
  user_agent: string | null;
  created_at: string;
  /** When its tokens were last refreshed. */
  last_used_at: string;
  expires_at: string;
  /** Whether this request was made through it. */
  is_current: boolean;
}

export interface WorkspacePage {
  data: Workspace[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
}

export interface Workspace {
  id: string;
  name: string;
  /** Whether changes of a ticket or a comment are taken only with `If-Match`. */
  require_if_match: boolean;
  created_at: string;
}

export interface MemberPage {
  data: Member[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
}

export interface Member {
  workspace_id: string;
  /** Null for who is invited. */
  user_id: string | null;
  name: string | null;
  /** Null for a service account. */
  email: string | null;
  role: "viewer" | "member" | "admin";
  kind: "person" | "service";
  state: "active" | "invited" | "removed";
  invitation_id: string | null;
  created_at: string;
}

export interface ServiceAccountPage {
  data: ServiceAccount[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
}

export interface ServiceAccount {
  workspace_id: string;
  /** What it is called as a member, an assignee, an actor. */
  user_id: string;
  name: string;
  role: "viewer" | "member" | "admin";
  created_at: string;
}

export interface ApiTokenPage {
  data: ApiToken[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
}

export interface ApiToken {
  workspace_id: string;
  id: string;
  /** Its service account. */
  user_id: string;
  name: string;
  /** The permissions that it is narrowed to; null for all of the role's. */
  scopes: ("workspace:read" | "member:read" | "project:read" | "workflow:read" | "ticket:read" | "comment:read" | "event:read" | "ticket:create" | "ticket:edit" | "ticket:transition" | "ticket:claim" | "ticket:delete" | "ticket:restore" | "comment:create" | "comment:edit_own" | "workspace:edit" | "member:manage" | "project:manage" | "workflow:manage" | "ticket:reopen" | "ticket:release_any" | "comment:edit_any" | "audit:read")[] | null;
  /** How the token ends. */
  last_four: string;
  created_by: string;
  created_at: string;
  /** Null for one that does not expire. */
  expires_at: string | null;
  /** Up to a minute behind. */
  last_used_at: string | null;
}

export interface NewApiToken {
  workspace_id: string;
  id: string;
  /** Its service account. */
  user_id: string;
  name: string;
  /** The permissions that it is narrowed to; null for all of the role's. */
  scopes: ("workspace:read" | "member:read" | "project:read" | "workflow:read" | "ticket:read" | "comment:read" | "event:read" | "ticket:create" | "ticket:edit" | "ticket:transition" | "ticket:claim" | "ticket:delete" | "ticket:restore" | "comment:create" | "comment:edit_own" | "workspace:edit" | "member:manage" | "project:manage" | "workflow:manage" | "ticket:reopen" | "ticket:release_any" | "comment:edit_any" | "audit:read")[] | null;
  /** How the token ends. */
  last_four: string;
  created_by: string;
  created_at: string;
  /** Null for one that does not expire. */
  expires_at: string | null;
  /** Up to a minute behind. */
  last_used_at: string | null;
  /** Send it as `Authorization: Bearer …`. It is shown here and never again: null in a repeat under the same `Idempotency-Key`. */
  token: string | null;
}

export interface BulkResults {
  /** One for each operation, in their order: what it made or changed, or why not. */
  results: {
    status: number;
    ticket?: Ticket;
    comment?: Comment;
    /** What this operation would have been answered by itself: a `Problem`. */
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
  /** Whatever an integration keeps here; 16 KiB as JSON. An integer that a double does not hold is refused: send it as text. */
  metadata: Record<string, unknown>;
  status: string;
  labels: string[];
  resolution: "done" | "wont_do" | "duplicate" | "cannot_reproduce" | null;
  description_html: string | null;
  reporter_id: string;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export interface Comment {
  id: string;
  workspace_id: string;
  ticket_id: string;
  author_id: string;
  body: string;
  body_html: string;
  version: number;
  edited_at: string | null;
  created_at: string;
  updated_at: string;
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

export interface TicketPage {
  data: Ticket[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
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
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
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

export interface CommentPage {
  data: Comment[];
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
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
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
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
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
}

export interface FeedPage {
  data: Event[];
  /** Which history the sequences belong to. */
  epoch: string;
  /** The newest sequence: a reader that is here has seen all. */
  head: number;
}

/** What happened. Later versions may add types, and fields to `data`: pass over those that you do not know. */
export type Event =
  | WorkspaceCreatedEvent
  | WorkspaceUpdatedEvent
  | WorkspaceDeletedEvent
  | MemberInvitedEvent
  | MemberJoinedEvent
  | MemberRoleChangedEvent
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
  | TicketLabeledEvent
  | TicketUnlabeledEvent
  | TicketDeletedEvent
  | TicketRestoredEvent
  | CommentCreatedEvent
  | CommentEditedEvent
  | CommentDeletedEvent;

/** A workspace was made, with its first admin. */
export interface WorkspaceCreatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** Its name or settings changed. */
export interface WorkspaceUpdatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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
    };
  };
}

/** It was deleted. */
export interface WorkspaceDeletedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** An address was invited, or its invitation got another role. */
export interface MemberInvitedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "member.joined";
  data: {
    invitation_id: string;
    changes: {
      role: {
        from: "viewer" | "member" | "admin" | null;
        to: "viewer" | "member" | "admin";
      };
    };
  };
}

/** A member's role changed. */
export interface MemberRoleChangedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** A membership ended: removed by an admin, or left. */
export interface MemberRemovedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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
  };
}

/** A service account was made, which is a member. */
export interface ServiceAccountCreatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** An invitation was withdrawn. */
export interface InvitationWithdrawnEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "invitation.withdrawn";
  data: {
    role: "viewer" | "member" | "admin";
  };
}

/** A workflow was made. */
export interface WorkflowCreatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** A project was made. */
export interface ProjectCreatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** Its name or workflow changed. */
export interface ProjectUpdatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** It was archived: its tickets are read-only. */
export interface ProjectArchivedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** It was brought back from the archive. */
export interface ProjectRestoredEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
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

/** A ticket was made. */
export interface TicketCreatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.created";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

export interface TicketChanges {
  title?: {
    from: string | null;
    to: string;
  };
  description?: {
    from: string | null;
    to: string | null;
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
    /** Whatever an integration keeps here; 16 KiB as JSON. An integer that a double does not hold is refused: send it as text. */
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
}

/** Fields changed, the assignee among them. */
export interface TicketUpdatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.updated";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
    cause?: "assignee_removed";
  };
}

/** It moved one transition along its workflow. */
export interface TicketTransitionedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.transitioned";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
    reason: string | null;
  };
}

/** Somebody made it their own, and mostly began it: the transition is in `changes`. */
export interface TicketClaimedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.claimed";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** Its assignee gave it back, or an admin took it from them. */
export interface TicketReleasedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.released";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** A label was put on it. */
export interface TicketLabeledEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.labeled";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
    label: string;
  };
}

/** A label was taken off it. */
export interface TicketUnlabeledEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.unlabeled";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
    label: string;
  };
}

/** It went to the trash. */
export interface TicketDeletedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.deleted";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** It came back from the trash. */
export interface TicketRestoredEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "ticket.restored";
  data: {
    key: string;
    project_id: string;
    /** The version that this event made. */
    version: number;
    status: string;
    changes: TicketChanges;
  };
}

/** A comment was made. */
export interface CommentCreatedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "comment.created";
  data: {
    /** The ticket's. */
    key: string;
    project_id: string;
    author_id: string;
    version: number;
    changes: {
      body?: {
        from: string | null;
        to: string;
      };
    };
  };
}

/** A comment's text changed. */
export interface CommentEditedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "comment.edited";
  data: {
    /** The ticket's. */
    key: string;
    project_id: string;
    author_id: string;
    version: number;
    changes: {
      body?: {
        from: string | null;
        to: string;
      };
    };
  };
}

/** A comment was deleted. */
export interface CommentDeletedEvent {
  /** Its place in the workspace's feed, without a gap. */
  sequence: number;
  id: string;
  /** Null for what Slacky did by itself. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  ticket_id: string | null;
  occurred_at: string;
  type: "comment.deleted";
  data: {
    /** The ticket's. */
    key: string;
    project_id: string;
    author_id: string;
    version: number;
    changes: {
      body?: {
        from: string | null;
        to: string;
      };
    };
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
  /** Where the next page begins; null on the last page, and only there. A page that is short, or empty, may not be the last. */
  next_cursor: string | null;
}

export interface AuditRecord {
  /** Its place in the chain, without a gap. */
  sequence: number;
  action: string;
  outcome: "success" | "refused" | "failed";
  /** Null for Slacky itself, and for nobody known. */
  actor_id: string | null;
  subject_type: string;
  subject_id: string | null;
  /** The API token that it was done by; null where a person did it, or Slacky. */
  token: {
    id: string;
    name: string;
  } | null;
  /** What changed. Texts of tickets and comments stand as `{sha256, length}`. */
  data: Record<string, unknown>;
  /** Null also where it was erased. */
  ip_address: string | null;
  user_agent: string | null;
  /** What else it says about a person, such as an invited address; empty once erased. */
  personal: Record<string, unknown>;
  request_id: string | null;
  occurred_at: string;
  /** Null in the first record of a chain. */
  previous_hash: string | null;
  /** SHA-256, in hex. */
  hash: string;
}

export interface AuditVerification {
  ok: boolean;
  /** How many records were found good. */
  checked: number;
  /** How many of them have lost what they said of a person. */
  erased: number;
  /** Go on with this as `after`; null at the end of the chain. */
  next: number | null;
  first_bad?: {
    /** Its place in the chain, without a gap. */
    sequence: number;
    reason: "missing" | "pruned" | "before_checkpoint" | "checkpoint_forged" | "checkpoint_beyond_head" | "hash_differs" | "unknown_format" | "column_differs" | "link_differs" | "personal_differs" | "beyond_head" | "head_missing" | "head_differs";
  };
  /** Signed, and stands for records that were pruned. Name its `sequence` as `after` to begin there. */
  checkpoint?: {
    /** The last record that was pruned. */
    sequence: number;
    /** The first that was pruned with it. */
    pruned_from: number;
    /** All of them were of before this moment. */
    pruned_before: string;
    signed_at: string;
  };
}

export interface AuditHead {
  workspace_id: string;
  /** The last record; 0 where there is none. */
  sequence: number;
  hash: string | null;
  signed_at: string;
  /** By this installation, over all that stands here. */
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
  | "already_claimed"
  | "already_member"
  | "assignee_not_member"
  | "bulk_failed"
  | "commit_unknown"
  | "content_too_large"
  | "email_taken"
  | "events_pruned"
  | "external_id_taken"
  | "feed_reset"
  | "forbidden"
  | "headers_too_large"
  | "idempotency_key_reused"
  | "insufficient_scope"
  | "internal"
  | "invalid_credentials"
  | "invalid_refresh_token"
  | "invalid_request"
  | "invalid_transition"
  | "last_admin"
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
  | "scope_beyond_role"
  | "status_in_use"
  | "too_many_labels"
  | "unauthenticated"
  | "unavailable"
  | "unknown_workflow"
  | "unsupported_media_type"
  | "version_mismatch"
  | "wrong_password";

/** Every operation: what it takes, what it answers, and how it may be refused. */
export interface Operations {
  /**
   * Make an account and sign in.
   *
   * Needs no token.
   */
  register: {
    input: Register;
    response: SignedIn;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "email_taken"
      | "registration_closed"
      | "unsupported_media_type";
  };

  /**
   * Read your account, memberships and invitations.
   *
   * Needs an access token, or an API token.
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
   * Needs the access token of a person.
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
   * Needs the access token of a person.
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
   * Sign in.
   *
   * Needs no token.
   */
  signIn: {
    input: SignIn;
    response: SignedIn;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "invalid_credentials"
      | "unsupported_media_type";
  };

  /**
   * Spend a refresh token for new tokens.
   *
   * Needs no token.
   */
  refreshSession: {
    input: RefreshSession;
    response: SignedIn;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "invalid_refresh_token"
      | "unsupported_media_type";
  };

  /**
   * End the session of a refresh token.
   *
   * Needs no token.
   */
  signOut: {
    input: RefreshSession;
    response: undefined;
    problem:
      | CommonProblem
      | "commit_unknown"
      | "content_too_large"
      | "unsupported_media_type";
  };

  /**
   * List your sessions.
   *
   * Needs the access token of a person.
   */
  listSessions: {
    input: {
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Needs the access token of a person.
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
   * List the workspaces that you are a member of.
   *
   * Needs an access token, or an API token.
   */
  listWorkspaces: {
    input: {
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
    };
    response: WorkspacePage;
    problem:
      | CommonProblem
      | "unauthenticated";
  };

  /**
   * Make a workspace, and be its admin.
   *
   * Needs the access token of a person.
   */
  createWorkspace: {
    input: CreateWorkspace;
    response: Workspace;
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
   * Read a workspace.
   *
   * Needs the permission `workspace:read` (viewer, member, admin).
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
   * Change a workspace's name or settings.
   *
   * Needs the permission `workspace:edit` (admin).
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
   * Delete a workspace and all that is in it.
   *
   * Needs the permission `workspace:delete` (admin).
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
   * List the members, and who is invited.
   *
   * Needs the permission `member:read` (viewer, member, admin).
   */
  listMembers: {
    input: {
      workspace_id: string;
      /** Those in this state only; otherwise the active ones, then the invited ones. */
      state?: "active" | "invited" | "removed";
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Invite an address.
   *
   * Needs the permission `member:manage` (admin).
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
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Give a member another role.
   *
   * Needs the permission `member:manage` (admin).
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
      | "insufficient_scope"
      | "last_admin"
      | "not_found"
      | "person_required"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Remove a member, or leave.
   *
   * Needs the permission `member:read` (viewer, member, admin).
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
   * Take an invitation back.
   *
   * Needs the permission `member:manage` (admin).
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
   * Needs the access token of a person.
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
      | "idempotency_key_reused"
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Decline an invitation to a workspace.
   *
   * Needs the access token of a person.
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
   * Needs the permission `member:read` (viewer, member, admin).
   */
  listServiceAccounts: {
    input: {
      workspace_id: string;
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Make a service account.
   *
   * Needs the permission `service_account:manage` (admin).
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
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Read a service account.
   *
   * Needs the permission `member:read` (viewer, member, admin).
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
   * List a service account's API tokens.
   *
   * Needs the permission `service_account:manage` (admin).
   */
  listApiTokens: {
    input: {
      workspace_id: string;
      user_id: string;
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Make an API token for a service account.
   *
   * Needs the permission `service_account:manage` (admin).
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
      | "not_found"
      | "person_required"
      | "request_in_progress"
      | "scope_beyond_role"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * Read about an API token.
   *
   * Needs the permission `service_account:manage` (admin).
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
   * Needs the permission `service_account:manage` (admin).
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
   * Do up to 100 operations on tickets in one request.
   *
   * Needs the permission `ticket:read` (viewer, member, admin).
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
   * Count the tickets on each status, as fresh as the feed.
   *
   * Needs the permission `ticket:read` (viewer, member, admin).
   */
  countTickets: {
    input: {
      workspace_id: string;
      group_by: "status";
      project_id?: string;
    };
    response: TicketCounts;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Make a ticket your own, and begin it.
   *
   * Needs the permission `ticket:claim` (member, admin).
   */
  claimTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
      ticket_id: string;
    };
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
   * Give a ticket back.
   *
   * Needs the permission `ticket:claim` (member, admin).
   */
  releaseTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Claim the next ticket of a project's queue.
   *
   * Needs the permission `ticket:claim` (member, admin).
   */
  claimNextTicket: {
    input: {
      workspace_id: string;
      project_id: string;
    };
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
   * Make a ticket.
   *
   * Needs the permission `ticket:create` (member, admin).
   */
  createTicket: {
    input: {
      workspace_id: string;
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
      | "metadata_too_large"
      | "not_found"
      | "project_archived"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List a project's tickets.
   *
   * Needs the permission `ticket:read` (viewer, member, admin).
   */
  listProjectTickets: {
    input: {
      workspace_id: string;
      project_id: string;
      status?: string[];
      assignee_id?: "none" | "me" | string;
      reporter_id?: "me" | string;
      priority?: "none" | "low" | "medium" | "high" | "urgent";
      label?: string[];
      external_id?: string;
      /** Words of title and description; `"a phrase"`, `or` and `-not` are understood. */
      q?: string;
      created_after?: string;
      created_before?: string;
      updated_after?: string;
      due_before?: string;
      /** `true` is the trash. */
      deleted?: "true" | "false";
      sort?: "created_at" | "-created_at" | "priority" | "-priority" | "due_on" | "-due_on";
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
    };
    response: TicketPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * List the workspace's tickets.
   *
   * Needs the permission `ticket:read` (viewer, member, admin).
   */
  listTickets: {
    input: {
      workspace_id: string;
      project_id?: string;
      status?: string[];
      assignee_id?: "none" | "me" | string;
      reporter_id?: "me" | string;
      priority?: "none" | "low" | "medium" | "high" | "urgent";
      label?: string[];
      external_id?: string;
      /** Words of title and description; `"a phrase"`, `or` and `-not` are understood. */
      q?: string;
      created_after?: string;
      created_before?: string;
      updated_after?: string;
      due_before?: string;
      /** `true` is the trash. */
      deleted?: "true" | "false";
      sort?: "created_at" | "-created_at" | "priority" | "-priority" | "due_on" | "-due_on";
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
    };
    response: TicketPage;
    problem:
      | CommonProblem
      | "insufficient_scope"
      | "not_found"
      | "unauthenticated";
  };

  /**
   * Read a ticket.
   *
   * Needs the permission `ticket:read` (viewer, member, admin).
   */
  getTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Needs the permission `ticket:edit` (member, admin). A workspace with `require_if_match` takes it only with `If-Match`.
   */
  updateTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Put a ticket into the trash.
   *
   * Needs the permission `ticket:delete` (member, admin). A workspace with `require_if_match` takes it only with `If-Match`.
   */
  deleteTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Take a ticket out of the trash.
   *
   * Needs the permission `ticket:restore` (member, admin). A workspace with `require_if_match` takes it only with `If-Match`.
   */
  restoreTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * List the transitions that you may take now.
   *
   * Needs the permission `ticket:read` (viewer, member, admin).
   */
  listTransitions: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Move a ticket one transition along its workflow.
   *
   * Needs the permission `ticket:transition` (member, admin). A workspace with `require_if_match` takes it only with `If-Match`.
   */
  transitionTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Read the history of a ticket's status.
   *
   * Needs the permission `ticket:read` (viewer, member, admin).
   */
  listTicketHistory: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
      ticket_id: string;
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Put a label on a ticket.
   *
   * Needs the permission `ticket:edit` (member, admin).
   */
  labelTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
      | "too_many_labels"
      | "unauthenticated"
      | "version_mismatch";
  };

  /**
   * Take a label off a ticket.
   *
   * Needs the permission `ticket:edit` (member, admin).
   */
  unlabelTicket: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Comment on a ticket.
   *
   * Needs the permission `comment:create` (member, admin).
   */
  createComment: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * List a ticket's comments.
   *
   * Needs the permission `comment:read` (viewer, member, admin).
   */
  listComments: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
      ticket_id: string;
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Read a comment.
   *
   * Needs the permission `comment:read` (viewer, member, admin).
   */
  getComment: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Needs the permission `comment:edit_own` (member, admin). A workspace with `require_if_match` takes it only with `If-Match`.
   */
  updateComment: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Needs the permission `comment:edit_own` (member, admin). A workspace with `require_if_match` takes it only with `If-Match`.
   */
  deleteComment: {
    input: {
      workspace_id: string;
      /** The ticket's id, or its key. */
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
   * Make a workflow, which stays as it is from then on.
   *
   * Needs the permission `workflow:manage` (admin).
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
      | "not_found"
      | "request_in_progress"
      | "unauthenticated"
      | "unsupported_media_type";
  };

  /**
   * List the workspace's workflows.
   *
   * Needs the permission `workflow:read` (viewer, member, admin).
   */
  listWorkflows: {
    input: {
      workspace_id: string;
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Read a workflow.
   *
   * Needs the permission `workflow:read` (viewer, member, admin).
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
   * Make a project.
   *
   * Needs the permission `project:manage` (admin).
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
      | "not_found"
      | "project_key_taken"
      | "request_in_progress"
      | "unauthenticated"
      | "unknown_workflow"
      | "unsupported_media_type";
  };

  /**
   * List the workspace's projects.
   *
   * Needs the permission `project:read` (viewer, member, admin).
   */
  listProjects: {
    input: {
      workspace_id: string;
      /** Only those that are archived, or only those that are not. */
      archived?: "true" | "false";
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Read a project.
   *
   * Needs the permission `project:read` (viewer, member, admin).
   */
  getProject: {
    input: {
      workspace_id: string;
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
   * Give a project another name or workflow.
   *
   * Needs the permission `project:manage` (admin).
   */
  updateProject: {
    input: {
      workspace_id: string;
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
   * Archive a project: its tickets are read-only from then on.
   *
   * Needs the permission `project:manage` (admin).
   */
  archiveProject: {
    input: {
      workspace_id: string;
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
   * Bring a project back from the archive.
   *
   * Needs the permission `project:manage` (admin).
   */
  restoreProject: {
    input: {
      workspace_id: string;
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
   * Read the feed: everything that happened, in order.
   *
   * Needs the permission `event:read` (viewer, member, admin). Accept `text/event-stream` to have the same live, one message an event.
   */
  listEvents: {
    input: {
      workspace_id: string;
      /** The sequence of the last event that you know; 0 is the beginning. */
      after?: number;
      /** Rows a page, 1 to 100. */
      limit?: number;
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
      | "unauthenticated";
  };

  /**
   * Create a token with which a browser's EventSource can open the stream.
   *
   * Needs the permission `event:read` (viewer, member, admin).
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
   * Read who did what, newest first.
   *
   * Needs the permission `audit:read` (admin).
   */
  listAuditRecords: {
    input: {
      workspace_id: string;
      actor_id?: string;
      action?: "user.registered" | "user.updated" | "user.password_changed" | "user.erased" | "session.started" | "session.refreshed" | "session.ended" | "session.reuse_detected" | "token.created" | "token.revoked" | "workspace.created" | "workspace.updated" | "workspace.deleted" | "member.invited" | "member.joined" | "member.role_changed" | "member.removed" | "service_account.created" | "invitation.declined" | "invitation.withdrawn" | "workflow.created" | "project.created" | "project.updated" | "project.archived" | "project.restored" | "ticket.created" | "ticket.updated" | "ticket.transitioned" | "ticket.claimed" | "ticket.released" | "ticket.labeled" | "ticket.unlabeled" | "ticket.deleted" | "ticket.restored" | "comment.created" | "comment.edited" | "comment.deleted";
      subject_id?: string;
      /** Done by this API token. */
      token_id?: string;
      outcome?: "success" | "refused" | "failed";
      /** At this moment or later. */
      from?: string;
      /** Before this moment. */
      to?: string;
      /** Rows a page, 1 to 100. */
      limit?: number;
      /** `next_cursor` of the page before. */
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
   * Verify the chain of the audit log, so many records at a time.
   *
   * Needs the permission `audit:read` (admin).
   */
  verifyAuditLog: {
    input: {
      workspace_id: string;
      /** `next` of the page before, or the sequence of a checkpoint that you trust; without it, the first record is the first. */
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
   * Read where the chain ends, signed, to keep it elsewhere.
   *
   * Needs the permission `audit:read` (admin).
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
