-- Four foreign keys to members go: of the reporter of a ticket, its assignee, the author of a comment, and
-- the actor of a change of status. Each looked up a row that the command has already locked. They
-- cost PostgreSQL 2 to 8 % of a create and about 3 % of a comment (docs/decisions/0024-how-fast-it-is.md).
--
-- Why no row loses its member: every command locks the member row of its actor `for share`, and that of an
-- assignee whom it names, before it writes, and is refused without them. Nothing deletes a member: who
-- leaves keeps the row, with `removed_at`, and the server's role has no DELETE on members. `slacky doctor`
-- looks for rows without a member. The keys that reject a forged history all stay.
--
-- Safe on tables in use: dropping a key reads no rows. The transaction locks the four tables for a moment.
-- If it cannot have them within lock_timeout, it gives up and is tried again.

alter table ticket_status_history drop constraint ticket_status_history_workspace_id_actor_id_fkey;
alter table tickets drop constraint tickets_workspace_id_reporter_id_fkey;
alter table tickets drop constraint tickets_workspace_id_assignee_id_fkey;
alter table comments drop constraint comments_workspace_id_author_id_fkey;
