-- Who watches what, and which notifications a member wants in a workspace. These are new tables, so the
-- migration locks nothing that is in use, except that the foreign keys wait for writes to members,
-- tickets, projects and workspaces to end, within the limit of the runner.
--
-- The reporter and the assignee of a ticket watch it without a row, so creating a ticket writes nothing
-- here. `left` is a row, not the absence of one: what adds watchers later does nothing on conflict, so
-- someone who left stays left.

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
  constraint level_is_known check (level in ('watching', 'left', 'muted'))
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
  constraint level_is_known check (level in ('watching', 'muted'))
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
