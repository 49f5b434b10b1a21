-- Where each consumer of the feed is in each workspace; the events that a consumer could not process
-- after five attempts; and the workspaces whose events could not be relayed. Those wait in the outbox, in
-- order, while the others go on.

create table feed_cursors (
  workspace_id uuid        not null,
  consumer     text        not null,
  sequence     bigint      not null,
  failures     integer     not null default 0,
  moved_at     timestamptz not null default clock_timestamp(),

  constraint feed_cursors_pkey primary key (workspace_id, consumer),
  constraint feed_cursors_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint cursor_is_not_negative check (sequence >= 0 and failures >= 0)
);

create table feed_skips (
  workspace_id uuid        not null,
  consumer     text        not null,
  sequence     bigint      not null,
  error        text        not null,
  skipped_at   timestamptz not null default clock_timestamp(),

  constraint feed_skips_pkey primary key (workspace_id, consumer, sequence),
  constraint feed_skips_workspace_id_fkey foreign key (workspace_id) references workspaces (id)
);

create table relay_blocked (
  chain_id   uuid        not null,
  event_id   uuid        not null,
  event_type text        not null,
  error      text        not null,
  since      timestamptz not null default clock_timestamp(),
  retry_at   timestamptz not null,

  constraint relay_blocked_pkey primary key (chain_id)
);
