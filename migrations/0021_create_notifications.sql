-- The inbox. A notification is a ticket in a person's inbox, not an event: any number of events on a
-- ticket are one row for each person whom they concern. A notice has no ticket. A notice without a
-- workspace belongs to the person alone, such as that of a removal, and stays visible when they are
-- no longer a member.
--
-- `latest` and `first_unread` are sequences of the workspace's feed, `read_to` is the last one that the
-- person has seen, and `mailed_to` the last one that was mailed. `reasons` are the bits of
-- src/notifications/reasons.ts.
--
-- Everything that writes notifications first locks the rows in `inboxes` of their people, in the order
-- of their IDs. `changed_at` is determined under that lock, so the notifications of a person become
-- visible in its order, in all workspaces together: what somebody marks as read up to a time contains
-- nothing that appeared after they looked.
--
-- New tables only: safe while the server runs.

create table inboxes (
  user_id    uuid        not null,
  revision   bigint      not null default 1,
  changed_at timestamptz not null default clock_timestamp(),

  constraint inboxes_pkey primary key (user_id),
  constraint inboxes_user_id_fkey foreign key (user_id) references users (id)
) with (
  fillfactor = 50
);

create table notifications (
  workspace_id uuid,
  id           uuid        not null,
  user_id      uuid        not null,
  ticket_id    uuid,
  notice       jsonb,
  latest       bigint,
  first_unread bigint,
  read_to      bigint      not null default 0,
  unread       boolean     not null default true,
  reasons      integer     not null default 0,
  latest_type  text,
  actor_id     uuid,
  changed_at   timestamptz not null,
  archived_at  timestamptz,
  mailed_to    bigint      not null default 0,

  constraint notifications_pkey primary key (id),
  constraint notifications_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint notifications_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint notice_or_ticket check (num_nonnulls(notice, ticket_id) = 1),
  constraint ticket_has_events
    check (ticket_id is null
           or num_nonnulls(workspace_id, latest, first_unread, latest_type) = 4),
  constraint archived_is_read check (archived_at is null or not unread)
) with (
  fillfactor = 80
);

create unique index notification_is_unique_by_ticket on notifications (workspace_id, user_id, ticket_id)
  where ticket_id is not null;
create index notifications_by_change on notifications (workspace_id, user_id, changed_at, id);
create index notifications_unread on notifications (workspace_id, user_id, changed_at, id)
  where unread;
