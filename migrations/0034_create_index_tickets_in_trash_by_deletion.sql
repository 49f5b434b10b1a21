-- slacky:no-transaction
-- The trash, the last deleted ticket first. Built concurrently, so tickets can be written meanwhile.

create index concurrently tickets_in_trash_by_deletion on tickets (workspace_id, deleted_at, id)
  where deleted_at is not null;
