-- The schema as it stands after every migration. Written by `node dev/schema.ts`.

create extension btree_gin;

create table schema_migrations (
  name       text        not null,
  sha256     text        not null,
  applied_at timestamptz not null default clock_timestamp(),
  needs      text,

  constraint schema_migrations_pkey primary key (name)
);

create table users (
  id                 uuid        not null,
  name               text        not null,
  email              text,
  password_hash      text,
  created_at         timestamptz not null default clock_timestamp(),
  updated_at         timestamptz not null default clock_timestamp(),
  email_key          text        collate "C",
  email_collides     boolean     not null default false,
  mail_state         text        not null default 'working',
  mail_bounces       smallint    not null default 0,
  email_confirmed_at timestamptz,

  constraint users_pkey primary key (id),
  constraint address_and_password_come_together check ((email is null) = (password_hash is null)),
  constraint email_length check (char_length(email) >= 3 and char_length(email) <= 254),
  constraint mail_state_is_known check (mail_state = any (array['working', 'failing'])),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100)
);

create unique index email_is_unique on users (lower(email));
create unique index email_key_is_unique on users (email_key);

create table sessions (
  id                  uuid        not null,
  user_id             uuid        not null,
  ip_address          text,
  user_agent          text,
  created_at          timestamptz not null default clock_timestamp(),
  last_used_at        timestamptz not null default clock_timestamp(),
  expires_at          timestamptz not null,
  ended_at            timestamptz,
  received_generation integer     not null default 0,

  constraint sessions_pkey primary key (id),
  constraint sessions_user_id_fkey foreign key (user_id) references users (id)
);

create index sessions_by_end on sessions (coalesce(ended_at, expires_at));
create index sessions_by_user on sessions (user_id, created_at, id);

create table refresh_tokens (
  hash       bytea       not null,
  session_id uuid        not null,
  issued_at  timestamptz not null default clock_timestamp(),
  spent_at   timestamptz,
  generation integer     not null default 0,

  constraint refresh_tokens_pkey primary key (hash),
  constraint refresh_tokens_session_id_fkey
    foreign key (session_id)
    references sessions (id) on delete cascade
);

create index refresh_tokens_by_session on refresh_tokens (session_id);

create table workspaces (
  id                      uuid        not null,
  name                    text        not null,
  require_if_match        boolean     not null default false,
  created_at              timestamptz not null default clock_timestamp(),
  updated_at              timestamptz not null default clock_timestamp(),
  deleted_at              timestamptz,
  versions_visible_to_all boolean     not null default false,
  slug                    text        collate "C" not null default 'workspace-1',
  former_slugs            text[]      collate "C" not null default '{}'::text[],

  constraint workspaces_pkey primary key (id),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100),
  constraint slug_is_well_formed
    check (char_length(slug) >= 2 and char_length(slug) <= 48 and slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

create table members (
  workspace_id        uuid        not null,
  user_id             uuid        not null,
  role                text        not null,
  kind                text        not null default 'person',
  created_at          timestamptz not null default clock_timestamp(),
  updated_at          timestamptz not null default clock_timestamp(),
  removed_at          timestamptz,
  tickets_released_at timestamptz,
  handle              text        collate "C" not null,
  name_key            text        collate "C",

  constraint members_pkey primary key (workspace_id, user_id),
  constraint members_user_id_fkey foreign key (user_id) references users (id),
  constraint members_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint kind_is_known check (kind = any (array['person', 'service'])),
  constraint only_the_removed_release_tickets
    check (tickets_released_at is null or removed_at is not null),
  constraint role_is_known check (role = any (array['viewer', 'member', 'admin']))
);

create index members_by_age on members (workspace_id, created_at, user_id);
create index members_by_handle on members (workspace_id, handle)
  where removed_at is null and handle is not null;
create index members_by_name on members (workspace_id, name_key, user_id)
  where removed_at is null and name_key is not null;
create index members_by_user on members (user_id, workspace_id) where removed_at is null;
create index members_to_release on members (removed_at)
  where removed_at is not null and tickets_released_at is null;

create table invitations (
  workspace_id uuid        not null,
  id           uuid        not null,
  email        text        not null,
  role         text        not null,
  invited_by   uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),
  email_key    text        collate "C",
  expires_at   timestamptz not null default now() + '7 days'::interval,
  token_nonce  uuid,
  token_hash   bytea,
  mailed_at    timestamptz,

  constraint invitations_pkey primary key (workspace_id, id),
  constraint invitations_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint invitations_workspace_id_invited_by_fkey
    foreign key (workspace_id, invited_by)
    references members (workspace_id, user_id),
  constraint email_length check (char_length(email) >= 3 and char_length(email) <= 254),
  constraint role_is_known check (role = any (array['viewer', 'member', 'admin']))
);

