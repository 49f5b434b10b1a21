-- slacky:no-transaction
-- Few tickets have an external id, and every ticket had an entry in the index that keeps them unique: one more to
-- write at each change. This index has those that are there; 0024 drops the other.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create unique index concurrently if not exists external_ids
  on tickets (workspace_id, external_id)
  where external_id is not null;
