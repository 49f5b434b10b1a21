-- What happened, in the transaction in which it happened, waiting for the relay. A row is inserted as the
-- last statement of its command, after its last lock, and `position` is drawn there: of two commands that
-- locked the same row, the later one has the higher position. The sequence must hand out one value at a time.
--
-- `data` is for everybody who may read the feed. `personal`, the address and the user agent are for the audit
-- log alone, where they can be erased without breaking its chain.
--
-- Rows come and go at the rate of writes, so vacuum looks in early and cheaply.

create table outbox (
  position     bigint      generated always as identity (cache 1),
  id           uuid        not null,
  kind         text        not null constraint kind_is_known check (kind in ('feed', 'audit_only')),
  type         text        not null,
  outcome      text        not null default 'success'
                           constraint outcome_is_known check (outcome in ('success', 'refused', 'failed')),
  workspace_id uuid,
  actor_id     uuid,
  subject_type text        not null,
  subject_id   text,
  ticket_id    uuid,
  data         jsonb       not null default '{}',
  personal     jsonb       not null default '{}',
  address      text,
  user_agent   text,
  request_id   text,
  occurred_at  timestamptz not null default clock_timestamp(),

  primary key (position),
  constraint feed_events_have_a_workspace check (kind = 'audit_only' or workspace_id is not null),
  constraint feed_events_succeeded check (kind = 'audit_only' or outcome = 'success')
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000
);
