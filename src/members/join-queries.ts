import type { Role } from "../auth/permissions.ts";
import { type Sql, sql } from "../db/sql.ts";
import { foldName } from "../text/fold.ts";
import { firstFreeHandle } from "./handles/queries.ts";
import type { HandleStem } from "./handles/stem-of.ts";
import type { MemberKey } from "./queries.ts";
import type { Member } from "./schemas.ts";

/**
 * Inserts a member with a free handle, or reactivates a former one with this role. Call `lockHandles`
 * before.
 */
export function joinMember(
  {
    workspace_id,
    user_id,
    role,
    kind = "person",
    name,
  }: MemberKey & { role: Role; kind?: Member["kind"]; name: string },
  stem: HandleStem,
): Sql<{ handle: string }> {
  return sql<{ handle: string }>`
    with named as materialized (
      select coalesce((select m.handle
                         from members m
                        where m.workspace_id = ${workspace_id}
                          and m.user_id = ${user_id}),
                      ${firstFreeHandle(workspace_id, stem)}) as handle
    ), kept as (
      insert into handles (workspace_id, handle, user_id)
      select ${workspace_id}, named.handle, ${user_id}
        from named
          on conflict (workspace_id, handle) do nothing
    )
    insert into members as m (workspace_id, user_id, role, kind, handle, name_key)
    select ${workspace_id}, ${user_id}, ${role}, ${kind}, named.handle, ${foldName(name)}
      from named
        on conflict (workspace_id, user_id) do update
       set role = excluded.role, name_key = excluded.name_key,
           removed_at = null, tickets_released_at = null,
           updated_at = clock_timestamp()
    returning m.handle`;
}
