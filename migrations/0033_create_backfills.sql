-- How far each backfill is: what only the server can compute is filled for existing rows by a job of the worker, a
-- hundred at a time. A new, empty table, which locks nothing that is in use.

create table backfills (
  name        text        not null,
  version     integer     not null,
  after       text[],
  rows_left   bigint      not null,
  rows_failed bigint      not null default 0,
  started_at  timestamptz not null default clock_timestamp(),
  moved_at    timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  checked_at  timestamptz,

  constraint backfills_pkey primary key (name),
  constraint rows_are_not_negative check (rows_left >= 0 and rows_failed >= 0)
);
