-- FILE 0001_create_users.sql
-- People and their sign-ins. Addresses are compared without case; passwords and refresh tokens are kept
-- as hashes only. A session is one sign-in: its refresh tokens follow each other, and ending it ends them all.

create table users (
  id            uuid        not null,
  name          text        not null constraint name_length check (char_length(name) between 1 and 100),
  email         text        not null constraint email_length check (char_length(email) between 3 and 254),
  password_hash text        not null,
  created_at    timestamptz not null default clock_timestamp(),
  updated_at    timestamptz not null default clock_timestamp(),

  primary key (id)
);

create unique index email_is_unique on users (lower(email));

create table sessions (
  id           uuid        not null,
  user_id      uuid        not null,
  address      text,
  user_agent   text,
  created_at   timestamptz not null default clock_timestamp(),
  last_used_at timestamptz not null default clock_timestamp(),
  expires_at   timestamptz not null,
  ended_at     timestamptz,

  primary key (id),
  foreign key (user_id) references users (id)
);

create index sessions_by_user on sessions (user_id, created_at, id) where ended_at is null;
create index sessions_by_end on sessions (coalesce(ended_at, expires_at));

create table refresh_tokens (
  hash       bytea       not null,
  session_id uuid        not null,
  issued_at  timestamptz not null default clock_timestamp(),
  spent_at   timestamptz,

  primary key (hash),
  foreign key (session_id) references sessions (id) on delete cascade
);

create index refresh_tokens_by_session on refresh_tokens (session_id);
-- FILE 0002_create_workspaces.sql
-- Workspaces, the walls between customers. Every key of a table below a workspace begins with its id, and
-- every reference carries it, so that no foreign key can reach across.
--
-- Members are ended, never deleted: what they did keeps its author.

create table workspaces (
  id               uuid        not null,
  name             text        not null constraint name_length check (char_length(name) between 1 and 100),
  require_if_match boolean     not null default false,
  created_at       timestamptz not null default clock_timestamp(),
  updated_at       timestamptz not null default clock_timestamp(),
  deleted_at       timestamptz,

  primary key (id)
);

create table members (
  workspace_id        uuid        not null,
  user_id             uuid        not null,
  role                text        not null constraint role_is_known check (role in ('viewer', 'member', 'admin')),
  kind                text        not null default 'person' constraint kind_is_known check (kind in ('person', 'service')),
  created_at          timestamptz not null default clock_timestamp(),
  updated_at          timestamptz not null default clock_timestamp(),
  removed_at          timestamptz,
  tickets_released_at timestamptz,

  primary key (workspace_id, user_id),
  foreign key (workspace_id) references workspaces (id),
  foreign key (user_id) references users (id),
  constraint only_the_removed_release_tickets check (tickets_released_at is null or removed_at is not null)
);

create index members_by_user on members (user_id, workspace_id) where removed_at is null;
create index members_by_age on members (workspace_id, created_at, user_id);
create index members_to_release on members (removed_at) where removed_at is not null and tickets_released_at is null;

create table invitations (
  workspace_id uuid        not null,
  id           uuid        not null,
  email        text        not null constraint email_length check (char_length(email) between 3 and 254),
  role         text        not null constraint role_is_known check (role in ('viewer', 'member', 'admin')),
  invited_by   uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),

  primary key (workspace_id, id),
  foreign key (workspace_id) references workspaces (id),
  foreign key (workspace_id, invited_by) references members (workspace_id, user_id)
);

create unique index invitation_is_unique_by_email on invitations (workspace_id, lower(email));
create index invitations_by_email on invitations (lower(email));
create index invitations_by_age on invitations (workspace_id, created_at, id);
-- FILE 0003_create_workflows.sql
-- Workflows as data: which statuses a ticket can have and which steps lead from one to another. Nothing here
-- is ever changed or deleted; an edited workflow is a new one, so a step that history used cannot vanish.

create table workflows (
  workspace_id   uuid        not null,
  id             uuid        not null,
  name           text        not null constraint name_length check (char_length(name) between 1 and 100),
  initial_status text        not null,
  created_at     timestamptz not null default clock_timestamp(),

  primary key (workspace_id, id),
  unique (workspace_id, id, initial_status),
  foreign key (workspace_id) references workspaces (id)
);

create index workflows_by_age on workflows (workspace_id, created_at, id);

create table workflow_statuses (
  workspace_id uuid     not null,
  workflow_id  uuid     not null,
  status       text     not null constraint status_is_a_word check (status ~ '^[a-z][a-z0-9_]{0,39}$'),
  category     text     not null constraint category_is_known check (category in ('todo', 'doing', 'done')),
  position     smallint not null,

  primary key (workspace_id, workflow_id, status),
  constraint status_has_its_own_position unique (workspace_id, workflow_id, position),
  foreign key (workspace_id, workflow_id) references workflows (workspace_id, id)
);

alter table workflows add constraint initial_status_is_in_the_workflow
  foreign key (workspace_id, id, initial_status)
  references workflow_statuses (workspace_id, workflow_id, status) deferrable initially deferred;

create table workflow_steps (
  workspace_id        uuid    not null,
  workflow_id         uuid    not null,
  from_status         text    not null,
  to_status           text    not null,
  permission          text    not null default 'ticket:transition'
                              constraint permission_is_known check (permission in ('ticket:transition', 'ticket:reopen')),
  reason_required     boolean not null default false,
  resolution_required boolean not null default false,

  primary key (workspace_id, workflow_id, from_status, to_status),
  constraint step_leads_elsewhere check (from_status <> to_status),
  constraint step_starts_in_the_workflow
    foreign key (workspace_id, workflow_id, from_status) references workflow_statuses (workspace_id, workflow_id, status),
  constraint step_ends_in_the_workflow
    foreign key (workspace_id, workflow_id, to_status) references workflow_statuses (workspace_id, workflow_id, status)
);
-- FILE 0004_create_projects.sql
-- Projects, and the workflows that each has had. A project's counter is a table of its own: it changes with
-- every ticket, and a row that every read of a project visits must not grow versions at that rate.

