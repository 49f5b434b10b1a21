-- slacky:no-transaction
-- The queue of a project: what nobody has, status by status, the most urgent first, then the oldest. It is what
-- claim-next takes from; without it every claim would walk past all the tickets that are taken or done.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create index concurrently if not exists tickets_in_queue
  on tickets (workspace_id, project_id, status, priority desc, created_at, id)
  where assignee_id is null and deleted_at is null;
