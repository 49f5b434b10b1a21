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