create table projects (
  workspace_id uuid        not null,
  id           uuid        not null,
  name         text        not null constraint name_length check (char_length(name) between 1 and 100),
  key          text        not null constraint key_is_a_word check (key ~ '^[A-Z][A-Z0-9]{1,9}$'),
  workflow_id  uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  archived_at  timestamptz,

  primary key (workspace_id, id),
  constraint key_is_unique_in_workspace unique (workspace_id, key),
  foreign key (workspace_id) references workspaces (id),
  foreign key (workspace_id, workflow_id) references workflows (workspace_id, id)
);

create index projects_by_age on projects (workspace_id, created_at, id);

create table project_workflows (
  workspace_id uuid        not null,
  project_id   uuid        not null,
  workflow_id  uuid        not null,
  since        timestamptz not null default clock_timestamp(),

  primary key (workspace_id, project_id, workflow_id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, workflow_id) references workflows (workspace_id, id)
);

alter table projects add constraint workflow_is_one_of_the_projects
  foreign key (workspace_id, id, workflow_id)
  references project_workflows (workspace_id, project_id, workflow_id) deferrable initially deferred;

create table project_counters (
  workspace_id uuid    not null,
  project_id   uuid    not null,
  last_number  integer not null default 0,

  primary key (workspace_id, project_id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
) with (fillfactor = 20);
-- FILE 0005_create_tickets.sql
-- Tickets, the unit of work, and the history of their status, which nothing can rewrite.
--
-- The history is the second wall behind the service: its rows are numbered and chained by foreign keys, so
-- that a forged step, a step of another workflow, a step from the wrong place, a gap, a false birth and a
-- status without history are refused by the constraint's name, whoever tries.

create extension if not exists btree_gin;

create table tickets (
  workspace_id     uuid        not null,
  id               uuid        not null,
  project_id       uuid        not null,
  number           integer     not null constraint number_is_positive check (number > 0),
  title            text        not null constraint title_length check (char_length(title) between 1 and 200),
  description      text        constraint description_length check (char_length(description) <= 65536),
  description_html text,
  status           text        not null,
  status_sequence  integer     not null default 1,
  priority         smallint    not null default 0 constraint priority_is_a_rank check (priority between 0 and 4),
  assignee_id      uuid,
  reporter_id      uuid        not null,
  due_on           date,
  labels           text[]      not null default '{}',
  resolution       text        constraint resolution_is_known
                               check (resolution in ('done', 'wont_do', 'duplicate', 'cannot_reproduce')),
  external_id      text        constraint external_id_length check (char_length(external_id) between 1 and 200),
  metadata         jsonb       not null default '{}' constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object'),
  version          integer     not null default 1,
  created_at       timestamptz not null default clock_timestamp(),
  updated_at       timestamptz not null default clock_timestamp(),
  deleted_at       timestamptz,
  search           tsvector    not null generated always as
                               (to_tsvector('simple'::regconfig, title || ' ' || coalesce(description, ''))) stored,

  primary key (workspace_id, id),
  constraint number_is_unique_in_project unique (workspace_id, project_id, number),
  constraint external_id_is_unique_in_workspace unique (workspace_id, external_id),
  unique (workspace_id, id, project_id),
  foreign key (workspace_id, project_id) references projects (workspace_id, id),
  foreign key (workspace_id, reporter_id) references members (workspace_id, user_id),
  foreign key (workspace_id, assignee_id) references members (workspace_id, user_id)
);

create index tickets_by_age on tickets (workspace_id, created_at, id) where deleted_at is null;
create index tickets_by_project on tickets (workspace_id, project_id, created_at, id) where deleted_at is null;
create index tickets_by_status on tickets (workspace_id, project_id, status, created_at, id) where deleted_at is null;
create index tickets_by_assignee on tickets (workspace_id, assignee_id, created_at, id) where deleted_at is null;
create index tickets_by_priority on tickets (workspace_id, priority, created_at, id) where deleted_at is null;
create index tickets_by_project_priority on tickets (workspace_id, project_id, priority, created_at, id) where deleted_at is null;
create index tickets_by_due_date on tickets (workspace_id, due_on, id) where deleted_at is null;
create index tickets_by_project_due_date on tickets (workspace_id, project_id, due_on, id) where deleted_at is null;
create index tickets_by_text on tickets using gin (workspace_id, search) where deleted_at is null;
create index tickets_by_label on tickets using gin (workspace_id, labels) where deleted_at is null;
create index tickets_in_trash on tickets (workspace_id, created_at, id) where deleted_at is not null;
create index tickets_in_trash_by_status on tickets (workspace_id, project_id, status) where deleted_at is not null;
create index tickets_in_trash_by_assignee on tickets (workspace_id, assignee_id) where deleted_at is not null;

create table ticket_status_history (
  workspace_id      uuid        not null,
  ticket_id         uuid        not null,
  sequence          integer     not null constraint sequence_starts_at_one check (sequence >= 1),
  project_id        uuid        not null,
  workflow_id       uuid        not null,
  from_status       text,
  to_status         text        not null,
  actor_id          uuid,
  reason            text        constraint reason_length check (char_length(reason) between 1 and 2000),
  changed_at        timestamptz not null default clock_timestamp(),
  previous_sequence integer     generated always as (nullif(sequence - 1, 0)) stored,
  born_status       text        generated always as (case when sequence = 1 then to_status end) stored,

  primary key (workspace_id, ticket_id, sequence),
  unique (workspace_id, ticket_id, sequence, to_status),
  constraint birth_alone_comes_from_nowhere check ((sequence = 1) = (from_status is null)),
  constraint history_is_of_the_tickets_project
    foreign key (workspace_id, ticket_id, project_id) references tickets (workspace_id, id, project_id),
  constraint workflow_is_one_of_the_projects
    foreign key (workspace_id, project_id, workflow_id) references project_workflows (workspace_id, project_id, workflow_id),
  constraint birth_is_the_initial_status
    foreign key (workspace_id, workflow_id, born_status) references workflows (workspace_id, id, initial_status),
  constraint step_is_in_the_workflow
    foreign key (workspace_id, workflow_id, from_status, to_status)
    references workflow_steps (workspace_id, workflow_id, from_status, to_status),
  constraint step_starts_where_the_last_ended
    foreign key (workspace_id, ticket_id, previous_sequence, from_status)
    references ticket_status_history (workspace_id, ticket_id, sequence, to_status),
  foreign key (workspace_id, actor_id) references members (workspace_id, user_id)
);

alter table tickets add constraint status_is_in_its_history
  foreign key (workspace_id, id, status_sequence, status)
  references ticket_status_history (workspace_id, ticket_id, sequence, to_status) deferrable initially deferred;

create table labels (
  workspace_id uuid        not null,
  name         text        not null constraint name_length check (char_length(name) between 1 and 50),
  created_at   timestamptz not null default clock_timestamp(),

  primary key (workspace_id, name),
  foreign key (workspace_id) references workspaces (id)
);
-- FILE 0006_create_comments.sql
-- Comments on tickets. Deleting one keeps its row, as everywhere.

create table comments (
  workspace_id uuid        not null,
  id           uuid        not null,
  ticket_id    uuid        not null,
  author_id    uuid        not null,
  body         text        not null constraint body_length check (char_length(body) between 1 and 65536),
  body_html    text        not null,
  version      integer     not null default 1,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  edited_at    timestamptz,
  deleted_at   timestamptz,

  primary key (workspace_id, id),
  foreign key (workspace_id, ticket_id) references tickets (workspace_id, id),
  foreign key (workspace_id, author_id) references members (workspace_id, user_id)
);

create index comments_by_ticket on comments (workspace_id, ticket_id, created_at, id) where deleted_at is null;
-- FILE 0007_create_outbox.sql
-- What happened, in the transaction in which it happened, waiting for the relay. A row is inserted as the
-- last statement of its command, after its last lock, and `position` is drawn there: of two commands that
-- locked the same row, the later one has the higher position. The sequence must hand out one value at a time.
--
-- `data` is for everybody who may read the feed. `personal`, the address and the user agent are for the audit
-- log alone, where they can be erased without breaking its chain.
--
-- Rows come and go at the rate of writes, so vacuum looks in early and cheaply.

create table outbox (
  position     bigint      generated always as identity (cache 1),
  id           uuid        not null,
  kind         text        not null constraint kind_is_known check (kind in ('feed', 'audit_only')),
  type         text        not null,
  outcome      text        not null default 'success'
                           constraint outcome_is_known check (outcome in ('success', 'refused', 'failed')),
  workspace_id uuid,
  actor_id     uuid,
  subject_type text        not null,
  subject_id   text,
  ticket_id    uuid,
  data         jsonb       not null default '{}',
  personal     jsonb       not null default '{}',
  address      text,
  user_agent   text,
  request_id   text,
  occurred_at  timestamptz not null default clock_timestamp(),

  primary key (position),
  constraint feed_events_have_a_workspace check (kind = 'audit_only' or workspace_id is not null),
  constraint feed_events_succeeded check (kind = 'audit_only' or outcome = 'success')
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000
);
-- FILE 0008_create_events.sql
-- The feed: every event of a workspace, numbered without a gap by the relay. `event_heads` holds the last
-- number given and the last one pruned; `relay` holds the one row that a relay locks for each batch, so that
-- any number of processes may relay and each batch is fenced by its own commit.
--
-- `cluster` says which history of which database the numbers belong to. When it changes (a failover that
-- lost a tail, a restore) the heads skip ahead, so that no number is given twice, and `epoch` changes.

create table relay (
  id      smallint not null default 1 constraint relay_is_one_row check (id = 1),
  epoch   uuid     not null,
  cluster text,

  primary key (id)
) with (fillfactor = 20);

insert into relay (epoch) values (gen_random_uuid());

create table event_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  pruned_to    bigint not null default 0,

  primary key (workspace_id),
  constraint what_is_pruned_was_given check (pruned_to <= sequence)
) with (fillfactor = 50);

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

  primary key (workspace_id, sequence)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);
