-- Passes, by which a page in a browser opens a stream of the feed: an EventSource sends no Authorization header.
-- A pass is good once and for seconds, for whoever asked for it: whoever uses it deletes its row, so that it works
-- once however many servers there are. Kept as a hash; `credential_expires_at` is when the access token ends that
-- it was asked for with, null for an API token, of which its own row tells.
--
-- Sessions are nobody's workspace, so no key leads to them: a pass whose session is gone is refused like one whose
-- session ended, when it is used.
--
-- A new table: nothing in use is locked, but for the moment that its foreign keys take on the tables they lead to.

create table stream_passes (
  workspace_id          uuid        not null,
  hash                  bytea       not null constraint hash_is_sha256 check (octet_length(hash) = 32),
  user_id               uuid        not null,
  session_id            uuid,
  token_id              uuid,
  credential_expires_at timestamptz,
  expires_at            timestamptz not null,

  primary key (workspace_id, hash),
  foreign key (workspace_id, user_id) references members (workspace_id, user_id),
  foreign key (workspace_id, token_id) references api_tokens (workspace_id, id) on delete cascade,
  constraint credential_is_one check (num_nonnulls(session_id, token_id) = 1)
);

create index stream_passes_by_token on stream_passes (workspace_id, token_id);
create index stream_passes_by_expiry on stream_passes (expires_at);