create unique index invitation_is_unique_by_email on invitations (workspace_id, lower(email));
create index invitations_by_age on invitations (workspace_id, created_at, id);
create index invitations_by_email on invitations (lower(email));
create index invitations_by_email_key on invitations (email_key, workspace_id);

create table workflows (
  workspace_id   uuid        not null,
  id             uuid        not null,
  name           text        not null,
  initial_status text        not null,
  created_at     timestamptz not null default clock_timestamp(),

  constraint workflows_pkey primary key (workspace_id, id),
  constraint workflows_workspace_id_id_initial_status_key
    unique (workspace_id, id, initial_status),
  constraint workflows_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100)
);

create index workflows_by_age on workflows (workspace_id, created_at, id);

create table workflow_statuses (
  workspace_id uuid     not null,
  workflow_id  uuid     not null,
  status       text     not null,
  category     text     not null,
  "position"   smallint not null,

  constraint workflow_statuses_pkey primary key (workspace_id, workflow_id, status),
  constraint status_has_its_own_position unique (workspace_id, workflow_id, "position"),
  constraint workflow_statuses_workspace_id_workflow_id_fkey
    foreign key (workspace_id, workflow_id)
    references workflows (workspace_id, id),
  constraint category_is_known check (category = any (array['todo', 'doing', 'done'])),
  constraint status_is_a_word check (status ~ '^[a-z][a-z0-9_]{0,39}$')
);

alter table workflows add constraint initial_status_is_in_the_workflow
  foreign key (workspace_id, id, initial_status)
  references workflow_statuses (workspace_id, workflow_id, status) deferrable initially deferred;

create table workflow_transitions (
  workspace_id        uuid    not null,
  workflow_id         uuid    not null,
  from_status         text    not null,
  to_status           text    not null,
  permission          text    not null default 'ticket:transition',
  reason_required     boolean not null default false,
  resolution_required boolean not null default false,

  constraint workflow_transitions_pkey
    primary key (workspace_id, workflow_id, from_status, to_status),
  constraint transition_ends_in_the_workflow
    foreign key (workspace_id, workflow_id, to_status)
    references workflow_statuses (workspace_id, workflow_id, status),
  constraint transition_starts_in_the_workflow
    foreign key (workspace_id, workflow_id, from_status)
    references workflow_statuses (workspace_id, workflow_id, status),
  constraint permission_is_known
    check (permission = any (array['ticket:transition', 'ticket:reopen'])),
  constraint transition_leads_elsewhere check (from_status <> to_status)
);

create table projects (
  workspace_id uuid        not null,
  id           uuid        not null,
  name         text        not null,
  key          text        not null,
  workflow_id  uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz,

  constraint projects_pkey primary key (workspace_id, id),
  constraint key_is_unique_in_workspace unique (workspace_id, key),
  constraint projects_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint projects_workspace_id_workflow_id_fkey
    foreign key (workspace_id, workflow_id)
    references workflows (workspace_id, id),
  constraint key_is_a_word check (key ~ '^[A-Z][A-Z0-9]{1,9}$'),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100)
);

create index projects_archived on projects (workspace_id, id) where archived_at is not null;
create index projects_by_age on projects (workspace_id, created_at, id);

create table project_workflows (
  workspace_id uuid        not null,
  project_id   uuid        not null,
  workflow_id  uuid        not null,
  since        timestamptz not null default clock_timestamp(),

  constraint project_workflows_pkey primary key (workspace_id, project_id, workflow_id),
  constraint project_workflows_workspace_id_project_id_fkey
    foreign key (workspace_id, project_id)
    references projects (workspace_id, id),
  constraint project_workflows_workspace_id_workflow_id_fkey
    foreign key (workspace_id, workflow_id)
    references workflows (workspace_id, id)
);

alter table projects add constraint workflow_is_one_of_the_projects
  foreign key (workspace_id, id, workflow_id)
  references project_workflows (workspace_id, project_id, workflow_id) deferrable initially deferred;

create table project_counters (
  workspace_id uuid    not null,
  project_id   uuid    not null,
  last_number  integer not null default 0,

  constraint project_counters_pkey primary key (workspace_id, project_id),
  constraint project_counters_workspace_id_project_id_fkey
    foreign key (workspace_id, project_id)
    references projects (workspace_id, id)
) with (
  fillfactor = 20
);

