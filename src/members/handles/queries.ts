import { hash } from "node:crypto";
import { type Sql, sql } from "../../db/sql.ts";
import type { MemberKey } from "../queries.ts";
import type { HandleStem } from "./stem-of.ts";

/**
 * Keeps every other command from giving a handle in this workspace until the transaction ends. Send it
 * before the statement that looks for a free one, because a statement that waits for a lock reads the
 * tables as they were before the wait.
 */
export function lockHandles(workspace_id: string): Sql {
  const number = hash("sha256", `slacky.handles.v1 ${workspace_id}`, "buffer").readBigInt64BE();
  return sql`select pg_advisory_xact_lock(${String(number)}::bigint)`;
}

/**
 * The first handle with this stem that nobody ever had, as an expression: `ada`, `ada-2`, `ada-3`. One
 * more is tried than there are.
 */
export function firstFreeHandle(workspace_id: string, { stem, is_handle }: HandleStem): Sql {
  return sql`(
    select tried.handle
      from (select n.n, case
                     when n.n = 1 and ${is_handle}::boolean then ${stem}::text
                     else ${stem}::text || '-' || n.n
                   end collate "C" as handle
              from generate_series(
                     1, (select count(*) + 2
                           from handles h
                          where h.workspace_id = ${workspace_id}
                            and h.handle >= ${`${stem}-`}
                            and h.handle < ${`${stem}.`})) as n (n)) tried
     where not exists (
             select 1
               from handles h
              where h.workspace_id = ${workspace_id}
                and h.handle = tried.handle)
     order by tried.n
     limit 1)`;
}

/** What a change of handle depends on: the current one, who ever had the new one, and how many there are. */
export function findHandleState(
  { workspace_id, user_id }: MemberKey,
  handle: string,
): Sql<{ current: string; owner_id: string | null; count: number }> {
  return sql<{ current: string; owner_id: string | null; count: number }>`
    select m.handle as current,
           (select h.user_id
              from handles h
             where h.workspace_id = ${workspace_id}
               and h.handle = ${handle}) as owner_id,
           (select count(*)::integer
              from handles h
             where h.workspace_id = ${workspace_id}
               and h.user_id = ${user_id}) as count
      from members m
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${user_id}`;
}

/** Gives a locked member a handle that is free, or that they had before. */
export function setHandle({ workspace_id, user_id }: MemberKey, handle: string): Sql {
  return sql`
    with kept as (
      insert into handles (workspace_id, handle, user_id)
      values (${workspace_id}, ${handle}, ${user_id})
          on conflict (workspace_id, handle) do nothing
    )
    update members m
       set handle = ${handle}, updated_at = clock_timestamp()
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${user_id}`;
}

/** Gives a locked member the first free handle with this stem. */
export function setFreeHandle({ workspace_id, user_id }: MemberKey, stem: HandleStem): Sql {
  return sql`
    with named as materialized (
      select ${firstFreeHandle(workspace_id, stem)} as handle
    ), kept as (
      insert into handles (workspace_id, handle, user_id)
      select ${workspace_id}, named.handle, ${user_id}
        from named
    )
    update members m
       set handle = named.handle, updated_at = clock_timestamp()
      from named
     where m.workspace_id = ${workspace_id}
       and m.user_id = ${user_id}`;
}
