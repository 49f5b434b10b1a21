-- Labels are unique by their folded name, and can be renamed, merged and deleted. The worker fills `folded` for existing
-- labels and merges those that differ only in case, in Unicode form or in invisible characters; until then it is null. A
-- label with `replaced_at` is being changed to `renamed_to` in its tickets, or removed from them.
--
-- Locks `labels` for a moment. Reads it once, with writes of labels waiting: a few thousand rows.

alter table labels
  add column folded text collate "C",
  add column replaced_at timestamptz,
  add column renamed_to text;

alter table labels
  add constraint labels_workspace_id_renamed_to_fkey
    foreign key (workspace_id, renamed_to) references labels (workspace_id, name),
  add constraint only_replaced_labels_are_renamed
    check (renamed_to is null or replaced_at is not null);

create unique index label_is_unique_when_folded on labels (workspace_id, folded)
  where replaced_at is null;
create index labels_to_process on labels (workspace_id, name)
  where folded is null or replaced_at is not null;

-- Names in NFC, for the only table of names that the server may not change: it holds few rows.
update workflows set name = normalize(name, nfc)
 where name is not nfc normalized
   and char_length(normalize(name, nfc)) <= 100;
