-- What was answered to a POST under an `Idempotency-Key`, so that the same request under the same key is answered
-- again and not done again. A row is inserted in the transaction of the effect it speaks for, and never changed:
-- there is no row without an effect, and none for a request that is still under way (an advisory lock is).
--
-- A key is its user's own, whatever they do with it in which workspace, and whichever session or token they do it
-- with; making a workspace has none yet. `request` is the digest of method, address and body.
--
-- The answer is text, because it must come back byte by byte, and what JSON says in UTF-8 does. Rows go after a day.

create table idempotency_keys (
  user_id    uuid        not null references users (id),
  key        text        not null constraint key_length check (char_length(key) between 1 and 255),
  request    bytea       not null constraint request_is_sha256 check (octet_length(request) = 32),
  status     integer     not null constraint status_is_success check (status between 200 and 299),
  headers    jsonb       not null,
  body       text,
  created_at timestamptz not null default clock_timestamp(),

  primary key (user_id, key)
);

create index idempotency_keys_by_age on idempotency_keys (created_at);
