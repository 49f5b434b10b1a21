-- API tokens, by which a service account calls. Kept as hashes only, with the last four characters, so that
-- people can tell them apart. `scopes` are permissions, null for all that the account's role holds.
--
-- A new table: nothing in use is locked, but for the moment that its foreign keys take on `members`.
--
-- The index on the hash is not unique, because every unique key of a workspace's table carries the workspace.
-- Two tokens with one hash would be two draws of the same 190 random bits.

create table api_tokens (
  workspace_id uuid        not null,
  id           uuid        not null,
  user_id      uuid        not null,
  name         text        not null constraint name_length check (char_length(name) between 1 and 100),
  hash         bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  last_four    text        not null constraint last_four_are_four check (char_length(last_four) = 4),
  scopes       text[]               constraint scopes_are_some check (cardinality(scopes) > 0),
  created_by   uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,

  primary key (workspace_id, id),
  foreign key (workspace_id, user_id) references members (workspace_id, user_id),
  foreign key (workspace_id, created_by) references members (workspace_id, user_id)
) with (fillfactor = 80);

create index api_tokens_by_hash on api_tokens (hash);
create index api_tokens_by_account on api_tokens (workspace_id, user_id, created_at, id);
create index api_tokens_by_end on api_tokens (least(revoked_at, expires_at)) where least(revoked_at, expires_at) is not null;
