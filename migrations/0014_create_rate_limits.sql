-- What each budget has been spent in its window, by all processes together. Each counts for itself and adds
-- what it counted now and then, so this is not a write a request. The key is a keyed digest of what is counted:
-- no address and no e-mail lies here. Unlogged, because losing it in a crash only begins the windows anew. A new
-- table, so nothing waits.

create unlogged table rate_limits (
  key     bytea       not null,
  hits    integer     not null,
  ends_at timestamptz not null,

  primary key (key)
) with (fillfactor = 50);
