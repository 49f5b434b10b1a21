-- slacky:no-transaction
-- A foreign key asks for a ticket of this workspace, id and project. To the planner the index that began with workspace
-- and project was as good as the primary key, because it does not know that all tickets of a project are in one
-- workspace: with a million tickets one step in a project of 100,000 read 90,000 entries. With the number before the
-- project it serves a ticket's key as before, and no foreign key can take it.
-- Built concurrently, so nobody who writes waits for it; the build waits for transactions that are under way.

create unique index concurrently if not exists numbers_before_projects
  on tickets (workspace_id, number, project_id);
