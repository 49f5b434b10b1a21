-- What is to be mailed to whom, and when: one row for what a member wants now, and one for their digest.
-- A row says only that there is something; what is mailed is read when it is due. A member who left has
-- none that matters, because their membership is checked then.
--
-- The consumer of the feed that fills the table starts at the head of every feed, so nothing of before is
-- mailed. The table is new. The constraint was added in 0022 without reading `users`; to validate it reads
-- that table once, while others read and write it.

create table mail_bundles (
  workspace_id uuid        not null,
  user_id      uuid        not null,
  pace         text        not null,
  due_at       timestamptz not null,

  constraint mail_bundles_pkey primary key (workspace_id, user_id, pace),
  constraint mail_bundles_workspace_id_user_id_fkey
    foreign key (workspace_id, user_id)
    references members (workspace_id, user_id),
  constraint pace_is_known check (pace in ('now', 'digest'))
);

create index mail_bundles_by_time on mail_bundles (due_at);
-- Whose inbox has a ticket. No release has rows in this table yet.
create index notifications_by_ticket on notifications (workspace_id, ticket_id)
  where unread;

insert into feed_cursors (workspace_id, consumer, sequence)
select h.workspace_id, 'mail', h.sequence
  from event_heads h
 where h.sequence > 0
    on conflict do nothing;

alter table users validate constraint mail_state_is_known;
