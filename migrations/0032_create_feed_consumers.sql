-- Where each consumer of the feed is in each workspace's feed. Counts of tickets were written in the relay's
-- transaction until now, so they are at the head of every feed. Run it while no worker of an earlier version runs: such
-- a worker would count events that the consumer counts again. It locks nothing that readers need.

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

insert into feed_cursors (workspace_id, consumer, sequence)
select h.workspace_id, 'counts', h.sequence
  from event_heads h;

-- What a consumer could not process after five attempts.
create table feed_skips (
  workspace_id uuid        not null,
  consumer     text        not null,
  sequence     bigint      not null,
  error        text        not null,
  skipped_at   timestamptz not null default clock_timestamp(),

  constraint feed_skips_pkey primary key (workspace_id, consumer, sequence),
  constraint feed_skips_workspace_id_fkey foreign key (workspace_id) references workspaces (id)
);

-- Chains whose events could not be relayed. They wait in the outbox, in order, while the others go on.
create table relay_blocked (
  chain_id   uuid        not null,
  event_id   uuid        not null,
  event_type text        not null,
  error      text        not null,
  since      timestamptz not null default clock_timestamp(),
  retry_at   timestamptz not null,

  constraint relay_blocked_pkey primary key (chain_id)
);