create table tickets (
  workspace_id     uuid        not null,
  id               uuid        not null,
  project_id       uuid        not null,
  number           integer     not null,
  title            text        not null,
  description      text,
  description_html text,
  status           text        not null,
  status_sequence  integer     not null default 1,
  priority         smallint    not null default 0,
  assignee_id      uuid,
  reporter_id      uuid        not null,
  due_on           date,
  labels           text[]      not null default '{}'::text[],
  resolution       text,
  external_id      text,
  metadata         jsonb       not null default '{}'::jsonb,
  version          integer     not null default 1,
  created_at       timestamptz not null default clock_timestamp(),
  updated_at       timestamptz not null default clock_timestamp(),
  deleted_at       timestamptz,
  search           tsvector,
  claimed_at       timestamptz,
  lease_expires_at timestamptz,
  returned_at      timestamptz,
  texts_since      integer     default 1,
  mentions         uuid[]      not null default '{}'::uuid[],
  deleted_by       uuid,

  constraint tickets_pkey primary key (workspace_id, id),
  constraint number_is_unique_in_project unique (workspace_id, number, project_id),
  constraint tickets_workspace_id_id_project_id_key unique (workspace_id, id, project_id),
  constraint tickets_workspace_id_project_id_fkey
    foreign key (workspace_id, project_id)
    references projects (workspace_id, id),
  constraint claim_has_an_assignee check (claimed_at is null or assignee_id is not null),
  constraint description_length check (char_length(description) <= 65536),
  constraint external_id_length
    check (char_length(external_id) >= 1 and char_length(external_id) <= 200),
  constraint lease_belongs_to_a_claim check (lease_expires_at is null or claimed_at is not null),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object'),
  constraint number_is_positive check (number > 0),
  constraint priority_is_a_rank check (priority >= 0 and priority <= 4),
  constraint resolution_is_known
    check (resolution = any (array['done', 'wont_do', 'duplicate', 'cannot_reproduce'])),
  constraint returned_ticket_has_no_assignee check (returned_at is null or assignee_id is null),
  constraint title_length check (char_length(title) >= 1 and char_length(title) <= 200)
) with (
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0.02
);

create unique index external_id_is_unique_in_workspace on tickets (workspace_id, external_id)
  where external_id is not null;
create index tickets_assigned_in_order on tickets (workspace_id, project_id, status, priority desc, created_at, id)
  where assignee_id is not null and deleted_at is null;
create index tickets_by_age on tickets (workspace_id, created_at, id) where deleted_at is null;
create index tickets_by_assignee on tickets (workspace_id, assignee_id, created_at, id) include (status)
  where deleted_at is null;
create index tickets_by_due_date on tickets (workspace_id, due_on, id) where deleted_at is null;
create index tickets_by_label on tickets using gin (workspace_id, labels) with (gin_pending_list_limit='128')
  where deleted_at is null;
create index tickets_by_lease on tickets (lease_expires_at, workspace_id, id)
  where lease_expires_at is not null and deleted_at is null;
create index tickets_by_priority on tickets (workspace_id, priority, created_at, id)
  where deleted_at is null;
create index tickets_by_project on tickets (workspace_id, project_id, created_at, id)
  where deleted_at is null;
create index tickets_by_project_due_date on tickets (workspace_id, project_id, due_on, id)
  where deleted_at is null;
create index tickets_by_project_priority on tickets (workspace_id, project_id, priority, created_at, id)
  where deleted_at is null;
create index tickets_by_status on tickets (workspace_id, project_id, status, created_at, id)
  where deleted_at is null;
create index tickets_in_queue on tickets (workspace_id, project_id, status, priority desc, created_at, id)
  where assignee_id is null and deleted_at is null;
create index tickets_in_trash on tickets (workspace_id, created_at, id)
  where deleted_at is not null;
create index tickets_in_trash_by_assignee on tickets (workspace_id, assignee_id)
  where deleted_at is not null;
create index tickets_in_trash_by_deletion on tickets (workspace_id, deleted_at, id)
  where deleted_at is not null;
create index tickets_in_trash_by_status on tickets (workspace_id, project_id, status)
  where deleted_at is not null;
create index tickets_returned on tickets (workspace_id, project_id, priority desc, created_at, id)
  where returned_at is not null and assignee_id is null and deleted_at is null;

