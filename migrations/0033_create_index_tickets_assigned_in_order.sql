-- slacky:no-transaction
-- The columns of a board in the order of the queue, together with `tickets_in_queue`, which has the tickets without an
-- assignee. One index of all tickets could not replace that one: claim-next would pass every assigned ticket that is
-- more urgent. Built concurrently, so tickets can be written meanwhile.

create index concurrently tickets_assigned_in_order on tickets (workspace_id, project_id, status, priority desc, created_at, id)
  where assignee_id is not null and deleted_at is null;
