-- The indexes of 0021 to 0023 take the places, and the names, of those before them. Locks tickets for a moment, and
-- reads nothing.

alter table tickets drop constraint external_id_is_unique_in_workspace;
alter index external_ids rename to external_id_is_unique_in_workspace;

drop index tickets_by_assignee;
alter index tickets_by_assignee_with_status rename to tickets_by_assignee;

alter table tickets drop constraint number_is_unique_in_project;
alter table tickets add constraint number_is_unique_in_project unique using index numbers_before_projects;