-- FILE 0009_create_audit_log.sql
-- Who did what, from where, with what outcome: one chain of records for each workspace, and one for what
-- belongs to none (under the nil UUID). `record` is the very text that was hashed, and holds the hash of the
-- record before it; the columns beside it are for searching, and are compared with it when a chain is verified.
--
-- What says something about a person lies in `audit_personal`; the record has its salted digest, so that a
-- row there can be erased and the chain stays whole. `audit_heads` is where each chain ends.
--
-- Only the relay writes here. Nothing references these tables: erasing a row checks nothing else.

create table audit_log (
  workspace_id  uuid        not null,
  sequence      bigint      not null constraint sequence_is_positive check (sequence > 0),
  record        text        not null,
  hash          bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  previous_hash bytea,
  action        text        not null,
  outcome       text        not null
                            constraint outcome_is_known check (outcome in ('success', 'refused', 'failed')),
  actor_id      uuid,
  subject_type  text        not null,
  subject_id    text,
  request_id    text,
  data          jsonb       not null,
  occurred_at   timestamptz not null,

  primary key (workspace_id, sequence)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create index audit_log_by_actor on audit_log (workspace_id, actor_id, sequence) where actor_id is not null;
create index audit_log_by_subject on audit_log (workspace_id, subject_id, sequence) where subject_id is not null;
create index audit_log_by_action on audit_log (workspace_id, action, sequence);
create index audit_log_by_outcome on audit_log (workspace_id, outcome, sequence) where outcome <> 'success';

create table audit_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  hash         bytea  not null,

  primary key (workspace_id)
) with (fillfactor = 50);

