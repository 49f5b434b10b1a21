-- Finds members by the beginning of their name or handle. `name_key` is the name of an active member, in
-- the form in which names are compared. It repeats what `users` has, because an index cannot span two
-- tables, and a search must not read the names of all members or of other workspaces. A former member
-- has none.
--
-- Existing members have none either, until the worker has filled it: the server alone knows the form.
-- Until then they are found by their handle.
--
-- Safe on a live table: the column is added without a rewrite, and the indexes make writes to `members`
-- wait for 0.8 s with 100,000 members on a busy machine.

alter table members add column name_key text collate "C";

-- With "is not null", only a search by that column can use the index. Otherwise PostgreSQL chose it to look
-- up one member by user_id while it knew nothing of a new workspace's size, and read all of its members.
create index members_by_name on members (workspace_id, name_key, user_id)
 where removed_at is null and name_key is not null;
create index members_by_handle on members (workspace_id, handle)
 where removed_at is null and handle is not null;
