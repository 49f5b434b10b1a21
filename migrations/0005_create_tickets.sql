-- Tickets, and the history of their status, which nothing can rewrite.
--
-- The history is the second line of defence after the service. Its rows are numbered and refer to one
-- another, so a constraint refuses a transition that the workflow does not have, one that starts in
-- another status, a gap in the numbers, and a status without history.
--
-- A claim can have a lease. When it runs out, the ticket returns to its queue, and `returned_at` says
-- since when it waits there. `search` has the words of a ticket from before version 0.2.0 until its row
-- in `search_documents` is written; new tickets have none.
--
-- Labels are unique by `folded`. One with `replaced_at` is being changed to `renamed_to` in its tickets,
-- or removed from them.
--
-- Vacuum and analyze run after a fiftieth of the tickets changed, not after a fifth. Tables to which
-- rows are mostly added are frozen after every 100,000 rows, and not all at once.

create extension if not exists btree_gin;

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

  constraint tickets_pkey primary key (workspace_id, id),
  constraint tickets_workspace_id_id_project_id_key unique (workspace_id, id, project_id),
  constraint tickets_workspace_id_project_id_fkey
    foreign key (workspace_id, project_id)
    references projects (workspace_id, id),
  constraint tickets_workspace_id_reporter_id_fkey
    foreign key (workspace_id, reporter_id)
    references members (workspace_id, user_id),
  constraint tickets_workspace_id_assignee_id_fkey
    foreign key (workspace_id, assignee_id)
    references members (workspace_id, user_id),
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
-- After the primary key, which is then preferred where both serve a query equally well.
alter table tickets add constraint number_is_unique_in_project
  unique (workspace_id, number, project_id);
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
  constraint history_is_of_the_tickets_project
    foreign key (workspace_id, ticket_id, project_id)
    references tickets (workspace_id, id, project_id),
  constraint workflow_is_one_of_the_projects
    foreign key (workspace_id, project_id, workflow_id)
    references project_workflows (workspace_id, project_id, workflow_id),
  constraint birth_is_the_initial_status
    foreign key (workspace_id, workflow_id, born_status)
    references workflows (workspace_id, id, initial_status),
  constraint transition_is_in_the_workflow
    foreign key (workspace_id, workflow_id, from_status, to_status)
    references workflow_transitions (workspace_id, workflow_id, from_status, to_status),
  constraint transition_starts_where_the_last_ended
    foreign key (workspace_id, ticket_id, previous_sequence, from_status)
    references ticket_status_history (workspace_id, ticket_id, sequence, to_status),
  constraint ticket_status_history_workspace_id_actor_id_fkey
    foreign key (workspace_id, actor_id)
    references members (workspace_id, user_id),
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
