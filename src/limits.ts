/** Every limit in one place: lengths in characters (Unicode code points) unless the name says otherwise. */
export const limits = {
  body_bytes: 1_048_576,
  /** Of requests that sign in, register, or name a password or a refresh token. */
  sign_in_body_bytes: 16_384,
  body_depth: 32,
  body_items: 10_000,
  /** The maximum number of errors reported for one request. */
  faults: 100,

  /** Shorter responses take one or two packets in any case. */
  compressed_from_bytes: 4_096,

  page_default: 50,
  page_max: 100,
  /** Of tickets with the fields of a card. */
  page_max_cards: 500,
  /** The texts of a page together; a page has at least one row. */
  page_bytes: 1_048_576,
  /** How many rows a page may examine for filters that no index serves. */
  page_examined: 10_000,
  /** How many of them a search for words or labels examines before it uses their index. */
  page_glanced: 500,
  /**
   * How many hits of that index are collected. If there are more, they are examined one by one.
   */
  page_collected: 2_500,
  /** How many tickets with the number or key that a search names come first. */
  page_named: 10,
  /** How many comments of a ticket are named as matches. */
  matches_shown: 5,
  /** After which a search is refused, in milliseconds. */
  search_ms: 2_000,
  /** How many audit records one request verifies. */
  audit_verified: 10_000,
  ids_in_filter: 100,
  statuses_in_filter: 20,
  assignees_in_filter: 20,
  labels_in_filter: 10,
  query: 200,

  name: 100,
  slug_min: 2,
  slug: 48,
  /** How many former slugs of a workspace still lead to it: the latest. */
  former_slugs: 20,
  /** The name of a time zone. */
  time_zone: 64,
  handle_min: 2,
  handle: 39,
  /** How many members a search for the beginning of a name returns. */
  members_found: 20,
  /** How many handles a member may ever have. Nobody else can have them afterwards. */
  handles_of_member: 5,
  email: 254,
  password_max: 256,

  project_key_max: 10,
  title: 200,
  text: 65_536,
  /** How many members a text mentions: those who come first. */
  mentions_of_text: 50,
  /** How many mentions of a text are looked up and shown. What follows is plain text. */
  mentions_shown: 1_000,
  external_id: 200,
  label: 50,
  labels_of_ticket: 50,
  /** How far the tickets of a label are counted. */
  label_tickets_counted: 1_000,
  /** Who have a row that says so; reporter and assignee need none. */
  watchers_of_ticket: 1_000,
  watchers_of_project: 1_000,
  metadata_bytes: 16_384,
  reason: 2_000,

  bulk_operations: 100,

  /** How many due tickets of a workspace the job records in one run; the rest follows. */
  due_events_of_run: 1_000,
  /** For how many days after its date a ticket is reported as overdue, if it was not before. */
  overdue_days: 7,
  due_events_days_kept: 30,

  workspaces_of_person: 500,
  projects_of_workspace: 1_000,
  workflows_of_workspace: 200,
  invitations_of_workspace: 1_000,
  service_accounts_of_workspace: 200,
  tokens_of_account: 100,

  /** Of responses and streams that one caller does not read. */
  unsent_bytes: 8_388_608,
  streams_of_caller: 20,
  /** Feeds, and inboxes, that are read at the same time for open streams. */
  streams_read_at_once: 3,

  /** See src/db/shares: connections at once, fewer while more time is used than is refilled. */
  share_of_caller: { connections: 3, connections_overspent: 1, burst_ms: 1_500, refill_ms: 300 },
  share_of_workspace: { connections: 6, connections_overspent: 2, burst_ms: 3_000, refill_ms: 600 },
  /** How many requests of one caller wait for a connection, and for how long. */
  connections_awaited_by_caller: 50,
  connection_wait_seconds: 5,

  /** The longest lease of a claim. Renewing starts it again. */
  lease_seconds_max: 86_400,
  /** When a lease that has run out causes a warning, and how many of them are counted at the most. */
  lease_overdue_seconds: 60,
  leases_counted: 10_000,

  workflow_statuses: 30,
  workflow_transitions: 300,
  status: 40,

  /** The maximum lifetime of an API token that expires. */
  token_days_max: 730,
  /** How many days before a token ends its workspace's admins and its creator get a notice. */
  token_notice_days: [7, 1],
  /** How long an ended token is stored. */
  token_days_kept: 30,

  /** Requests of one address that hash passwords at the same time. */
  hashing_of_sender: 8,
  /** How many of an account's latest sessions say from which addresses it was signed in to. */
  sessions_remembered: 1_000,

  /** How long a deleted workspace can be restored. */
  workspace_restore_days: 30,

  /** From its last use. */
  session_days: 30,
  /** From its start, however often it is used. */
  session_days_max: 90,
  session_days_kept: 30,
  refresh_token: 200,
  refresh_grace_seconds: 30,
  /** For how long a spent token returns its successor, while the client has not received that. */
  refresh_lost_hours: 24,
  stream_token_seconds: 30,

  /** How long the links of account mails work. */
  confirmation_hours: 24,
  reset_hours: 1,
  invitation_days: 7,
  /** How long the former address can stop a change of address. */
  address_change_days: 7,
  address_changes_per_day: 5,
  /** Account mails with a link to one address, and invitations of one workspace to one address. */
  account_mails_per_hour: 3,
  account_token: 200,
  /** How many requests to reset a password one run of the job answers. */
  resets_per_run: 500,

  /** Above these, the outbox causes a warning. */
  outbox_lag_seconds: 60,
  outbox_dead_rows: 100_000,
  /** How many waiting rows of the outbox are counted at the most. */
  outbox_counted: 100_000,

  /** How many notifications one transaction of the fan-out writes. */
  notification_rows_of_page: 10_000,
  /** How far unread notifications are counted, in each workspace and together. */
  unread_counted: 100,
  /** How long a notification is stored after its last change: read or archived, and unread. */
  notification_days_kept: 180,
  notification_days_kept_unread: 400,

  mail_subject: 200,
  /** How many mails to an address bounce in a row before only account mails are sent to it. */
  mail_bounces: 3,
  /** Above which a waiting mail causes a warning. */
  mail_lag_seconds: 900,
  mail_days_kept: 7,
  dead_mail_days_kept: 30,
  /** How many waiting and how many dead mails are counted at the most. */
  mails_counted: 10_000,

  idempotency_key: 255,
  idempotency_hours_kept: 24,
  /** Of a response that is stored with its texts. */
  stored_response_bytes: 16_384,
} as const;

/** First segments of a path that the server keeps for itself: the app in the browser has no page there. */
export const serverSegments = [
  "account",
  "assets",
  "docs",
  "go",
  "healthz",
  "mcp",
  "metrics",
  "oauth",
  "openapi.json",
  "readyz",
  "unsubscribe",
  "v1",
] as const;

/** First segments that no workspace has as its slug: the server's, and the app's own pages. */
export const reservedSlugs: readonly string[] = [
  ...serverSegments,
  "api",
  "invitations",
  "register",
  "settings",
  "sign-in",
];
