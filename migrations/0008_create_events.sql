-- The feed: every event of a workspace, numbered without a gap by the relay. `event_heads` holds the last
-- number given and the last one pruned; `relay` holds the one row that a relay locks for each batch, so that
-- any number of processes may relay and each batch is fenced by its own commit.
--
-- `cluster` says which history of which database the numbers belong to. When it changes (a failover that
-- lost a tail, a restore) the heads skip ahead, so that no number is given twice, and `epoch` changes.

create table relay (
  id      smallint not null default 1 constraint relay_is_one_row check (id = 1),
  epoch   uuid     not null,
  cluster text,

  primary key (id)
) with (fillfactor = 20);

insert into relay (epoch) values (gen_random_uuid());

create table event_heads (
  workspace_id uuid   not null,
  sequence     bigint not null,
  pruned_to    bigint not null default 0,

  primary key (workspace_id),
  constraint what_is_pruned_was_given check (pruned_to <= sequence)
) with (fillfactor = 50);

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

  primary key (workspace_id, sequence)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);
