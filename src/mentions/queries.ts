import { prepared, type Sql, sql } from "../db/sql.ts";

/** An active member whose current or former handle a text has. */
export interface MentionedMember {
  handle: string;
  user_id: string;
}

/**
 * The active members that these handles stand for. The list is JSON, because PostgreSQL estimates as many
 * elements of it whatever it contains. An array of one name would be planned anew with each use.
 */
export function findMentioned(
  workspace_id: string,
  handles: readonly string[],
): Sql<MentionedMember> {
  return prepared(sql<MentionedMember>`
    select h.handle, h.user_id
      from jsonb_array_elements_text(${JSON.stringify(handles)}::jsonb) as x (handle)
      join handles h
        on h.workspace_id = ${workspace_id}
       and h.handle = x.handle
      join members m
        on m.workspace_id = ${workspace_id}
       and m.user_id = h.user_id
       and m.removed_at is null`);
}