create table audit_personal (
  workspace_id uuid   not null,
  sequence     bigint not null,
  salt         bytea  not null constraint salt_length check (octet_length(salt) = 16),
  personal     text   not null,

  primary key (workspace_id, sequence)
);
-- FILE 0010_create_ticket_counts.sql
-- How many tickets stand on each status of a project, the trash left out. Kept by the relay from the events, so
-- that a board asks for a few rows and no request counts tickets. It is as fresh as the feed.

create table ticket_counts (
  workspace_id uuid    not null,
  project_id   uuid    not null,
  status       text    not null,
  count        integer not null constraint count_is_not_negative check (count >= 0),

  primary key (workspace_id, project_id, status),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
) with (fillfactor = 50);
-- FILE 0011_allow_users_without_address.sql
-- A service account is a user without an address and without a password: nobody can sign in to it, be invited
-- as it, or register under its address. Whoever has the one has the other.
--
-- Safe on a table in use: no row is looked at. The constraint holds for what is written from now on; 0012
-- looks at what is there. Queries that are running are waited for, and wait, for that moment.

alter table users
  alter column email drop not null,
  alter column password_hash drop not null,
  add constraint address_and_password_come_together
      check ((email is null) = (password_hash is null)) not valid;
-- FILE 0012_validate_users_without_address.sql
-- Looks at every user once, under a lock that lets them be read and written: who has an address has a password.

alter table users validate constraint address_and_password_come_together;
-- FILE 0013_create_api_tokens.sql
-- API tokens, by which a service account calls. Kept as hashes only, with the last four characters, so that
-- people can tell them apart. `scopes` are permissions, null for all that the account's role holds.
--
-- A new table: nothing in use is locked, but for the moment that its foreign keys take on `members`.
--
-- The index on the hash is not unique, because every unique key of a workspace's table carries the workspace.
-- Two tokens with one hash would be two draws of the same 190 random bits.

create table api_tokens (
  workspace_id uuid        not null,
  id           uuid        not null,
  user_id      uuid        not null,
  name         text        not null constraint name_length check (char_length(name) between 1 and 100),
  hash         bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  last_four    text        not null constraint last_four_are_four check (char_length(last_four) = 4),
  scopes       text[]               constraint scopes_are_some check (cardinality(scopes) > 0),
  created_by   uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,

  primary key (workspace_id, id),
  foreign key (workspace_id, user_id) references members (workspace_id, user_id),
  foreign key (workspace_id, created_by) references members (workspace_id, user_id)
) with (fillfactor = 80);

create index api_tokens_by_hash on api_tokens (hash);
create index api_tokens_by_account on api_tokens (workspace_id, user_id, created_at, id);
create index api_tokens_by_end on api_tokens (least(revoked_at, expires_at)) where least(revoked_at, expires_at) is not null;
-- FILE 0014_create_rate_limits.sql
-- What each budget has been spent in its window, by all processes together. Each counts for itself and adds
-- what it counted now and then, so this is not a write a request. The key is a keyed digest of what is counted:
-- no address and no e-mail lies here. Unlogged, because losing it in a crash only begins the windows anew. A new
-- table, so nothing waits.

create unlogged table rate_limits (
  key     bytea       not null,
  hits    integer     not null,
  ends_at timestamptz not null,

  primary key (key)
) with (fillfactor = 50);
-- FILE 0015_create_idempotency_keys.sql
-- What was answered to a POST under an `Idempotency-Key`, so that the same request under the same key is answered
-- again and not done again. A row is inserted in the transaction of the effect it speaks for, and never changed:
-- there is no row without an effect, and none for a request that is still under way (an advisory lock is).
--
-- A key is its user's own, whatever they do with it in which workspace, and whichever session or token they do it
-- with; making a workspace has none yet. `request` is the digest of method, address and body.
--
-- The answer is text, because it must come back byte by byte, and what JSON says in UTF-8 does. Rows go after a day.

create table idempotency_keys (
  user_id    uuid        not null references users (id),
  key        text        not null constraint key_length check (char_length(key) between 1 and 255),
  request    bytea       not null constraint request_is_sha256 check (octet_length(request) = 32),
  status     integer     not null constraint status_is_success check (status between 200 and 299),
  headers    jsonb       not null,
  body       text,
  created_at timestamptz not null default clock_timestamp(),

  primary key (user_id, key)
);

create index idempotency_keys_by_age on idempotency_keys (created_at);
-- FILE 0016_index_tickets_by_queue.sql
-- slacky:no-transaction
-- The queue of a project: what nobody has, status by status, the most urgent first, then the oldest. It is what
-- claim-next takes from; without it every claim would walk past all the tickets that are taken or done.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create index concurrently if not exists tickets_in_queue
  on tickets (workspace_id, project_id, status, priority desc, created_at, id)
  where assignee_id is null and deleted_at is null;
