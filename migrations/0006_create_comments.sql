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
