-- The words of tickets and comments get a table of their own. A change of a ticket's status then writes no words, and
-- each comment has a row, so that it neither locks nor rewrites its ticket. The server decides what a word is, so SQL
-- cannot fill the table: the worker does, and until it has, a search also reads the old column of the tickets that have
-- no row here. A word is stored after a prefix of its workspace, and one index entry therefore belongs to one workspace.
--
-- New tickets no longer have the old column, and its index goes: it would cost every change of an old ticket what this
-- table saves. Locks tickets for a moment and reads no rows.

create table search_documents (
  workspace_id uuid        not null,
  ticket_id    uuid        not null,
  -- Null: the title and description of the ticket itself.
  comment_id   uuid,
  -- Of the ticket, also for a comment: the order of a list, in which the rows of a ticket lie together.
  created_at   timestamptz not null,
  -- Of the tokenizer that wrote the row.
  tokenizer    smallint    not null,
  words        tsvector    not null,

  constraint document_is_unique unique nulls not distinct (workspace_id, ticket_id, comment_id)
);

create index search_documents_by_word on search_documents using gin (words) with (gin_pending_list_limit = 128);
create index search_documents_by_age on search_documents (workspace_id, created_at, ticket_id);

alter table tickets alter column search drop expression, alter column search drop not null;
drop index tickets_by_word;

-- Read by searches: while this is not finished, tickets may have their words in the old column only.
insert into backfills (name, version, rows_left)
select 'search_documents_of_tickets', 1, greatest(0, c.reltuples)::bigint
  from pg_class c
 where c.oid = 'tickets'::regclass
   and exists (select from tickets);
