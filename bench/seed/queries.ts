import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/** Up to `limit` members of the workspace that has this project. */
export async function listMembers(
  db: Queryable,
  { project_key, limit }: { project_key: string; limit: number },
): Promise<{ id: string }[]> {
  return await db.query(sql<{ id: string }>`
    select m.user_id as id
      from projects p
      join members m on m.workspace_id = p.workspace_id
     where p.key = ${project_key}
     order by m.user_id
     limit ${limit}`);
}

export async function setPasswordHash(
  db: Queryable,
  { id, hash }: { id: string; hash: string },
): Promise<void> {
  await db.query(sql`update users set password_hash = ${hash} where id = ${id}`);
}
