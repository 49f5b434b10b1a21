import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/** A seeded project, with some members that may write. */
export interface SeededPlace {
  workspace_id: string;
  project_id: string;
  key: string;
  tickets: number;
  workflow: string;
  principals: AccessTokenSubject[];
}

/** The largest projects, each with some members that may write, and their sessions. */
export async function listPlaces(
  db: Queryable,
  { largest, members }: { largest: number; members: number },
): Promise<SeededPlace[]> {
  return await db.query(sql<SeededPlace>`
    select p.workspace_id, p.id as project_id, p.key, c.last_number as tickets, w.name as workflow,
           (select jsonb_agg(jsonb_build_object('user_id', m.user_id, 'session_id', m.session_id))
              from (select m.user_id, s.id as session_id
                      from members m
                      join sessions s on s.user_id = m.user_id and s.ended_at is null
                     where m.workspace_id = p.workspace_id
                       and m.role <> 'viewer'
                     order by m.user_id
                     limit case when p.key = any(array['BIG', 'QUE', 'CLM']) then ${members}::integer else 8 end) m
           ) as principals
      from projects p
      join project_counters c on c.workspace_id = p.workspace_id and c.project_id = p.id
      join workflows w on w.workspace_id = p.workspace_id and w.id = p.workflow_id
     where c.last_number > 0
     order by c.last_number desc, p.id
     limit ${largest}`);
}