-- FILE 0017_create_audit_checkpoints.sql
-- Where the audit log was pruned. The records of a chain up to `sequence` were deleted, from `pruned_from` on by
-- this pruning, and the last of them had this hash, which the next record follows. Signed with SLACKY_SECRET,
-- which is not in the database: whoever can only write here cannot make deleted records pass for pruned ones.
--
-- Only the role that owns the tables prunes, so the server's own only reads. A new table, empty: nothing waits.

create table audit_checkpoints (
  workspace_id  uuid        not null,
  sequence      bigint      not null,
  hash          bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  pruned_from   bigint      not null constraint pruned_from_the_first check (pruned_from between 1 and sequence),
  pruned_before timestamptz not null,
  signed_at     timestamptz not null,
  signature     bytea       not null,

  primary key (workspace_id, sequence)
);
-- FILE 0018_add_token_to_records.sql
-- Which API token an act was done by, {id, name}; null for whatever no token did.
--
-- Safe on tables in use: columns without a default are added without looking at a row, so that each table is
-- locked for a moment only. A server of the version before goes on beside this one; what it relays meanwhile
-- is recorded without the token.

alter table outbox add column token jsonb;
alter table audit_log add column token jsonb;
-- FILE 0019_index_audit_log_by_time.sql
-- slacky:no-transaction
-- A list of the audit log from one day to another looked at every record that was newer. With this index it
-- begins and ends near those days. Built beside the log in use: appending goes on.

create index concurrently if not exists audit_log_by_time
  on audit_log (workspace_id, occurred_at, sequence);
-- FILE 0020_create_stream_passes.sql
-- Passes, by which a page in a browser opens a stream of the feed: an EventSource sends no Authorization header.
-- A pass is good once and for seconds, for whoever asked for it: whoever uses it deletes its row, so that it works
-- once however many servers there are. Kept as a hash; `credential_expires_at` is when the access token ends that
-- it was asked for with, null for an API token, of which its own row tells.
--
-- Sessions are nobody's workspace, so no key leads to them: a pass whose session is gone is refused like one whose
-- session ended, when it is used.
--
-- A new table: nothing in use is locked, but for the moment that its foreign keys take on the tables they lead to.

create table stream_passes (
  workspace_id          uuid        not null,
  hash                  bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  user_id               uuid        not null,
  session_id            uuid,
  token_id              uuid,
  credential_expires_at timestamptz,
  expires_at            timestamptz not null,

  primary key (workspace_id, hash),
  foreign key (workspace_id, user_id) references members (workspace_id, user_id),
  foreign key (workspace_id, token_id) references api_tokens (workspace_id, id) on delete cascade,
  constraint credential_is_one check (num_nonnulls(session_id, token_id) = 1)
);

create index stream_passes_by_token on stream_passes (workspace_id, token_id);
create index stream_passes_by_expiry on stream_passes (expires_at);
-- FILE 0021_index_external_ids.sql
-- slacky:no-transaction
-- Few tickets have an external id, and every ticket had an entry in the index that keeps them unique: one more to
-- write at each change. This index has those that are there; 0024 drops the other.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create unique index concurrently if not exists external_ids
  on tickets (workspace_id, external_id)
  where external_id is not null;
-- FILE 0022_index_tickets_by_assignee_with_status.sql
-- slacky:no-transaction
-- What somebody has open is looked for among all that they have, newest first. With the status in the index, that is
-- read from the index alone: a page of it for a hundred tickets, where each ticket was a page of its own.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create index concurrently if not exists tickets_by_assignee_with_status
  on tickets (workspace_id, assignee_id, created_at, id) include (status)
  where deleted_at is null;
-- FILE 0023_index_numbers_before_projects.sql
-- slacky:no-transaction
-- A foreign key asks for a ticket of this workspace, id and project. To the planner the index that began with workspace
-- and project was as good as the primary key, because it does not know that all tickets of a project are in one
-- workspace: with a million tickets one step in a project of 100,000 read 90,000 entries. With the number before the
-- project it serves a ticket's key as before, and no foreign key can take it.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create unique index concurrently if not exists numbers_before_projects
  on tickets (workspace_id, number, project_id);
-- FILE 0024_replace_indexes_of_tickets.sql
-- The indexes of 0021 to 0023 take the places, and the names, of those before them. Locks tickets for a moment, and
-- reads nothing.

alter table tickets drop constraint external_id_is_unique_in_workspace;
alter index external_ids rename to external_id_is_unique_in_workspace;

drop index tickets_by_assignee;
alter index tickets_by_assignee_with_status rename to tickets_by_assignee;

alter table tickets drop constraint number_is_unique_in_project;
alter table tickets add constraint number_is_unique_in_project unique using index numbers_before_projects;
-- FILE 0025_vacuum_large_tables_in_time.sql
-- Vacuum comes after a share of a table's rows, a fifth unless told otherwise: of ten million tickets after two million
-- dead ones. Rows that were only inserted are frozen as they come, a hundred thousand at a time, and not all at once
-- when the table has grown by a fifth. Each statement locks its table for a moment, against nobody who reads or writes.

alter table tickets set (
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0.02);

alter table ticket_status_history set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000);

alter table comments set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000);

alter table audit_personal set (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000);
-- FILE 0026_index_tickets_by_word.sql
-- slacky:no-transaction
-- A rare word was looked up in a list of all who have it, in any workspace, beside a list of all tickets of its own. An
-- entry of this index is a word behind the last eight digits of its workspace's id, and the digits alone for each
-- ticket. Words too long to be asked for are left out, as with the digits they might not fit into a tsvector.
-- What is indexed is written the same way in src/tickets/filter-queries.ts.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create index concurrently if not exists tickets_by_word on tickets using gin ((
  replace(' '''' ' || case when octet_length(description) > 1000
                           then regexp_replace(strip(search)::text, '''(?:[^'']|''''){255,}''', '', 'g')
                           else strip(search)::text end,
          ' ''', ' ''' || right(workspace_id::text, 8))::tsvector))
  where deleted_at is null;
