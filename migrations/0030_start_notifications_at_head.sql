-- A new consumer of the feed starts at its head: nobody is notified of what happened before. A workspace
-- that is created later has no cursor yet, and is followed from its first event.
--
-- Only inserts rows that nothing else writes yet: safe while the server runs.

insert into feed_cursors (workspace_id, consumer, sequence)
select h.workspace_id, 'notifications', h.sequence
  from event_heads h
    on conflict (workspace_id, consumer) do nothing;
