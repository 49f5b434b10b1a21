import { type Sql, sql } from "../db/sql.ts";

/** Deletes somebody's notifications in all workspaces, and in none. Lock their inbox first. */
export function deleteNotificationsOf(user_id: string): Sql {
  return sql`
    delete from notifications n
     where n.user_id = ${user_id}
       and (n.workspace_id is null
            or n.workspace_id in (
                 select m.workspace_id from members m where m.user_id = ${user_id}))`;
}
