import { json, type Sql, sql } from "../db/sql.ts";

/** A row to insert. */
interface NoticeRow {
  id: string;
  user_id: string;
  workspace_id: string | null;
  actor_id: string | null;
  notice: object;
}

/**
 * Locks the inboxes of these people, in the order of their IDs, raises their revision and inserts a
 * notice into each. `changed_at` is determined under the lock: see migration 0021.
 */
export function insertNoticeRows(rows: readonly NoticeRow[]): Sql {
  return sql`
    with draft as (
      select n.id, n.user_id, n.workspace_id, n.actor_id, n.notice
        from jsonb_to_recordset(${json(rows)}::jsonb)
               as n (id uuid, user_id uuid, workspace_id uuid, actor_id uuid, notice jsonb)
    ), inbox as (
      insert into inboxes as i (user_id)
      select distinct d.user_id
        from draft d
       order by d.user_id
          on conflict (user_id) do update
         set revision = i.revision + 1,
             changed_at = greatest(clock_timestamp(), i.changed_at + interval '1 microsecond')
      returning i.user_id, i.changed_at
    )
    insert into notifications (workspace_id, id, user_id, actor_id, notice, changed_at)
    select d.workspace_id, d.id, d.user_id, d.actor_id, d.notice, i.changed_at
      from draft d
      join inbox i on i.user_id = d.user_id`;
}