create table ticket_status_history (
  workspace_id      uuid        not null,
  ticket_id         uuid        not null,
  sequence          integer     not null,
  project_id        uuid        not null,
  workflow_id       uuid        not null,
  from_status       text,
  to_status         text        not null,
  actor_id          uuid,
  reason            text,
  changed_at        timestamptz not null default clock_timestamp(),
  previous_sequence integer     generated always as (nullif(sequence - 1, 0)) stored,
  born_status       text
    generated always as (case when sequence = 1 then to_status else null::text end) stored,

  constraint ticket_status_history_pkey primary key (workspace_id, ticket_id, sequence),
  constraint ticket_status_history_workspace_id_ticket_id_sequence_to_st_key
    unique (workspace_id, ticket_id, sequence, to_status),
  constraint birth_is_the_initial_status
    foreign key (workspace_id, workflow_id, born_status)
    references workflows (workspace_id, id, initial_status),
  constraint history_is_of_the_tickets_project
    foreign key (workspace_id, ticket_id, project_id)
    references tickets (workspace_id, id, project_id),
  constraint transition_is_in_the_workflow
    foreign key (workspace_id, workflow_id, from_status, to_status)
    references workflow_transitions (workspace_id, workflow_id, from_status, to_status),
  constraint transition_starts_where_the_last_ended
    foreign key (workspace_id, ticket_id, previous_sequence, from_status)
    references ticket_status_history (workspace_id, ticket_id, sequence, to_status),
  constraint workflow_is_one_of_the_projects
    foreign key (workspace_id, project_id, workflow_id)
    references project_workflows (workspace_id, project_id, workflow_id),
  constraint birth_alone_comes_from_nowhere check ((sequence = 1) = (from_status is null)),
  constraint reason_length check (char_length(reason) >= 1 and char_length(reason) <= 2000),
  constraint sequence_starts_at_one check (sequence >= 1)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

alter table tickets add constraint status_is_in_its_history
  foreign key (workspace_id, id, status_sequence, status)
  references ticket_status_history (workspace_id, ticket_id, sequence, to_status) deferrable initially deferred;

create table labels (
  workspace_id uuid        not null,
  name         text        not null,
  created_at   timestamptz not null default clock_timestamp(),
  folded       text        collate "C",
  replaced_at  timestamptz,
  renamed_to   text,

  constraint labels_pkey primary key (workspace_id, name),
  constraint labels_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint labels_workspace_id_renamed_to_fkey
    foreign key (workspace_id, renamed_to)
    references labels (workspace_id, name),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 50),
  constraint only_replaced_labels_are_renamed
    check (renamed_to is null or replaced_at is not null)
);

create unique index label_is_unique_when_folded on labels (workspace_id, folded)
  where replaced_at is null;
create index labels_to_process on labels (workspace_id, name)
  where folded is null or replaced_at is not null;

create table comments (
  workspace_id uuid        not null,
  id           uuid        not null,
  ticket_id    uuid        not null,
  author_id    uuid        not null,
  body         text        not null,
  body_html    text        not null,
  version      integer     not null default 1,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  edited_at    timestamptz,
  deleted_at   timestamptz,
  mentions     uuid[]      not null default '{}'::uuid[],

  constraint comments_pkey primary key (workspace_id, id),
  constraint comments_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint body_length
    check (char_length(body) <= 65536 and (char_length(body) >= 1 or deleted_at is not null))
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create index comments_by_ticket on comments (workspace_id, ticket_id, created_at, id)
  where deleted_at is null;

create table outbox (
  "position"   bigint      not null generated always as identity,
  id           uuid        not null,
  kind         text        not null,
  type         text        not null,
  outcome      text        not null default 'success',
  workspace_id uuid,
  actor_id     uuid,
  subject_type text        not null,
  subject_id   text,
  ticket_id    uuid,
  data         jsonb       not null default '{}'::jsonb,
  personal     jsonb       not null default '{}'::jsonb,
  address      text,
  user_agent   text,
  request_id   text,
  occurred_at  timestamptz not null default clock_timestamp(),
  token        jsonb,

  constraint outbox_pkey primary key ("position"),
  constraint feed_events_have_a_workspace check (kind = 'audit_only' or workspace_id is not null),
  constraint feed_events_succeeded check (kind = 'audit_only' or outcome = 'success'),
  constraint kind_is_known check (kind = any (array['feed', 'audit_only'])),
  constraint outcome_is_known check (outcome = any (array['success', 'refused', 'failed']))
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000
);

create table relay (
  id      smallint not null default 1,
  epoch   uuid     not null,
  cluster text,

  constraint relay_pkey primary key (id),
  constraint relay_is_one_row check (id = 1)
) with (
  fillfactor = 20
);

create table event_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  pruned_to    bigint not null default 0,

  constraint event_heads_pkey primary key (workspace_id),
  constraint what_is_pruned_was_given check (pruned_to <= sequence)
) with (
  fillfactor = 50
);

