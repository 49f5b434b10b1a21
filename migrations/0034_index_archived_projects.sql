-- slacky:no-transaction
-- Lists of tickets leave out the archived projects of a workspace, which they look up in every statement: an index of
-- those few rows instead of all projects. Built concurrently, so it locks nothing that is in use.

create index concurrently projects_archived on projects (workspace_id, id) where archived_at is not null;
