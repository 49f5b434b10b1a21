-- The words of tickets and comments, which the server determines. A change of a ticket's status then
-- writes no words, and a comment has a row of its own, so it neither locks nor rewrites its ticket.
-- `comment_id` is null for the title and description of the ticket. `created_at` is that of the ticket,
-- also for a comment, so the rows of a ticket are next to each other in the order of a list. `tokenizer` is
-- the version of the tokenizer that wrote the row.
--
-- A word is stored after a prefix of its workspace, so an entry of the index belongs to one workspace. New
-- entries wait in a list of at most 128 kB: a longer one would slow every search until it is merged.

create table search_documents (
  workspace_id uuid        not null,
  ticket_id    uuid        not null,
  comment_id   uuid,
  created_at   timestamptz not null,
  tokenizer    smallint    not null,
  words        tsvector    not null,

  constraint document_is_unique unique nulls not distinct (workspace_id, ticket_id, comment_id)
);

create index search_documents_by_age on search_documents (workspace_id, created_at, ticket_id);
create index search_documents_by_word on search_documents using gin (words) with (gin_pending_list_limit='128');
