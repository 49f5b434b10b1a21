-- The responses to requests with an `Idempotency-Key`. A row is inserted in the transaction of the
-- request's effect and never changed, so there is no row without an effect, and none for a request that is
-- in progress (that is an advisory lock).
--
-- A key belongs to a user, whatever the workspace, session or token. `request` is the digest of method,
-- path and body. The body is text, because a replay has to be identical to the byte. `assigned` has what
-- only the last batch of the transaction knows: the number and the times of a new ticket.
--
-- Rows are deleted after a day. An index of block ranges finds them, and costs an insert almost nothing.

create table idempotency_keys (
  user_id    uuid        not null,
  key        text        not null,
  request    bytea       not null,
  status     integer     not null,
  headers    jsonb       not null,
  body       text,
  created_at timestamptz not null default clock_timestamp(),
  assigned   jsonb,

  constraint idempotency_keys_pkey primary key (user_id, key),
  constraint key_length check (char_length(key) >= 1 and char_length(key) <= 255),
  constraint request_is_sha256 check (octet_length(request) = 32),
  constraint status_is_success check (status >= 200 and status <= 299)
);

create index idempotency_keys_by_age on idempotency_keys using brin (created_at) with (pages_per_range='16');
