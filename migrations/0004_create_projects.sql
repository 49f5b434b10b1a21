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
