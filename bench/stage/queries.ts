import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/** The process ID of the backend of this connection. */
export async function findBackend(db: Queryable): Promise<number> {
  const [row] = await db.query(sql<{ pid: number }>`select pg_backend_pid() as pid`);
  return row?.pid ?? 0;
}

export async function findFeedHeadOf(db: Queryable, workspace_id: string): Promise<number> {
  const [row] = await db.query(sql<{ head: number }>`
    select h.sequence as head from event_heads h where h.workspace_id = ${workspace_id}`);
  return row?.head ?? 0;
}

/** The email addresses of the members of a workspace that have a password. */
export async function listLogins(db: Queryable, workspace_id: string): Promise<string[]> {
  const rows = await db.query(sql<{ email: string }>`
    select u.email
      from members m
      join users u on u.id = m.user_id
     where m.workspace_id = ${workspace_id}
       and u.password_hash not like '%xxxxxxxx'
     order by u.id`);
  return rows.map(({ email }) => email);
}

/** The tickets of a project's open range that a load has left in progress. */
export async function listTicketsInProgress(
  db: Queryable,
  { workspace_id, project_id }: { workspace_id: string; project_id: string },
  from_number: number,
): Promise<number[]> {
  const rows = await db.query(sql<{ number: number }>`
    select t.number
      from tickets t
     where t.workspace_id = ${workspace_id}
       and t.project_id = ${project_id}
       and t.number >= ${from_number}
       and t.status = 'in_progress'
       and t.deleted_at is null`);
  return rows.map(({ number }) => number);
}

/** The number of deadlocks in this database. */
export async function countDeadlocks(db: Queryable): Promise<number> {
  const [row] = await db.query(sql<{ deadlocks: number }>`
    select d.deadlocks from pg_stat_database d where d.datname = current_database()`);
  return row?.deadlocks ?? 0;
}

/** How many connections to this database wait for a lock. */
export async function countWaiting(db: Queryable): Promise<number> {
  const [row] = await db.query(sql<{ waiting: number }>`
    select count(*) as waiting
      from pg_stat_activity a
     where a.datname = current_database()
       and a.wait_event_type = 'Lock'`);
  return row?.waiting ?? 0;
}

export async function countOutbox(db: Queryable): Promise<number> {
  const [row] = await db.query(sql<{ rows: number }>`select count(*) as rows from outbox`);
  return row?.rows ?? 0;
}

/** Inserts events into the outbox, as edits of titles in a project would. */
export async function fillOutbox(
  db: Queryable,
  { workspace_id, project_id, key }: { workspace_id: string; project_id: string; key: string },
  events: number,
): Promise<void> {
  await db.query(sql`
    insert into outbox (
      id, kind, type, workspace_id, actor_id, subject_type, subject_id, ticket_id, data,
      address, user_agent, request_id)
    select gen_random_uuid(), 'feed', 'ticket.updated', t.workspace_id, t.reporter_id,
           'ticket', t.id, t.id,
           jsonb_build_object(
             'key', ${key} || '-' || t.number, 'project_id', t.project_id, 'version', t.version,
             'status', t.status,
             'changes', jsonb_build_object('title', jsonb_build_object('from', 'before', 'to', t.title))),
           '192.0.2.1', 'bench', gen_random_uuid()
      from generate_series(1, ${events}::integer) n
      join lateral (select t.workspace_id, t.id, t.number, t.project_id, t.version, t.status,
                           t.title, t.reporter_id
                      from tickets t
                     where t.workspace_id = ${workspace_id}
                       and t.project_id = ${project_id}
                       and t.number = 1 + n % 1000) t on true`);
}
