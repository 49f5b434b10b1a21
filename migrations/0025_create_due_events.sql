-- When a person's days begin, at which hour they want their digest, and for which tickets, dates and kinds
-- an event `ticket.due` was recorded, so that none is recorded twice. `due_on` is also the date after which
-- a row is of no use and is deleted.
--
-- Safe on a live table: both tables are new. Their foreign keys lock `users` and `tickets` against writes
-- for the moment that it takes to add them, and validate no row.

create table user_notification_settings (
  user_id     uuid     not null,
  time_zone   text,
  digest_hour smallint not null default 8,
  digest      text     not null default 'daily',

  constraint user_notification_settings_pkey primary key (user_id),
  constraint user_notification_settings_user_id_fkey foreign key (user_id) references users (id),
  constraint digest_hour_is_of_a_day check (digest_hour >= 0 and digest_hour <= 23),
  constraint digest_is_known check (digest = any (array['daily', 'weekly'])),
  constraint time_zone_length check (char_length(time_zone) >= 1 and char_length(time_zone) <= 64)
);

create table ticket_due_events (
  workspace_id uuid        not null,
  ticket_id    uuid        not null,
  due_on       date        not null,
  kind         text        not null,
  recorded_at  timestamptz not null default clock_timestamp(),

  constraint ticket_due_events_pkey primary key (workspace_id, ticket_id, due_on, kind),
  constraint ticket_due_events_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint kind_is_known check (kind = any (array['soon', 'today', 'overdue']))
);

create index ticket_due_events_by_date on ticket_due_events (due_on);