-- FILE 0027_drop_tickets_by_text.sql
-- The index of 0026 takes its place. Locks tickets for a moment, and reads nothing.

drop index tickets_by_text;
-- FILE 0028_merge_new_words_sooner.sql
-- GIN keeps what is new in a list of up to 4 MB, which every search reads from end to end, until one write merges all
-- of it. At 128 kB a search reads little and no write merges much; the index takes what is there at the next write.
-- Locks the two indexes for a moment against other changes of themselves, and nobody who reads or writes.

alter index tickets_by_word set (gin_pending_list_limit = 128);
alter index tickets_by_label set (gin_pending_list_limit = 128);
-- FILE 0029_rename_to_api_terms.sql
-- Tables and columns take the words of the API (docs/decisions/0026): a workflow's steps become transitions, stream
-- passes become stream tokens, and the address of a session becomes an IP address.
--
-- Renames change the catalogue only and lock each table for a moment. The primary key of stream_tokens is built anew, on
-- the rows of the last minutes; its workspace may be null from now on, for streams of more than one workspace.
--
-- A process of an earlier version answers 500 to sign-ins and to what needs a workflow until it is restarted: restart all
-- processes together with this migration.

alter table workflow_steps rename to workflow_transitions;
alter table workflow_transitions rename constraint workflow_steps_pkey to workflow_transitions_pkey;
alter table workflow_transitions
  rename constraint step_ends_in_the_workflow to transition_ends_in_the_workflow;
alter table workflow_transitions
  rename constraint step_starts_in_the_workflow to transition_starts_in_the_workflow;
alter table workflow_transitions
  rename constraint step_leads_elsewhere to transition_leads_elsewhere;
alter table ticket_status_history
  rename constraint step_is_in_the_workflow to transition_is_in_the_workflow;
alter table ticket_status_history
  rename constraint step_starts_where_the_last_ended to transition_starts_where_the_last_ended;

alter table stream_passes rename to stream_tokens;
alter table stream_tokens rename column token_id to api_token_id;
alter table stream_tokens drop constraint stream_passes_pkey;
alter table stream_tokens alter column workspace_id drop not null;
alter table stream_tokens add primary key (hash);
alter table stream_tokens
  rename constraint stream_passes_workspace_id_token_id_fkey
  to stream_tokens_workspace_id_api_token_id_fkey;
alter table stream_tokens
  rename constraint stream_passes_workspace_id_user_id_fkey
  to stream_tokens_workspace_id_user_id_fkey;
alter table stream_tokens add foreign key (user_id) references users (id);
alter table stream_tokens
  add constraint api_token_has_a_workspace check (api_token_id is null or workspace_id is not null);
alter index stream_passes_by_expiry rename to stream_tokens_by_expiry;
alter index stream_passes_by_token rename to stream_tokens_by_api_token;

alter table sessions rename column address to ip_address;
-- FILE 0030_rename_stored_terms.sql
-- What was stored under the words of before takes those of the API (docs/decisions/0026): the field `steps` of
-- workflow.created in the feed, and the scope workspace:update of API tokens.
--
-- Safe on live tables: only the rows that change are locked. Reads the whole table events once. The audit log is not
-- touched, because its records are hashed: those of workflow.created from before keep the field `steps`.

update events
   set data = data - 'steps' || jsonb_build_object('transitions', data -> 'steps')
 where type = 'workflow.created'
   and data ? 'steps';

update outbox
   set data = data - 'steps' || jsonb_build_object('transitions', data -> 'steps')
 where type = 'workflow.created'
   and data ? 'steps';

update api_tokens
   set scopes = array_replace(scopes, 'workspace:update', 'workspace:edit')
 where 'workspace:update' = any(scopes);
-- FILE 0031_store_responses_in_one_batch.sql
-- A new ticket's number is drawn in the last batch of its transaction. Its response is stored in the same batch, with
-- the number and the times in a column of their own.
-- Users are never deleted, so the foreign key to them protects nothing and costs each stored response a lookup. An
-- index of block ranges finds old rows as well as the former one, and costs an insert next to nothing. The table
-- holds one day of responses: the index is built in moments, and writes with a key wait for it.

alter table idempotency_keys add column assigned jsonb;
alter table idempotency_keys drop constraint idempotency_keys_user_id_fkey;
drop index idempotency_keys_by_age;
create index idempotency_keys_by_age on idempotency_keys using brin (created_at) with (pages_per_range = 16);
-- FILE 0032_create_feed_consumers.sql
-- Where each consumer of the feed is in each workspace's feed. Counts of tickets were written in the relay's
-- transaction until now, so they are at the head of every feed. Run it while no worker of an earlier version runs: such
-- a worker would count events that the consumer counts again. It locks nothing that readers need.

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

insert into feed_cursors (workspace_id, consumer, sequence)
select h.workspace_id, 'counts', h.sequence
  from event_heads h;

-- What a consumer could not process after five attempts.
create table feed_skips (
  workspace_id uuid        not null,
  consumer     text        not null,
  sequence     bigint      not null,
  error        text        not null,
  skipped_at   timestamptz not null default clock_timestamp(),

  constraint feed_skips_pkey primary key (workspace_id, consumer, sequence),
  constraint feed_skips_workspace_id_fkey foreign key (workspace_id) references workspaces (id)
);

