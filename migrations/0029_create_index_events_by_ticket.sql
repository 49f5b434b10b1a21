-- slacky:no-transaction
-- The activity of a ticket: its events in the feed. Built concurrently, so the relay goes on writing.

create index concurrently events_by_ticket on events (workspace_id, ticket_id, sequence)
  where ticket_id is not null;
