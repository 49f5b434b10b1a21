-- People and their sign-ins. Addresses are compared without case; passwords and refresh tokens are kept
-- as hashes only. A session is one sign-in: its refresh tokens follow each other, and ending it ends them all.

create table users (
  id            uuid        not null,
  name          text        not null constraint name_length check (char_length(name) between 1 and 100),
  email         text        not null constraint email_length check (char_length(email) between 3 and 254),
  password_hash text        not null,
  created_at    timestamptz not null default clock_timestamp(),
  updated_at    timestamptz not null default clock_timestamp(),

  primary key (id)
);

create unique index email_is_unique on users (lower(email));

create table sessions (
  id           uuid        not null,
  user_id      uuid        not null,
  address      text,
  user_agent   text,
  created_at   timestamptz not null default clock_timestamp(),
  last_used_at timestamptz not null default clock_timestamp(),
  expires_at   timestamptz not null,
  ended_at     timestamptz,

  primary key (id),
  foreign key (user_id) references users (id)
);

create index sessions_by_user on sessions (user_id, created_at, id) where ended_at is null;
create index sessions_by_end on sessions (coalesce(ended_at, expires_at));

create table refresh_tokens (
  hash       bytea       not null,
  session_id uuid        not null,
  issued_at  timestamptz not null default clock_timestamp(),
  spent_at   timestamptz,

  primary key (hash),
  foreign key (session_id) references sessions (id) on delete cascade
);

create index refresh_tokens_by_session on refresh_tokens (session_id);