create table events (
  workspace_id uuid        not null,
  sequence     bigint      not null,
  id           uuid        not null,
  type         text        not null,
  actor_id     uuid,
  subject_type text        not null,
  subject_id   text,
  ticket_id    uuid,
  data         jsonb       not null,
  occurred_at  timestamptz not null,

  constraint events_pkey primary key (workspace_id, sequence)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create index events_by_ticket on events (workspace_id, ticket_id, sequence)
  where ticket_id is not null;

create table audit_log (
  workspace_id    uuid        not null,
  sequence        bigint      not null,
  record          text,
  hash            bytea       not null,
  previous_hash   bytea,
  action          text        not null,
  outcome         text        not null,
  actor_id        uuid,
  subject_type    text        not null,
  subject_id      text,
  request_id      text,
  data            jsonb,
  occurred_at     timestamptz not null,
  token           jsonb,
  ticket_id       uuid,
  personal_digest bytea,
  hashed_data     json,

  constraint audit_log_pkey primary key (workspace_id, sequence),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint outcome_is_known check (outcome = any (array['success', 'refused', 'failed'])),
  constraint sequence_is_positive check (sequence > 0)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

alter table audit_log add constraint data_is_stored_once check (num_nonnulls(record, hashed_data) = 1) not valid;

create index audit_log_by_action on audit_log (workspace_id, action, sequence);
create index audit_log_by_actor on audit_log (workspace_id, actor_id, sequence)
  where actor_id is not null;
create index audit_log_by_outcome on audit_log (workspace_id, outcome, sequence)
  where outcome <> 'success';
create index audit_log_by_subject on audit_log (workspace_id, subject_id, sequence)
  where subject_id is not null;
create index audit_log_by_time on audit_log (workspace_id, occurred_at, sequence);

create table audit_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  hash         bytea  not null,

  constraint audit_heads_pkey primary key (workspace_id)
) with (
  fillfactor = 50
);

create table audit_personal (
  workspace_id uuid   not null,
  sequence     bigint not null,
  salt         bytea  not null,
  personal     text   not null,

  constraint audit_personal_pkey primary key (workspace_id, sequence),
  constraint salt_length check (octet_length(salt) = 16)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create table ticket_counts (
  workspace_id uuid    not null,
  project_id   uuid    not null,
  status       text    not null,
  count        integer not null,

  constraint ticket_counts_pkey primary key (workspace_id, project_id, status),
  constraint ticket_counts_workspace_id_project_id_fkey
    foreign key (workspace_id, project_id)
    references projects (workspace_id, id),
  constraint count_is_not_negative check (count >= 0)
) with (
  fillfactor = 50
);

create table api_tokens (
  workspace_id        uuid        not null,
  id                  uuid        not null,
  user_id             uuid        not null,
  name                text        not null,
  hash                bytea       not null,
  last_four           text        not null,
  scopes              text[],
  created_by          uuid        not null,
  created_at          timestamptz not null default clock_timestamp(),
  expires_at          timestamptz,
  last_used_at        timestamptz,
  revoked_at          timestamptz,
  expiry_noticed_days smallint,

  constraint api_tokens_pkey primary key (workspace_id, id),
  constraint api_tokens_workspace_id_created_by_fkey
    foreign key (workspace_id, created_by)
    references members (workspace_id, user_id),
  constraint api_tokens_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint expiry_noticed_days_is_known check (expiry_noticed_days = any (array[1, 7])),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint last_four_are_four check (char_length(last_four) = 4),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100),
  constraint scopes_are_some check (cardinality(scopes) > 0)
) with (
  fillfactor = 80
);

create index api_tokens_by_account on api_tokens (workspace_id, user_id, created_at, id);
create index api_tokens_by_end on api_tokens (least(revoked_at, expires_at))
  where least(revoked_at, expires_at) is not null;
create index api_tokens_by_hash on api_tokens (hash);

create unlogged table rate_limits (
  key     bytea       not null,
  hits    integer     not null,
  ends_at timestamptz not null,

  constraint rate_limits_pkey primary key (key)
) with (
  fillfactor = 50
);

create table idempotency_keys (
  user_id    uuid        not null,
  key        text        not null,
  request    bytea       not null,
  status     integer     not null,
  headers    jsonb       not null,
  body       text,
  created_at timestamptz not null default clock_timestamp(),
  assigned   jsonb,

  constraint idempotency_keys_pkey primary key (user_id, key),
  constraint key_length check (char_length(key) >= 1 and char_length(key) <= 255),
  constraint request_is_sha256 check (octet_length(request) = 32),
  constraint status_is_success check (status >= 200 and status <= 299)
);

create index idempotency_keys_by_age on idempotency_keys using brin (created_at) with (pages_per_range='16');

create table audit_checkpoints (
  workspace_id  uuid        not null,
  sequence      bigint      not null,
  hash          bytea       not null,
  pruned_from   bigint      not null,
  pruned_before timestamptz not null,
  signed_at     timestamptz not null,
  signature     bytea       not null,

  constraint audit_checkpoints_pkey primary key (workspace_id, sequence),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint pruned_from_the_first check (pruned_from >= 1 and pruned_from <= sequence)
);

create table stream_tokens (
  workspace_id          uuid,
  hash                  bytea       not null,
  user_id               uuid        not null,
  session_id            uuid,
  api_token_id          uuid,
  credential_expires_at timestamptz,
  expires_at            timestamptz not null,

  constraint stream_tokens_pkey primary key (hash),
  constraint stream_tokens_user_id_fkey foreign key (user_id) references users (id),
  constraint stream_tokens_workspace_id_api_token_id_fkey
    foreign key (workspace_id, api_token_id)
    references api_tokens (workspace_id, id) on delete cascade,
  constraint stream_tokens_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint api_token_has_a_workspace check (api_token_id is null or workspace_id is not null),
  constraint credential_is_one check (num_nonnulls(session_id, api_token_id) = 1),
  constraint hash_is_sha256 check (octet_length(hash) = 32)
);

create index stream_tokens_by_api_token on stream_tokens (workspace_id, api_token_id);
create index stream_tokens_by_expiry on stream_tokens (expires_at);

create table feed_cursors (
  workspace_id uuid        not null,
  consumer     text        not null,
  sequence     bigint      not null,
  failures     integer     not null default 0,
  moved_at     timestamptz not null default clock_timestamp(),

  constraint feed_cursors_pkey primary key (workspace_id, consumer),
  constraint feed_cursors_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint cursor_is_not_negative check (sequence >= 0 and failures >= 0)
);

create table feed_skips (
  workspace_id uuid        not null,
  consumer     text        not null,
  sequence     bigint      not null,
  error        text        not null,
  skipped_at   timestamptz not null default clock_timestamp(),

  constraint feed_skips_pkey primary key (workspace_id, consumer, sequence),
  constraint feed_skips_workspace_id_fkey foreign key (workspace_id) references workspaces (id)
);

create table relay_blocked (
  chain_id   uuid        not null,
  event_id   uuid        not null,
  event_type text        not null,
  error      text        not null,
  since      timestamptz not null default clock_timestamp(),
  retry_at   timestamptz not null,

  constraint relay_blocked_pkey primary key (chain_id)
);

create table backfills (
  name        text        not null,
  version     integer     not null,
  after       text[],
  rows_left   bigint      not null,
  rows_failed bigint      not null default 0,
  started_at  timestamptz not null default clock_timestamp(),
  moved_at    timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  checked_at  timestamptz,
  passes      integer     not null default 1,

  constraint backfills_pkey primary key (name),
  constraint rows_are_not_negative check (rows_left >= 0 and rows_failed >= 0)
);

create table search_documents (
  workspace_id uuid        not null,
  ticket_id    uuid        not null,
  comment_id   uuid,
  created_at   timestamptz not null,
  tokenizer    smallint    not null,
  words        tsvector    not null,

  constraint document_is_unique unique nulls not distinct (workspace_id, ticket_id, comment_id)
);

create index search_documents_by_age on search_documents (workspace_id, created_at, ticket_id);
create index search_documents_by_word on search_documents using gin (words) with (gin_pending_list_limit='128');

create table handles (
  workspace_id uuid        not null,
  handle       text        collate "C" not null,
  user_id      uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),

  constraint handles_pkey primary key (workspace_id, handle),
  constraint handle_belongs_to_one_member unique (workspace_id, user_id, handle),
  constraint handles_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint handle_is_well_formed
    check (char_length(handle) >= 2 and char_length(handle) <= 39 and handle ~ '^[a-z0-9]+([._-][a-z0-9]+)*$')
);

