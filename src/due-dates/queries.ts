import type { Queryable } from "../db/pool.ts";
import { json, type Sql, sql } from "../db/sql.ts";
import type { Tx } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import type { LocalDays } from "./local-days.ts";

/** A due ticket, with what its event says. */
export interface DueTicket {
  id: string;
  project_id: string;
  key: string;
  version: number;
  status: string;
  kind: "soon" | "today" | "overdue";
  due_on: string;
  assignee_id: string | null;
  reporter_id: string;
}

/** The time zones that people have chosen. There are some hundreds at the most. */
export async function listTimeZones(db: Queryable): Promise<string[]> {
  const rows = await db.query(sql<{ time_zone: string }>`
    select distinct s.time_zone
      from user_notification_settings s
     where s.time_zone is not null
     order by s.time_zone`);
  return rows.map(({ time_zone }) => time_zone);
}

/** The workspaces that have due tickets. Each one's are read up to the first. */
export async function listWorkspacesWithDueTickets(
  db: Queryable,
  days: LocalDays,
): Promise<string[]> {
  const rows = await db.query(sql<{ id: string }>`
    select w.id
      from workspaces w
     cross join lateral (${dueTickets(sql`w.id`, days)} limit 1) due
     where w.deleted_at is null
     order by w.id`);
  return rows.map(({ id }) => id);
}

/** The due tickets of a workspace, those with the earliest date first. */
export async function listDueTickets(
  db: Queryable,
  workspace_id: string,
  { days, limit }: { days: LocalDays; limit: number },
): Promise<string[]> {
  const rows = await db.query(sql<{ id: string }>`
    select due.id
      from (${dueTickets(sql`${workspace_id}::uuid`, days)}) due
     order by due.due_on, due.id
     limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Locks the workspace against its deletion, unless somebody else has locked it. */
export function lockWorkspace(workspace_id: string): Sql<{ id: string }> {
  return sql<{ id: string }>`
    select w.id
      from workspaces w
     where w.id = ${workspace_id}
       and w.deleted_at is null
       for share skip locked`;
}

/** Locks the projects of these tickets against archiving, except those that others have locked. */
export function lockProjectsOf(
  workspace_id: string,
  ticket_ids: readonly string[],
): Sql<{ id: string }> {
  return sql<{ id: string }>`
    select p.id
      from projects p
     where p.workspace_id = ${workspace_id}
       and p.id in (select t.project_id
                      from tickets t
                     where t.workspace_id = ${workspace_id}
                       and t.id = any(${ticket_ids}::uuid[]))
     order by p.id
       for key share skip locked`;
}

/** Locks these tickets against every change, except those that others have locked. */
export function lockTickets(
  workspace_id: string,
  ticket_ids: readonly string[],
): Sql<{ id: string }> {
  return sql<{ id: string }>`
    select t.id
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.id = any(${ticket_ids}::uuid[])
     order by t.id
       for no key update skip locked`;
}

/**
 * Remembers for those of these locked tickets that are still due that their event is recorded, and
 * returns them. A statement of its own after the locks, because it reads what was committed before
 * they were acquired.
 */
export async function insertDueEvents(
  tx: Tx,
  workspace_id: string,
  { days, ...locked }: { days: LocalDays; ticket_ids: string[]; project_ids: string[] },
): Promise<DueTicket[]> {
  return await tx.query(sql<DueTicket>`
    with due as (
      ${dueTickets(
        sql`${workspace_id}::uuid`,
        days,
        sql`
        and t.id = any(${locked.ticket_ids}::uuid[])
        and t.project_id = any(${locked.project_ids}::uuid[])`,
      )}
    ), remembered as (
      insert into ticket_due_events (workspace_id, ticket_id, due_on, kind)
      select ${workspace_id}::uuid, due.id, due.due_on, due.kind
        from due
          on conflict do nothing
      returning ticket_id
    )
    select due.id, due.project_id, due.key, due.version, due.status, due.kind, due.due_on,
           due.assignee_id, due.reporter_id
      from due
      join remembered r on r.ticket_id = due.id
     order by due.due_on, due.id`);
}

/** Forgets events whose date is so long ago that no ticket is due on it. Returns how many. */
export async function deleteOldDueEvents(
  tx: Tx,
  { before, limit }: { before: string; limit: number },
): Promise<number> {
  const deleted = await tx.query(sql`
    delete from ticket_due_events
     where (workspace_id, ticket_id, due_on, kind) in (
       select e.workspace_id, e.ticket_id, e.due_on, e.kind
         from ticket_due_events e
        where e.due_on < ${before}::date
        limit ${limit})
    returning kind`);
  return deleted.length;
}

/**
 * The tickets of a workspace whose current kind is not recorded: the day before, on the day, or up
 * to a week after it, by the day of their assignee or else of their reporter. Neither is a kind
 * whose successor is recorded, so that nobody reads that a ticket is due soon after it was due.
 *
 * The tickets are ordered so that they are read by their date, also where PostgreSQL has no
 * statistics: other indexes would read all tickets of the workspace.
 */
function dueTickets(workspace_id: Sql, days: LocalDays, condition = sql``): Sql {
  return sql`
    select t.id, t.project_id, p.key || '-' || t.number as key, t.version, t.status, t.due_on,
           t.assignee_id, t.reporter_id,
           case left_.days when 1 then 'soon' when 0 then 'today' else 'overdue' end as kind
      from (select t.id, t.project_id, t.number, t.version, t.status, t.due_on, t.assignee_id,
                   t.reporter_id
              from tickets t
             where t.workspace_id = ${workspace_id}
               and t.deleted_at is null
               and t.due_on between ${days.first}::date - ${limits.overdue_days}::integer
                                and ${days.last}::date + 1
               ${condition}
             order by t.due_on, t.id) t
      join projects p
        on p.workspace_id = ${workspace_id}
       and p.id = t.project_id
       and p.archived_at is null
      join workflow_statuses s
        on s.workspace_id = ${workspace_id}
       and s.workflow_id = p.workflow_id
       and s.status = t.status
       and s.category in ('todo', 'doing')
      left join user_notification_settings n on n.user_id = coalesce(t.assignee_id, t.reporter_id)
     cross join lateral (
           select t.due_on - coalesce(${json(days.byZone)}::jsonb ->> n.time_zone,
                                      ${days.utc})::date as days) left_
     where left_.days between -${limits.overdue_days}::integer and 1
       and not exists (
             select 1
               from ticket_due_events e
              where e.workspace_id = ${workspace_id}
                and e.ticket_id = t.id
                and e.due_on = t.due_on
                and e.kind = any(case left_.days
                                 when 1 then array['soon', 'today', 'overdue']
                                 when 0 then array['today', 'overdue']
                                 else array['overdue'] end))`;
}
