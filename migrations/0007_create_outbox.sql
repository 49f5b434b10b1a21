-- Events that wait for the relay. A command inserts them with its last statement, after its last lock,
-- and `position` is assigned there: of two commands that locked the same row, the later one has the
-- higher position. The sequence must hand out one value at a time.
--
-- `data` is for everyone who may read the feed. `personal`, the address and the user agent are for the
-- audit log only, where they can be erased without breaking its chain. `token` is the API token that was
-- used, as {id, name}.
--
-- Rows come and go with every write, so vacuum runs early.

create table outbox (
  "position"   bigint      not null generated always as identity,
  id           uuid        not null,
  kind         text        not null,
  type         text        not null,
  outcome      text        not null default 'success',
  workspace_id uuid,
  actor_id     uuid,
  subject_type text        not null,
  subject_id   text,
  ticket_id    uuid,
  data         jsonb       not null default '{}'::jsonb,
  personal     jsonb       not null default '{}'::jsonb,
  address      text,
  user_agent   text,
  request_id   text,
  occurred_at  timestamptz not null default clock_timestamp(),
  token        jsonb,

  constraint outbox_pkey primary key ("position"),
  constraint feed_events_have_a_workspace check (kind = 'audit_only' or workspace_id is not null),
  constraint feed_events_succeeded check (kind = 'audit_only' or outcome = 'success'),
  constraint kind_is_known check (kind = any (array['feed', 'audit_only'])),
  constraint outcome_is_known check (outcome = any (array['success', 'refused', 'failed']))
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000
);
