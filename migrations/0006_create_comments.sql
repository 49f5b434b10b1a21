-- Comments on tickets. Deleting one keeps its row.

create table comments (
  workspace_id uuid        not null,
  id           uuid        not null,
  ticket_id    uuid        not null,
  author_id    uuid        not null,
  body         text        not null,
  body_html    text        not null,
  version      integer     not null default 1,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  edited_at    timestamptz,
  deleted_at   timestamptz,

  constraint comments_pkey primary key (workspace_id, id),
  constraint comments_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint comments_workspace_id_author_id_fkey
    foreign key (workspace_id, author_id)
    references members (workspace_id, user_id),
  constraint body_length check (char_length(body) >= 1 and char_length(body) <= 65536)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create index comments_by_ticket on comments (workspace_id, ticket_id, created_at, id)
  where deleted_at is null;
