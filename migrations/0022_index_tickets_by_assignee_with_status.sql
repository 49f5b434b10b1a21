-- slacky:no-transaction
-- What somebody has open is looked for among all that they have, newest first. With the status in the index, that is
-- read from the index alone: a page of it for a hundred tickets, where each ticket was a page of its own.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create index concurrently if not exists tickets_by_assignee_with_status
  on tickets (workspace_id, assignee_id, created_at, id) include (status)
  where deleted_at is null;
