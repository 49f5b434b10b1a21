-- What account mails need: whether an address is confirmed, the tokens in their links, changes of address
-- that wait or can still be stopped, requests to reset a password, and the end of an invitation.
--
-- Tokens are stored as hashes. `email` is the address that a token was made for: it works only while that
-- is still the address in question. `is_mailed` tells the tokens that prove who reads that mailbox from those
-- that the operator passed on. The token of an invitation is derived from `token_nonce` and the server's secret.
--
-- An address change without `applied_at` waits for the new address. With it, the former address still
-- belongs to the account until `expires_at`, and can take it back.
--
-- Safe on tables in use: the columns that may be null need no rewrite, `now()` is evaluated once for all
-- invitations that exist, and new tables lock only `users`, for a moment, for their foreign keys.

alter table users add column email_confirmed_at timestamptz;

alter table invitations
  add column expires_at  timestamptz not null default now() + interval '7 days',
  add column token_nonce uuid,
  add column token_hash  bytea,
  add column mailed_at   timestamptz;

create table account_tokens (
  hash       bytea       not null,
  user_id    uuid        not null,
  purpose    text        not null,
  email      text        not null,
  email_key  text        not null collate "C",
  is_mailed  boolean     not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at    timestamptz,

  constraint account_tokens_pkey primary key (hash),
  constraint account_tokens_user_id_fkey foreign key (user_id) references users (id),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint purpose_is_known
    check (purpose = any (array['confirm', 'reset', 'change_address', 'stop_change']))
);

create index account_tokens_by_address on account_tokens (email_key, created_at);
create index account_tokens_by_expiry on account_tokens (expires_at);
create index account_tokens_by_user on account_tokens (user_id, purpose);

create table address_changes (
  user_id             uuid        not null,
  email               text        not null,
  email_key           text        not null collate "C",
  former_email        text        not null,
  former_email_key    text        not null collate "C",
  requested_at        timestamptz not null default clock_timestamp(),
  expires_at          timestamptz not null,
  applied_at          timestamptz,

  constraint address_changes_pkey primary key (user_id),
  constraint address_changes_user_id_fkey foreign key (user_id) references users (id),
  constraint email_length check (char_length(email) >= 3 and char_length(email) <= 254)
);

create index address_changes_by_expiry on address_changes (expires_at);
create index address_changes_by_former_address on address_changes (former_email_key);

create table password_reset_requests (
  id           uuid        not null,
  email        text        not null,
  email_key    text        not null collate "C",
  requested_at timestamptz not null default clock_timestamp(),

  constraint password_reset_requests_pkey primary key (id),
  constraint email_length check (char_length(email) >= 3 and char_length(email) <= 254)
);

create index password_reset_requests_by_address on password_reset_requests (email_key);
