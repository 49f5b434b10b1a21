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
