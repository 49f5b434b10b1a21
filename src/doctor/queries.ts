import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import type { BlockedChain } from "../events/relay/relay.ts";
import { limits } from "../limits.ts";

/**
 * What a new session of this role has, as `show` prints it, where this connection has set something
 * else; a setting that this server does not have is left out.
 */
export async function findSettings(
  db: Queryable,
  names: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.query(sql<{ name: string; value: string }>`
    select lower(s.name collate "C") as name,
           case when s.unit is null then s.reset_val else current_setting(s.name) end as value
      from pg_settings s
     where lower(s.name collate "C") = any(${names}::text[])`);
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** What a session is, and how its database compares. */
export interface ConnectionFacts {
  is_standby: boolean;
  /** Null without TLS. */
  tls_version: string | null;
  /** Whether client and server are on one machine. */
  is_local: boolean;
  locale: string;
  /** `i`, except in a Turkish locale. */
  lower_i: string;
}

export async function findConnectionFacts(db: Queryable): Promise<ConnectionFacts> {
  const [row] = await db.query(sql<ConnectionFacts>`
    select pg_is_in_recovery() as is_standby,
           s.version as tls_version,
           inet_client_addr() is null or inet_client_addr() = inet_server_addr() as is_local,
           coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', d.datctype)
             as locale,
           lower('I') as lower_i
      from pg_database d
      left join pg_stat_ssl s on s.pid = pg_backend_pid()
     where d.datname = current_database()`);
  if (!row) throw new Error("The server returned nothing about this connection.");
  return row;
}

/** The database's time, in milliseconds since 1970. */
export async function findClock(db: Queryable): Promise<number> {
  const [row] = await db.query(sql<{ now_ms: number }>`
    select extract(epoch from clock_timestamp())::double precision * 1000 as now_ms`);
  return row?.now_ms ?? Number.NaN;
}

/**
 * How many connections this role can have to this database at the most, and how many the processes
 * of Slacky have open.
 */
export async function findConnections(
  db: Queryable,
): Promise<{ connections_max: number; connections_open: number }> {
  const [row] = await db.query(sql<{ connections_max: number; connections_open: number }>`
    select (select count(*)
              from pg_stat_activity a
             where a.datname = current_database()
               and a.application_name = 'slacky') as connections_open,
           least(current_setting('max_connections')::integer
                   - current_setting('superuser_reserved_connections')::integer
                   - coalesce(current_setting('reserved_connections', true)::integer, 0),
                 nullif(r.rolconnlimit, -1),
                 nullif(d.datconnlimit, -1)) as connections_max
      from pg_roles r
     cross join pg_database d
     where r.rolname = current_user
       and d.datname = current_database()`);
  return row ?? { connections_max: 0, connections_open: 0 };
}

/** Except those that are being built. */
export async function listInvalidIndexes(db: Queryable): Promise<string[]> {
  const rows = await db.query(sql<{ name: string }>`
    select c.relname::text as name
      from pg_index i
      join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace
       and not (i.indisvalid and i.indisready)
       and i.indexrelid not in (select p.index_relid
                                  from pg_stat_progress_create_index p
                                 where p.index_relid is not null)
     order by c.relname`);
  return rows.map(({ name }) => name);
}

/** A position in the scan over all tickets. */
export interface TicketPlace {
  workspace_id: string;
  id: string;
}

/** The position of the last ticket in the next batch; undefined if fewer are left. */
export async function findEndOfBatch(
  db: Queryable,
  after: TicketPlace,
  size: number,
): Promise<TicketPlace | undefined> {
  const [row] = await db.query(sql<TicketPlace>`
    select t.workspace_id, t.id
      from tickets t
     where (t.workspace_id, t.id) > (${after.workspace_id}, ${after.id})
     order by t.workspace_id, t.id
    offset ${size - 1} limit 1`);
  return row;
}

export interface TicketName {
  workspace_id: string;
  key: string;
}

/**
 * The tickets of the next batch whose status, or its sequence, is not that of the last row of their
 * history. Lateral, so that it is one index lookup per ticket, whatever the planner estimates.
 */
export async function listTicketsOffHistory(
  db: Queryable,
  after: TicketPlace,
  size: number,
): Promise<TicketName[]> {
  return db.query(sql<TicketName>`
    with batch as materialized (
      select t.workspace_id, t.id, t.project_id, t.number, t.status, t.status_sequence
        from tickets t
       where (t.workspace_id, t.id) > (${after.workspace_id}, ${after.id})
       order by t.workspace_id, t.id
       limit ${size}
    )
    select b.workspace_id, p.key || '-' || b.number as key
      from batch b
      left join lateral (select h.sequence, h.to_status
                           from ticket_status_history h
                          where h.workspace_id = b.workspace_id
                            and h.ticket_id = b.id
                          order by h.sequence desc
                          limit 1) as last on true
      join projects p on p.workspace_id = b.workspace_id
                     and p.id = b.project_id
     where (last.sequence, last.to_status) is distinct from (b.status_sequence, b.status)
     order by b.workspace_id, p.key, b.number`);
}

/**
 * How many rows of the next batch of tickets name a user who never was a member of their workspace:
 * reporters, assignees, actors of changes of status, and authors of comments.
 */
export async function countWithoutMember(
  db: Queryable,
  after: TicketPlace,
  size: number,
): Promise<number> {
  const [row] = await db.query(sql<{ count: number }>`
    with batch as materialized (
      select t.workspace_id, t.id, t.reporter_id, t.assignee_id
        from tickets t
       where (t.workspace_id, t.id) > (${after.workspace_id}, ${after.id})
       order by t.workspace_id, t.id
       limit ${size}
    ), named as (
      select b.workspace_id, b.reporter_id as user_id
        from batch b
       union all
      select b.workspace_id, b.assignee_id
        from batch b
       union all
      select b.workspace_id, h.actor_id
        from batch b
       cross join lateral (select h.actor_id
                             from ticket_status_history h
                            where h.workspace_id = b.workspace_id
                              and h.ticket_id = b.id
                           offset 0) h
       union all
      select b.workspace_id, c.author_id
        from batch b
       cross join lateral (select c.author_id
                             from comments c
                            where c.workspace_id = b.workspace_id
                              and c.ticket_id = b.id
                              and c.deleted_at is null
                           offset 0) c
    )
    select count(*)::integer as count
      from named n
     where n.user_id is not null
       and not exists (
             select 1
               from members m
              where m.workspace_id = n.workspace_id
                and m.user_id = n.user_id)`);
  return row?.count ?? 0;
}

/** The oldest workspaces without an admin who can sign in. */
export async function listWorkspacesWithoutAdmin(
  db: Queryable,
  { limit }: { limit: number },
): Promise<{ id: string; name: string }[]> {
  return await db.query(sql`
    select w.id, w.name
      from workspaces w
     where w.deleted_at is null
       and not exists (
             select 1
               from members m
              where m.workspace_id = w.id
                and m.role = 'admin'
                and m.kind = 'person'
                and m.removed_at is null)
     order by w.id
     limit ${limit}`);
}

/** Whether some feed still begins before that moment. */
export async function hasEventBefore(db: Queryable, moment: string): Promise<boolean> {
  const [row] = await db.query(sql<{ is_there: boolean }>`
    select exists (
             select from event_heads h
              cross join lateral (select e.occurred_at
                                    from events e
                                   where e.workspace_id = h.workspace_id
                                     and e.sequence > h.pruned_to
                                   order by e.sequence
                                   limit 1) as oldest
              where oldest.occurred_at < ${moment}::timestamptz) as is_there`);
  return row?.is_there === true;
}

/** Whether some chain of the audit log still begins before that moment. */
export async function hasRecordBefore(db: Queryable, moment: string): Promise<boolean> {
  const [row] = await db.query(sql<{ is_there: boolean }>`
    select exists (
             select from audit_heads h
              cross join lateral (select a.occurred_at
                                    from audit_log a
                                   where a.workspace_id = h.workspace_id
                                   order by a.sequence
                                   limit 1) as oldest
              where oldest.occurred_at < ${moment}::timestamptz) as is_there`);
  return row?.is_there === true;
}

/** The blocked chains, longest first. */
export async function listBlocked(db: Queryable): Promise<(BlockedChain & { since: string })[]> {
  return await db.query(sql`
    select b.chain_id, b.event_id, b.event_type, b.error, b.since
      from relay_blocked b
     order by b.since`);
}

/** The skipped events, newest first. */
export async function listSkips(
  db: Queryable,
  { limit }: { limit: number },
): Promise<{ workspace_id: string; consumer: string; sequence: number; error: string }[]> {
  return await db.query(sql`
    select s.workspace_id, s.consumer, s.sequence, s.error
      from feed_skips s
     order by s.skipped_at desc
     limit ${limit}`);
}

/** The tickets whose lease has run out and that no worker has released, and since when. */
export async function findOverdueLeases(
  db: Queryable,
): Promise<{ tickets: number; oldest_seconds: number }> {
  const [row] = await db.query(sql<{ tickets: number; oldest_seconds: number }>`
    select count(*)::integer as tickets,
           coalesce(extract(epoch from now() - min(overdue.lease_expires_at)), 0)::double precision
             as oldest_seconds
      from (select t.lease_expires_at
              from tickets t
             where t.lease_expires_at <= now()
               and t.deleted_at is null
             order by t.lease_expires_at
             limit ${limits.leases_counted}) overdue`);
  return row ?? { tickets: 0, oldest_seconds: 0 };
}
