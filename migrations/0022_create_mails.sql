-- Mails, from the moment they are composed until some days after they were sent. They belong to people,
-- as sessions do: `workspace_id` only says what a mail is about. A row is claimed by raising `attempts` and
-- moving `next_at` to the end of a lease, so that the result is written by the worker of the last claim.
-- `attempts` never falls, so that no claim has the number of an earlier one: an operator who lets a dead
-- mail be tried again raises `attempts_max`.
--
-- Bodies are erased when the mail is sent, and those with a token also when it is dead: `body_text` and
-- `body_html` are null then.
--
-- Safe on tables in use: adding columns with constant defaults does not rewrite `users`, and a new table
-- locks only the tables that it references, for a moment.

alter table users
  add column mail_state   text     not null default 'working',
  add column mail_bounces smallint not null default 0;

alter table users
  add constraint mail_state_is_known check (mail_state in ('working', 'failing')) not valid;

create table mails (
  id           uuid        not null,
  kind         text        not null,
  user_id      uuid,
  workspace_id uuid,
  recipient    text        not null,
  subject      text        not null,
  body_text    text,
  body_html    text,
  headers      jsonb       not null default '{}',
  reference    text,
  state        text        not null default 'waiting',
  attempts     integer     not null default 0,
  attempts_max integer     not null default 7,
  next_at      timestamptz not null default clock_timestamp(),
  last_error   text,
  expires_at   timestamptz,
  created_at   timestamptz not null default clock_timestamp(),
  ended_at     timestamptz,

  constraint mails_pkey primary key (id),
  constraint mails_user_id_fkey foreign key (user_id) references users (id),
  constraint mails_workspace_id_fkey foreign key (workspace_id) references workspaces (id),
  constraint attempts_are_not_negative check (attempts >= 0),
  constraint ended_mail_is_sent_or_dead check ((ended_at is null) = (state = 'waiting')),
  constraint headers_are_an_object check (jsonb_typeof(headers) = 'object'),
  constraint recipient_has_a_length check (char_length(recipient) between 3 and 254),
  constraint state_is_known check (state in ('waiting', 'sent', 'dead')),
  constraint subject_is_one_line check (subject !~ '[\x01-\x1f\x7f]' and char_length(subject) <= 250),
  constraint waiting_mail_has_a_body check (state <> 'waiting' or body_text is not null)
);

create index mails_by_end on mails (state, ended_at) where state <> 'waiting';
create index mails_by_user on mails (user_id);
create index mails_waiting on mails (next_at) where state = 'waiting';