-- Chains whose events could not be relayed. They wait in the outbox, in order, while the others go on.
create table relay_blocked (
  chain_id   uuid        not null,
  event_id   uuid        not null,
  event_type text        not null,
  error      text        not null,
  since      timestamptz not null default clock_timestamp(),
  retry_at   timestamptz not null,

  constraint relay_blocked_pkey primary key (chain_id)
);
-- FILE 0033_create_backfills.sql
-- How far each backfill is: what only the server can compute is filled for existing rows by a job of the worker, a
-- hundred at a time. A new, empty table, which locks nothing that is in use.

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

  constraint backfills_pkey primary key (name),
  constraint rows_are_not_negative check (rows_left >= 0 and rows_failed >= 0)
);
-- FILE 0034_index_archived_projects.sql
-- slacky:no-transaction
-- Lists of tickets leave out the archived projects of a workspace, which they look up in every statement: an index of
-- those few rows instead of all projects. Built concurrently, so it locks nothing that is in use.

create index concurrently projects_archived on projects (workspace_id, id) where archived_at is not null;
-- FILE 0035_add_leases_to_tickets.sql
-- A claim can have a lease: when it runs out, the ticket returns to the queue, and returned_at says since when it waits
-- there whatever its status. claimed_at is the age of a claim.
--
-- Safe on a table in use: the columns are null, so no row is rewritten or read, and 0036 checks the constraints. It
-- locks tickets for a moment. Restart all processes together with it: a process of an earlier version would unassign a
-- ticket without ending its claim, which the constraints refuse.

alter table tickets
  add column claimed_at timestamptz,
  add column lease_expires_at timestamptz,
  add column returned_at timestamptz,
  add constraint claim_has_an_assignee
      check (claimed_at is null or assignee_id is not null) not valid,
  add constraint lease_belongs_to_a_claim
      check (lease_expires_at is null or claimed_at is not null) not valid,
  add constraint returned_ticket_has_no_assignee
      check (returned_at is null or assignee_id is null) not valid;
-- FILE 0036_validate_leases_of_tickets.sql
-- Reads every ticket once, under a lock that lets them be read and written.

alter table tickets
  validate constraint claim_has_an_assignee,
  validate constraint lease_belongs_to_a_claim,
  validate constraint returned_ticket_has_no_assignee;
-- FILE 0037_index_tickets_by_lease.sql
-- slacky:no-transaction
-- The leases of all workspaces by their end, for the worker, which asks every second which have run out. It contains
-- only tickets with a lease. Built concurrently, so no write waits for it; the build reads the table once.

create index concurrently if not exists tickets_by_lease
  on tickets (lease_expires_at, workspace_id, id)
  where lease_expires_at is not null and deleted_at is null;
-- FILE 0038_index_returned_tickets.sql
-- slacky:no-transaction
-- The returned tickets of a project in the order of its queue, for claim-next. It contains only tickets that wait for
-- somebody after their lease has run out. Built concurrently, so no write waits for it; the build reads the table once.

create index concurrently if not exists tickets_returned
  on tickets (workspace_id, project_id, priority desc, created_at, id)
  where returned_at is not null and assignee_id is null and deleted_at is null;
-- FILE 0039_index_sessions_by_user.sql
-- slacky:no-transaction
-- A sign-in looks whether the account was signed in to from the same address before, in sessions that have ended, too.
-- The index that there is knows live ones alone. Built beside the table in use: signing in goes on.

create index concurrently if not exists sessions_of_user on sessions (user_id, created_at, id);
-- FILE 0040_replace_sessions_by_user.sql
-- The index of 0039 takes the place, and the name, of the one before it. Locks sessions for a moment, and reads nothing.

drop index sessions_by_user;
alter index sessions_of_user rename to sessions_by_user;
-- FILE 0041_empty_texts_of_events.sql
-- slacky:no-transaction
-- Takes the texts of descriptions and comments out of the feed: what somebody edited away or deleted was still read
-- there. From now on an event says only {"changed": true} of them. The audit log is not touched: it never had the
-- texts, only their digests, which its chain of hashes contains.
--
-- Safe on a live table of any size: it reads events by key, 5,000 at a time, and commits after each. So no row stays
-- locked and vacuum is held back for no longer than that takes. Only a job that prunes the same events waits for it.
-- Stopped in the middle, it starts again from the beginning and changes only what is left. Restart all processes
-- together with it: a worker of an earlier version puts texts into the feed. Events that still wait in the outbox lose
-- their texts when they are relayed.

do $$
declare
  done_to events%rowtype;
  batch_end events%rowtype;
