-- Stream tokens, with which a browser opens a stream: EventSource sends no Authorization header. A
-- token is valid once and for seconds. Using it deletes its row, so it works once on any number of servers.
-- It is stored as a hash. `credential_expires_at` is when the access token expires that requested it; null
-- for an API token, whose own row has that.
--
-- Sessions belong to no workspace, so no foreign key refers to them. Whether the session has ended is
-- checked when the token is used.

create table stream_tokens (
  workspace_id          uuid,
  hash                  bytea       not null,
  user_id               uuid        not null,
  session_id            uuid,
  api_token_id          uuid,
  credential_expires_at timestamptz,
  expires_at            timestamptz not null,

  constraint stream_tokens_pkey primary key (hash),
  constraint stream_tokens_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint stream_tokens_workspace_id_api_token_id_fkey
    foreign key (workspace_id, api_token_id)
    references api_tokens (workspace_id, id) on delete cascade,
  constraint stream_tokens_user_id_fkey foreign key (user_id) references users (id),
  constraint api_token_has_a_workspace check (api_token_id is null or workspace_id is not null),
  constraint credential_is_one check (num_nonnulls(session_id, api_token_id) = 1),
  constraint hash_is_sha256 check (octet_length(hash) = 32)
);

create index stream_tokens_by_api_token on stream_tokens (workspace_id, api_token_id);
create index stream_tokens_by_expiry on stream_tokens (expires_at);
