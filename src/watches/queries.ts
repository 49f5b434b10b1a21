import type { PageRange } from "../contract/keyset-page.ts";
import { type Sql, sql } from "../db/sql.ts";
import { limits } from "../limits.ts";
import { ticketIdOf } from "../tickets/queries.ts";
import type { TicketRef } from "../tickets/ticket-ref.ts";
import type { Watcher, WatchLevel } from "./schemas.ts";

/** Identifies what a member has chosen for a ticket. */
export interface WatchKey {
  workspace_id: string;
  ticket_id: string;
  user_id: string;
}

export function findWatch(
  workspace_id: string,
  ticket: TicketRef,
  user_id: string,
): Sql<{ level: WatchLevel }> {
  return sql<{ level: WatchLevel }>`
    select w.level
      from watches w
     where w.workspace_id = ${workspace_id}
       and w.ticket_id = ${ticketIdOf(workspace_id, ticket)}
       and w.user_id = ${user_id}`;
}

/** Sets the level, whatever it was. It waits for nobody except a writer of the same row. */
export function setWatch(key: WatchKey, level: WatchLevel): Sql {
  return sql`
    insert into watches as w (workspace_id, ticket_id, user_id, level)
    values (${key.workspace_id}, ${key.ticket_id}, ${key.user_id}, ${level})
        on conflict (workspace_id, ticket_id, user_id) do update
       set level = excluded.level
     where w.level <> excluded.level`;
}

/** Leaves a ticket. One that was muted stays muted. */
export function leaveUnlessMuted(key: WatchKey): Sql {
  return sql`
    insert into watches as w (workspace_id, ticket_id, user_id, level)
    values (${key.workspace_id}, ${key.ticket_id}, ${key.user_id}, 'left')
        on conflict (workspace_id, ticket_id, user_id) do update
       set level = excluded.level
     where w.level = 'watching'`;
}

/** How many have a row that says so, counted up to the limit. */
export function countWatchers({
  workspace_id,
  ticket_id,
}: Omit<WatchKey, "user_id">): Sql<{ count: number }> {
  return sql<{ count: number }>`
    select count(*)::integer as count
      from (select
              from watches w
             where w.workspace_id = ${workspace_id}
               and w.ticket_id = ${ticket_id}
               and w.level = 'watching'
             limit ${limits.watchers_of_ticket}) counted`;
}

/** A watcher, and the time and ID by which the list is ordered. */
export type WatcherRow = Watcher & { created_at: string; id: string };

/**
 * Those who watch the ticket, with or without a row, in the order in which they became members. A
 * reporter or assignee who left or muted it is not among them. The limit in the lateral join makes
 * PostgreSQL look up each watcher: without statistics, as after an import, it would go through all
 * members instead, which took 3 s with 20,000 of them.
 */
export function listWatchers(
  workspace_id: string,
  ticket: TicketRef,
  { after, limit }: PageRange,
): Sql<WatcherRow> {
  const isLater = after
    ? sql`and (m.created_at, m.user_id) > (${after.created_at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  return sql<WatcherRow>`
    with ticket as materialized (
      select t.id, t.reporter_id, t.assignee_id
        from tickets t
       where t.workspace_id = ${workspace_id}
         and t.id = ${ticketIdOf(workspace_id, ticket)}
    ), watcher as materialized (
      select w.user_id
        from watches w
       where w.workspace_id = ${workspace_id}
         and w.ticket_id = (select t.id from ticket t)
         and w.level = 'watching'
       union
      select i.user_id
        from ticket t, unnest(array[t.reporter_id, t.assignee_id]) i (user_id)
       where i.user_id is not null
         and not exists (
               select
                 from watches w
                where w.workspace_id = ${workspace_id}
                  and w.ticket_id = t.id
                  and w.user_id = i.user_id)
    )
    select m.user_id, m.name, m.handle, m.kind,
           case m.user_id when t.reporter_id then 'reporter'
                          when t.assignee_id then 'assignee' end as implied,
           m.created_at, m.user_id as id
      from ticket t
     cross join watcher
     cross join lateral (
             select m.user_id, u.name, m.handle, m.kind, m.created_at
               from members m
               join users u on u.id = m.user_id
              where m.workspace_id = ${workspace_id}
                and m.user_id = watcher.user_id
                and m.removed_at is null
              limit 1) m
     where true
       ${isLater}
     order by m.created_at, m.user_id
     limit ${limit}`;
}

/** Deletes what somebody has chosen in every workspace that they are or were a member of. */
export function deleteWatchesOf(user_id: string): Sql {
  return sql`
    delete from watches w
     where w.workspace_id in (select m.workspace_id from members m where m.user_id = ${user_id})
       and w.user_id = ${user_id}`;
}