alter table members add constraint handle_is_ones_own
  foreign key (workspace_id, user_id, handle)
  references handles (workspace_id, user_id, handle) deferrable initially deferred;

create table watches (
  workspace_id uuid        not null,
  ticket_id    uuid        not null,
  user_id      uuid        not null,
  level        text        not null,
  created_at   timestamptz not null default clock_timestamp(),

  constraint watches_pkey primary key (workspace_id, ticket_id, user_id),
  constraint watches_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint watches_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint level_is_known check (level = any (array['watching', 'left', 'muted']))
);

create index watches_by_user on watches (workspace_id, user_id);

create table project_watches (
  workspace_id uuid        not null,
  project_id   uuid        not null,
  user_id      uuid        not null,
  level        text        not null,
  created_at   timestamptz not null default clock_timestamp(),

  constraint project_watches_pkey primary key (workspace_id, project_id, user_id),
  constraint project_watches_workspace_id_project_id_fkey
    foreign key (workspace_id, project_id)
    references projects (workspace_id, id),
  constraint project_watches_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint level_is_known check (level = any (array['watching', 'muted']))
);

create index project_watches_by_user on project_watches (workspace_id, user_id);

create table notification_settings (
  workspace_id uuid        not null,
  user_id      uuid        not null,
  muted        boolean     not null default false,
  reasons      jsonb       not null default '{}'::jsonb,
  updated_at   timestamptz not null default clock_timestamp(),

  constraint notification_settings_pkey primary key (workspace_id, user_id),
  constraint notification_settings_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint reasons_are_an_object check (jsonb_typeof(reasons) = 'object')
);

