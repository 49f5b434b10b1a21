-- How far each backfill is: what only the server can compute is filled for existing rows by a job of the
-- worker, a hundred rows at a time.

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
  passes      integer     not null default 1,

  constraint backfills_pkey primary key (name),
  constraint rows_are_not_negative check (rows_left >= 0 and rows_failed >= 0)
);
