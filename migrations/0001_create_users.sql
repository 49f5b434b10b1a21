-- People and their sign-ins. Passwords and refresh tokens are stored as hashes only. A session is one
-- sign-in: its refresh tokens replace one another, and ending the session ends them all.
--
-- An address is unique by `email_key`: its local part folded, its domain as DNS has it. An account from
-- before version 0.2.0 whose key belongs to another one has none, and `email_collides`.

create table users (
  id             uuid        not null,
  name           text        not null,
  email          text,
  password_hash  text,
  created_at     timestamptz not null default clock_timestamp(),
  updated_at     timestamptz not null default clock_timestamp(),
  email_key      text        collate "C",
  email_collides boolean     not null default false,

  constraint users_pkey primary key (id),
  constraint address_and_password_come_together check ((email is null) = (password_hash is null)),
  constraint email_length check (char_length(email) >= 3 and char_length(email) <= 254),
  constraint name_length check (char_length(name) >= 1 and char_length(name) <= 100)
);

create unique index email_is_unique on users (lower(email));
create unique index email_key_is_unique on users (email_key);

create table sessions (
  id           uuid        not null,
  user_id      uuid        not null,
  ip_address   text,
  user_agent   text,
  created_at   timestamptz not null default clock_timestamp(),
  last_used_at timestamptz not null default clock_timestamp(),
  expires_at   timestamptz not null,
  ended_at     timestamptz,

  constraint sessions_pkey primary key (id),
  constraint sessions_user_id_fkey foreign key (user_id) references users (id)
);

create index sessions_by_end on sessions (coalesce(ended_at, expires_at));
create index sessions_by_user on sessions (user_id, created_at, id);

create table refresh_tokens (
  hash       bytea       not null,
  session_id uuid        not null,
  issued_at  timestamptz not null default clock_timestamp(),
  spent_at   timestamptz,

  constraint refresh_tokens_pkey primary key (hash),
  constraint refresh_tokens_session_id_fkey
    foreign key (session_id)
    references sessions (id) on delete cascade
);

create index refresh_tokens_by_session on refresh_tokens (session_id);
