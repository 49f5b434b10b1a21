import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/**
 * Lists what a demo consists of, in order, without IDs, hashes and times: its events with those who
 * acted, its tickets and its comments. Dates are in days before or after today.
 */
export async function readDemo(db: Queryable): Promise<string[]> {
  const events = await db.query(sql<{ line: string }>`
    select concat_ws(' ', e.sequence, e.type, coalesce(u.name, 'system'), e.data->>'key',
                     e.data->>'status', e.data->>'version', e.data->>'reason') as line
      from events e
      left join users u on u.id = e.actor_id
     order by e.workspace_id, e.sequence`);
  const tickets = await db.query(sql<{ line: string }>`
    select concat_ws(' ', p.key, t.number, t.title, t.description, t.status, t.priority,
                     t.version, t.resolution, t.external_id, t.metadata, t.labels,
                     reporter.name, assignee.name, t.due_on - current_date, t.deleted_at is null)
             as line
      from tickets t
      join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
      join users reporter on reporter.id = t.reporter_id
      left join users assignee on assignee.id = t.assignee_id
     order by p.key, t.number`);
  const comments = await db.query(sql<{ line: string }>`
    select concat_ws(' ', p.key, t.number, u.name, c.body, c.version) as line
      from comments c
      join tickets t on t.workspace_id = c.workspace_id and t.id = c.ticket_id
      join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
      join users u on u.id = c.author_id
     order by p.key, t.number, c.created_at, c.id`);
  return [...events, ...tickets, ...comments].map(({ line }) => line);
}
