-- How many tickets stand on each status of a project, the trash left out. Kept by the relay from the events, so
-- that a board asks for a few rows and no request counts tickets. It is as fresh as the feed.

create table ticket_counts (
  workspace_id uuid    not null,
  project_id   uuid    not null,
  status       text    not null,
  count        integer not null constraint count_is_not_negative check (count >= 0),

  primary key (workspace_id, project_id, status),
  foreign key (workspace_id, project_id) references projects (workspace_id, id)
) with (fillfactor = 50);
