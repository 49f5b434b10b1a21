-- slacky:no-transaction
-- The leases of all workspaces by their end, for the worker, which asks every second which have run out. It contains
-- only tickets with a lease. Built concurrently, so no write waits for it; the build reads the table once.

create index concurrently if not exists tickets_by_lease
  on tickets (lease_expires_at, workspace_id, id)
  where lease_expires_at is not null and deleted_at is null;