create table inboxes (
  user_id    uuid        not null,
  revision   bigint      not null default 1,
  changed_at timestamptz not null default clock_timestamp(),

  constraint inboxes_pkey primary key (user_id),
  constraint inboxes_user_id_fkey foreign key (user_id) references users (id)
) with (
  fillfactor = 50
);

create table notifications (
  workspace_id uuid,
  id           uuid        not null,
  user_id      uuid        not null,
  ticket_id    uuid,
  notice       jsonb,
  latest       bigint,
  first_unread bigint,
  read_to      bigint      not null default 0,
  unread       boolean     not null default true,
  reasons      integer     not null default 0,
  latest_type  text,
  actor_id     uuid,
  changed_at   timestamptz not null,
  archived_at  timestamptz,
  mailed_to    bigint      not null default 0,

  constraint notifications_pkey primary key (id),
  constraint notifications_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint notifications_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint archived_is_read check (archived_at is null or not unread),
  constraint notice_or_ticket check (num_nonnulls(notice, ticket_id) = 1),
  constraint ticket_has_events
    check (ticket_id is null or num_nonnulls(workspace_id, latest, first_unread, latest_type) = 4)
) with (
  fillfactor = 80
);

create unique index notification_is_unique_by_ticket on notifications (workspace_id, user_id, ticket_id)
  where ticket_id is not null;
create index notifications_by_change on notifications (workspace_id, user_id, changed_at, id);
create index notifications_by_ticket on notifications (workspace_id, ticket_id) where unread;
create index notifications_unread on notifications (workspace_id, user_id, changed_at, id)
  where unread;

create table mails (
  id           uuid        not null,
  kind         text        not null,
  user_id      uuid,
  workspace_id uuid,
  recipient    text        not null,
  subject      text        not null,
  body_text    text,
  body_html    text,
  headers      jsonb       not null default '{}'::jsonb,
  reference    text,
  state        text        not null default 'waiting',
  attempts     integer     not null default 0,
  attempts_max integer     not null default 7,
  next_at      timestamptz not null default clock_timestamp(),
  last_error   text,
  expires_at   timestamptz,
  created_at   timestamptz not null default clock_timestamp(),
  ended_at     timestamptz,

  constraint mails_pkey primary key (id),
  constraint mails_user_id_fkey foreign key (user_id) references users (id),
  constraint mails_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint attempts_are_not_negative check (attempts >= 0),
  constraint ended_mail_is_sent_or_dead check ((ended_at is null) = (state = 'waiting')),
  constraint headers_are_an_object check (jsonb_typeof(headers) = 'object'),
  constraint recipient_has_a_length
    check (char_length(recipient) >= 3 and char_length(recipient) <= 254),
  constraint state_is_known check (state = any (array['waiting', 'sent', 'dead'])),
  constraint subject_is_one_line
    check (subject !~ '[\x01-\x1f\x7f]' and char_length(subject) <= 250),
  constraint waiting_mail_has_a_body check (state <> 'waiting' or body_text is not null)
);

create index mails_by_end on mails (state, ended_at) where state <> 'waiting';
create index mails_by_user on mails (user_id);
create index mails_waiting on mails (next_at) where state = 'waiting';

