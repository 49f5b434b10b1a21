-- Workflows are data: the statuses that a ticket can have, and the transitions between them. No row
-- is ever changed or deleted. An edited workflow is a new one, so the history stays valid.

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
  constraint transition_starts_in_the_workflow
    foreign key (workspace_id, workflow_id, from_status)
    references workflow_statuses (workspace_id, workflow_id, status),
  constraint transition_ends_in_the_workflow
    foreign key (workspace_id, workflow_id, to_status)
    references workflow_statuses (workspace_id, workflow_id, status),
  constraint permission_is_known
    check (permission = any (array['ticket:transition', 'ticket:reopen'])),
  constraint transition_leads_elsewhere check (from_status <> to_status)
);
