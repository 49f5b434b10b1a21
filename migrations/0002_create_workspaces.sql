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
