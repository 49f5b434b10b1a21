-- Workspaces are the tenants. Every primary key below a workspace begins with its ID, and every
-- foreign key includes it, so no row can refer to another workspace.
--
-- Members are marked as removed and never deleted, so what they did keeps its author.

create table workspaces (
  id               uuid        not null,
  name             text        not null,
  require_if_match boolean     not null default false,
  created_at       timestamptz not null default clock_timestamp(),
  updated_at       timestamptz not null default clock_timestamp(),
  deleted_at       timestamptz,

  constraint workspaces_pkey primary key (id),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100)
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

  constraint members_pkey primary key (workspace_id, user_id),
  constraint members_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint members_user_id_fkey foreign key (user_id) references users (id),
  constraint kind_is_known check (kind = any (array['person', 'service'])),
  constraint only_the_removed_release_tickets
    check (tickets_released_at is null or removed_at is not null),
  constraint role_is_known check (role = any (array['viewer', 'member', 'admin']))
);

create index members_by_age on members (workspace_id, created_at, user_id);
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
