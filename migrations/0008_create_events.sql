-- The feed: every event of a workspace, numbered without a gap by the relay. `event_heads` has the last
-- number that was assigned, and the last one that was pruned. A relay locks the only row of `relay` for
-- each batch, so any number of processes may relay.
--
-- `cluster` identifies the history of the database to which the numbers belong. When it changes (after a
-- failover that lost transactions, or a restore) the numbers skip ahead, so that none is assigned twice,
-- and `epoch` changes.

create table relay (
  id      smallint not null default 1,
  epoch   uuid     not null,
  cluster text,

  constraint relay_pkey primary key (id),
  constraint relay_is_one_row check (id = 1)
) with (
  fillfactor = 20
);

create table event_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  pruned_to    bigint not null default 0,

  constraint event_heads_pkey primary key (workspace_id),
  constraint what_is_pruned_was_given check (pruned_to <= sequence)
) with (
  fillfactor = 50
);

create table events (
  workspace_id uuid        not null,
  sequence     bigint      not null,
  id           uuid        not null,
  type         text        not null,
  actor_id     uuid,
  subject_type text        not null,
  subject_id   text,
  ticket_id    uuid,
  data         jsonb       not null,
  occurred_at  timestamptz not null,

  constraint events_pkey primary key (workspace_id, sequence)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

insert into relay (epoch) values (gen_random_uuid());
