-- API tokens of service accounts. They are stored as hashes, with the last four characters so that
-- people can tell them apart. `scopes` are permissions; null means all permissions of the role.
--
-- The index on the hash is not unique, because every unique key of a workspace's table includes the
-- workspace. Two equal hashes would need 190 equal random bits.

create table api_tokens (
  workspace_id uuid        not null,
  id           uuid        not null,
  user_id      uuid        not null,
  name         text        not null,
  hash         bytea       not null,
  last_four    text        not null,
  scopes       text[],
  created_by   uuid        not null,
  created_at   timestamptz not null default clock_timestamp(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,

  constraint api_tokens_pkey primary key (workspace_id, id),
  constraint api_tokens_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint api_tokens_workspace_id_created_by_fkey
    foreign key (workspace_id, created_by)
    references members (workspace_id, user_id),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint last_four_are_four check (char_length(last_four) = 4),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100),
  constraint scopes_are_some check (cardinality(scopes) > 0)
) with (
  fillfactor = 80
);

create index api_tokens_by_account on api_tokens (workspace_id, user_id, created_at, id);
create index api_tokens_by_end on api_tokens (least(revoked_at, expires_at))
  where least(revoked_at, expires_at) is not null;
create index api_tokens_by_hash on api_tokens (hash);
