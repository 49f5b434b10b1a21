-- Who moved a ticket to the trash, for the list of what is in it. Null for tickets that were deleted before.
--
-- Safe on a live table: a column without a default is added without a rewrite. A process of the old version
-- that restores a ticket leaves the column as it is, so it counts only together with `deleted_at`.

alter table tickets add column deleted_by uuid;