begin
  done_to.workspace_id := '00000000-0000-0000-0000-000000000000';
  done_to.sequence := 0;
  loop
    select e.workspace_id, e.sequence
      into batch_end.workspace_id, batch_end.sequence
      from (select n.workspace_id, n.sequence
              from events n
             where (n.workspace_id, n.sequence) > (done_to.workspace_id, done_to.sequence)
             order by n.workspace_id, n.sequence
             limit 5000) e
     order by e.workspace_id desc, e.sequence desc
     limit 1;
    exit when batch_end.sequence is null;

    update events e
       set data = jsonb_set(
             e.data, '{changes}',
             (e.data -> 'changes')
               || case when e.data -> 'changes' ? 'description'
                       then '{"description": {"changed": true}}'::jsonb else '{}' end
               || case when e.data -> 'changes' ? 'body'
                       then '{"body": {"changed": true}}'::jsonb else '{}' end)
     where (e.workspace_id, e.sequence) > (done_to.workspace_id, done_to.sequence)
       and (e.workspace_id, e.sequence) <= (batch_end.workspace_id, batch_end.sequence)
       and (e.data #> '{changes,description}' <> '{"changed": true}'
            or e.data #> '{changes,body}' <> '{"changed": true}');

    commit;
    done_to := batch_end;
  end loop;
end $$;
-- FILE 0042_create_search_documents.sql
-- The words of tickets and comments get a table of their own. A change of a ticket's status then writes no words, and
-- each comment has a row, so that it neither locks nor rewrites its ticket. The server decides what a word is, so SQL
-- cannot fill the table: the worker does, and until it has, a search also reads the old column of the tickets that have
-- no row here. A word is stored after a prefix of its workspace, and one index entry therefore belongs to one workspace.
--
-- New tickets no longer have the old column, and its index goes: it would cost every change of an old ticket what this
-- table saves. Locks tickets for a moment and reads no rows.

create table search_documents (
  workspace_id uuid        not null,
  ticket_id    uuid        not null,
  -- Null: the title and description of the ticket itself.
  comment_id   uuid,
  -- Of the ticket, also for a comment: the order of a list, in which the rows of a ticket lie together.
  created_at   timestamptz not null,
  -- Of the tokenizer that wrote the row.
  tokenizer    smallint    not null,
  words        tsvector    not null,

  constraint document_is_unique unique nulls not distinct (workspace_id, ticket_id, comment_id)
);

create index search_documents_by_word on search_documents using gin (words) with (gin_pending_list_limit = 128);
create index search_documents_by_age on search_documents (workspace_id, created_at, ticket_id);

alter table tickets alter column search drop expression, alter column search drop not null;
drop index tickets_by_word;

-- Read by searches: while this is not finished, tickets may have their words in the old column only.
insert into backfills (name, version, rows_left)
select 'search_documents_of_tickets', 1, greatest(0, c.reltuples)::bigint
  from pg_class c
 where c.oid = 'tickets'::regclass
   and exists (select from tickets);
-- FILE 0043_fold_labels.sql
-- Labels are unique by their folded name, and can be renamed, merged and deleted. The worker fills `folded` for existing
-- labels and merges those that differ only in case, in Unicode form or in invisible characters; until then it is null. A
-- label with `replaced_at` is being changed to `renamed_to` in its tickets, or removed from them.
--
-- Locks `labels` for a moment. Reads it once, with writes of labels waiting: a few thousand rows.

alter table labels
  add column folded text collate "C",
  add column replaced_at timestamptz,
  add column renamed_to text;

alter table labels
  add constraint labels_workspace_id_renamed_to_fkey
    foreign key (workspace_id, renamed_to) references labels (workspace_id, name),
  add constraint only_replaced_labels_are_renamed
    check (renamed_to is null or replaced_at is not null);

create unique index label_is_unique_when_folded on labels (workspace_id, folded)
  where replaced_at is null;
create index labels_to_process on labels (workspace_id, name)
  where folded is null or replaced_at is not null;

-- Names in NFC, for the only table of names that the server may not change: it holds few rows.
update workflows set name = normalize(name, nfc)
 where name is not nfc normalized
   and char_length(normalize(name, nfc)) <= 100;
-- FILE 0044_end_what_leavers_left.sql
-- People who were erased remained members, and invitations by people who are no longer admins could still be accepted.
-- Both end now, as they do since this version when they lose the role: with an event for the feed and the audit log.
--
-- Safe on live tables: it locks the rows that it changes, and only those. It reads the tables members and invitations
-- once; they have a row for each person in a workspace.

with ended as (
  update members m
     set removed_at = clock_timestamp(), updated_at = clock_timestamp()
    from users u
   where u.id = m.user_id
     and u.email = u.id || '@erased.invalid'
     and m.removed_at is null
  returning m.workspace_id, m.user_id, m.role
)
insert into outbox (id, kind, type, workspace_id, subject_type, subject_id, data)
select gen_random_uuid(), 'feed', 'member.removed', e.workspace_id, 'member', e.user_id,
       jsonb_build_object('changes', jsonb_build_object('role', jsonb_build_object('from', e.role, 'to', null)),
                          'cause', 'person_erased')
  from ended e;

with withdrawn as (
  delete from invitations i
   where not exists (
           select 1
             from members m
            where m.workspace_id = i.workspace_id
              and m.user_id = i.invited_by
              and m.role = 'admin'
              and m.removed_at is null)
  returning i.workspace_id, i.id, i.role, i.email
)
insert into outbox (id, kind, type, workspace_id, subject_type, subject_id, data, personal)
select gen_random_uuid(), 'feed', 'invitation.withdrawn', w.workspace_id, 'invitation', w.id,
       jsonb_build_object('role', w.role, 'cause', 'inviter_not_admin'),
       jsonb_build_object('email', w.email)
  from withdrawn w;
-- FILE 0045_add_email_keys.sql
-- An address is unique by its key: the folded local part and the domain as DNS has it. The worker fills it for existing
-- rows; until then, and for an account whose key another one has, addresses are compared in lower case as before.
-- Adds columns only, which locks both tables for a moment and reads no rows.

alter table users
  add column email_key text collate "C",
  add column email_collides boolean not null default false;

alter table invitations
  add column email_key text collate "C";
-- FILE 0046_index_users_by_email_key.sql
-- slacky:no-transaction
-- Built concurrently: reads the table twice and blocks nobody.
create unique index concurrently if not exists email_key_is_unique on users (email_key);
-- FILE 0047_index_invitations_by_email_key.sql
-- slacky:no-transaction
-- Built concurrently: reads the table twice and blocks nobody.
create index concurrently if not exists invitations_by_email_key on invitations (email_key, workspace_id);
-- FILE 0048_count_passes_of_backfills.sql
-- Only the first pass over the tickets lets a search read their old column of words: later passes, for a few rows that
-- were missed, must not make every search slow. Locks a small table for a moment.

alter table backfills add column passes integer not null default 1;
