-- The texts that edits replaced, so that it can be seen who wrote which text and when.
--
-- A row has the text as it was until an edit replaced it, and who made that edit. `version` is the last
-- version of the comment or ticket that had the text. The writer of a text is therefore in the row before
-- its own. A ticket's version also rises when its text stays the same, so `first_version` is the first
-- version with this text, and `tickets.texts_since` the same of the current one. It is null where nothing
-- says so: for tickets from before this migration whose text was not edited since. (A process of the version
-- before this one, while both run, keeps no versions and does not move `texts_since`.)
--
-- A redacted row stays and is empty. `edited_by` and `redacted_by` are null if it was the operator. They
-- have no foreign key: a command has locked the member row of its actor.
--
-- A deleted comment keeps its row and not its text, so its body may be empty. The constraint is validated by
-- a migration of its own, which reads all comments; here it takes its lock for a moment only. New columns
-- without a default are written nowhere.

create table comment_versions (
  workspace_id uuid        not null,
  comment_id   uuid        not null,
  version      integer     not null,
  body         text,
  edited_by    uuid,
  edited_at    timestamptz not null,
  redacted_at  timestamptz,
  redacted_by  uuid,

  constraint comment_versions_pkey primary key (workspace_id, comment_id, version),
  constraint comment_versions_workspace_id_comment_id_fkey
    foreign key (workspace_id, comment_id)
    references comments (workspace_id, id),
  constraint body_length check (char_length(body) <= 65536),
  constraint only_redacted_versions_are_empty check ((body is null) = (redacted_at is not null)),
  constraint version_is_positive check (version >= 1)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

create table ticket_versions (
  workspace_id  uuid        not null,
  ticket_id     uuid        not null,
  version       integer     not null,
  first_version integer,
  title         text,
  description   text,
  edited_by     uuid,
  edited_at     timestamptz not null,
  redacted_at   timestamptz,
  redacted_by   uuid,

  constraint ticket_versions_pkey primary key (workspace_id, ticket_id, version),
  constraint ticket_versions_workspace_id_ticket_id_fkey
    foreign key (workspace_id, ticket_id)
    references tickets (workspace_id, id),
  constraint description_length check (char_length(description) <= 65536),
  constraint first_version_is_not_later check (first_version between 1 and version),
  constraint only_redacted_versions_are_empty
    check ((title is null) = (redacted_at is not null)
           and (description is null or redacted_at is null)),
  constraint title_length check (char_length(title) <= 200),
  constraint version_is_positive check (version >= 1)
) with (
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000
);

alter table tickets add column texts_since integer;
alter table tickets alter column texts_since set default 1;

alter table workspaces add column versions_visible_to_all boolean not null default false;

alter table comments drop constraint body_length;
alter table comments add constraint body_length
  check (char_length(body) <= 65536 and (char_length(body) >= 1 or deleted_at is not null)) not valid;
