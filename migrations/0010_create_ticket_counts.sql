-- The number of tickets in each status of a project, without the trash. A consumer of the feed updates
-- them, so a board reads a few rows and no request counts tickets.

create table ticket_counts (
  workspace_id uuid    not null,
  project_id   uuid    not null,
  status       text    not null,
  count        integer not null,

  constraint ticket_counts_pkey primary key (workspace_id, project_id, status),
  constraint ticket_counts_workspace_id_project_id_fkey
    foreign key (workspace_id, project_id)
    references projects (workspace_id, id),
  constraint count_is_not_negative check (count >= 0)
) with (
  fillfactor = 50
);