create table account_tokens (
  hash       bytea       not null,
  user_id    uuid        not null,
  purpose    text        not null,
  email      text        not null,
  email_key  text        collate "C" not null,
  is_mailed  boolean     not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at    timestamptz,

  constraint account_tokens_pkey primary key (hash),
  constraint account_tokens_user_id_fkey foreign key (user_id) references users (id),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint purpose_is_known
    check (purpose = any (array['confirm', 'reset', 'change_address', 'stop_change']))
);

create index account_tokens_by_address on account_tokens (email_key, created_at);
create index account_tokens_by_expiry on account_tokens (expires_at);
create index account_tokens_by_user on account_tokens (user_id, purpose);

create table address_changes (
  user_id          uuid        not null,
  email            text        not null,
  email_key        text        collate "C" not null,
  former_email     text        not null,
  former_email_key text        collate "C" not null,
  requested_at     timestamptz not null default clock_timestamp(),
  expires_at       timestamptz not null,
  applied_at       timestamptz,

  constraint address_changes_pkey primary key (user_id),
  constraint address_changes_user_id_fkey foreign key (user_id) references users (id),
  constraint email_length check (char_length(email) >= 3 and char_length(email) <= 254)
);

create index address_changes_by_expiry on address_changes (expires_at);
create index address_changes_by_former_address on address_changes (former_email_key);

create table password_reset_requests (
  id           uuid        not null,
  email        text        not null,
  email_key    text        collate "C" not null,
  requested_at timestamptz not null default clock_timestamp(),

  constraint password_reset_requests_pkey primary key (id),
  constraint email_length check (char_length(email) >= 3 and char_length(email) <= 254)
);

create index password_reset_requests_by_address on password_reset_requests (email_key);

create table comment_versions (
  workspace_id uuid        not null,
  comment_id   uuid        not null,
  version      integer     not null,
  body         text,
  edited_by    uuid,
  edited_at    timestamptz not null,
  redacted_at  timestamptz,
  redacted_by  uuid,

  constraint comment_versions_pkey primary key (workspace_id, comment_id, version),
  constraint comment_versions_workspace_id_comment_id_fkey
    foreign key (workspace_id, comment_id)
    references comments (workspace_id, id),
  constraint body_length check (char_length(body) <= 65536),
  constraint only_redacted_versions_are_empty check ((body is null) = (redacted_at is not null)),
  constraint version_is_positive check (version >= 1)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create table ticket_versions (
  workspace_id  uuid        not null,
  ticket_id     uuid        not null,
  version       integer     not null,
  first_version integer,
  title         text,
  description   text,
  edited_by     uuid,
  edited_at     timestamptz not null,
  redacted_at   timestamptz,
  redacted_by   uuid,

  constraint ticket_versions_pkey primary key (workspace_id, ticket_id, version),
  constraint ticket_versions_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint description_length check (char_length(description) <= 65536),
  constraint first_version_is_not_later check (first_version >= 1 and first_version <= version),
  constraint only_redacted_versions_are_empty
    check ((title is null) = (redacted_at is not null) and (description is null or redacted_at is null)),
  constraint title_length check (char_length(title) <= 200),
  constraint version_is_positive check (version >= 1)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create table user_notification_settings (
  user_id     uuid     not null,
  time_zone   text,
  digest_hour smallint not null default 8,
  digest      text     not null default 'daily',

  constraint user_notification_settings_pkey primary key (user_id),
  constraint user_notification_settings_user_id_fkey foreign key (user_id) references users (id),
  constraint digest_hour_is_of_a_day check (digest_hour >= 0 and digest_hour <= 23),
  constraint digest_is_known check (digest = any (array['daily', 'weekly'])),
  constraint time_zone_length check (char_length(time_zone) >= 1 and char_length(time_zone) <= 64)
);

create table ticket_due_events (
  workspace_id uuid        not null,
  ticket_id    uuid        not null,
  due_on       date        not null,
  kind         text        not null,
  recorded_at  timestamptz not null default clock_timestamp(),

  constraint ticket_due_events_pkey primary key (workspace_id, ticket_id, due_on, kind),
  constraint ticket_due_events_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint kind_is_known check (kind = any (array['soon', 'today', 'overdue']))
);

create index ticket_due_events_by_date on ticket_due_events (due_on);

create table mail_bundles (
  workspace_id uuid        not null,
  user_id      uuid        not null,
  pace         text        not null,
  due_at       timestamptz not null,

  constraint mail_bundles_pkey primary key (workspace_id, user_id, pace),
  constraint mail_bundles_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint pace_is_known check (pace = any (array['now', 'digest']))
);

create index mail_bundles_by_time on mail_bundles (due_at);
