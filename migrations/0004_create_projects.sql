-- Projects, and the workflows that each of them uses or used. The counter of a project has a table of
-- its own: it changes with every new ticket, and reads of the project should not visit its versions.

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
