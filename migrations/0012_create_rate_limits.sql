-- How much of each rate limit was used in its window, by all processes together. Each process counts by
-- itself and adds its count from time to time, so not every request writes. The key is a keyed digest: no
-- address and no e-mail is stored. The table is unlogged, because losing it only restarts the windows.

create unlogged table rate_limits (
  key     bytea       not null,
  hits    integer     not null,
  ends_at timestamptz not null,

  constraint rate_limits_pkey primary key (key)
) with (
  fillfactor = 50
);
