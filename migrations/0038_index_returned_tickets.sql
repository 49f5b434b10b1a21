-- slacky:no-transaction
-- The returned tickets of a project in the order of its queue, for claim-next. It contains only tickets that wait for
-- somebody after their lease has run out. Built concurrently, so no write waits for it; the build reads the table once.

create index concurrently if not exists tickets_returned
  on tickets (workspace_id, project_id, priority desc, created_at, id)
  where returned_at is not null and assignee_id is null and deleted_at is null;
