import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";
import { limits } from "../limits.ts";

/** How many blocked chains are named. */
const NAMED_MAX = 20;

/** How the outbox stands: the figures of its metrics. */
export interface OutboxState {
  /** How long the oldest row has waited; 0 where none waits. */
  lag_seconds: number;
  /** How many wait, counted no further than `limits.outbox_counted`. */
  rows: number;
  /** Left the outbox, and not vacuumed away: PostgreSQL's own estimate. */
  dead_rows: number;
  /** The chains (of a workspace, or of the instance) whose events cannot be relayed. */
  blocked_chains: number;
  /** Those that are blocked longest, at most 20, with their first event. */
  blocked: { chain_id: string; event_type: string; event_id: string; seconds: number }[];
}

export async function findOutboxState(db: Queryable): Promise<OutboxState> {
  const [state] = await db.query(sql<OutboxState>`
    select coalesce((select greatest(0, extract(epoch from clock_timestamp() - o.occurred_at))
                       from outbox o
                      order by o.position
                      limit 1), 0)::double precision as lag_seconds,
           (select count(*)::integer
              from (select from outbox limit ${limits.outbox_counted}) as counted) as rows,
           pg_stat_get_dead_tuples('public.outbox'::regclass)::double precision as dead_rows,
           (select count(*)::integer from relay_blocked) as blocked_chains,
           coalesce((select json_agg(b order by b.seconds desc)
                       from (select r.chain_id, r.event_type, r.event_id,
                                    extract(epoch from clock_timestamp() - r.since) as seconds
                               from relay_blocked r
                              order by r.since
                              limit ${NAMED_MAX}) b), '[]') as blocked`);
  if (!state) throw new Error("The query of the outbox returned no row.");
  return state;
}

/** Somebody whose snapshot may still need rows that others have deleted, so that vacuum leaves them. */
export interface VacuumBlocker {
  kind: "process" | "prepared transaction" | "replication slot";
  /** The process's number, the transaction's identifier, the slot's name. */
  name: string;
  role: string | null;
  database: string | null;
  application: string | null;
  /** Null where this role may not see it. */
  state: string | null;
  /** How long the transaction is open; null where this role may not see it, or there is none. */
  seconds: number | null;
  /** How many transactions began since. */
  transactions: number;
  /**
   * It writes in another database of the cluster. By itself that holds nothing here; but every snapshot
   * taken here meanwhile, however short, is as old as that transaction.
   */
  is_elsewhere: boolean;
}

/**
 * Who holds back vacuum in this database, the oldest first, and after those who are elsewhere. Sessions of
 * other databases count where they have written, standbys where they report their snapshots, and slots by
 * what they keep of rows (`catalog_xmin` is of the catalogue alone). Vacuums hold nothing back.
 */
export async function listVacuumBlockers(
  db: Queryable,
  { olderThanSeconds, limit }: { olderThanSeconds: number; limit: number },
): Promise<VacuumBlocker[]> {
  return await db.query(sql<VacuumBlocker>`
    with holders as (
      select 'process' as kind, a.pid::text as name, a.usename::text as role,
             a.datname::text as database, nullif(a.application_name, '') as application, a.state,
             extract(epoch from clock_timestamp() - a.xact_start)::double precision as seconds,
             greatest(age(a.backend_xid), age(a.backend_xmin)) as transactions,
             coalesce(a.datname <> current_database(), false) as is_elsewhere
        from pg_stat_activity a
       where a.pid <> pg_backend_pid()
         and a.pid not in (select v.pid from pg_stat_progress_vacuum v)
         and (a.backend_xid is not null
              or a.backend_xmin is not null and coalesce(a.datname = current_database(), true))
       union all
      select 'prepared transaction', p.gid, p.owner::text, p.database::text, null, 'prepared',
             extract(epoch from clock_timestamp() - p.prepared)::double precision,
             age(p.transaction), p.database <> current_database()
        from pg_prepared_xacts p
       union all
      select 'replication slot', s.slot_name::text, null, null, null,
             case when s.active then 'active' else 'inactive' end, null, age(s.xmin), false
        from pg_replication_slots s
       where s.xmin is not null
    )
    select h.kind, h.name, h.role, h.database, h.application, h.state, h.seconds,
           h.transactions, h.is_elsewhere
      from holders h
     where h.seconds is null
        or h.seconds > ${olderThanSeconds}
     order by h.is_elsewhere, h.transactions desc, h.name
     limit ${limit}`);
}

/** Whether this role sees what other roles' sessions do, and which role it is. */
export async function findStatsVisibility(
  db: Queryable,
): Promise<{ role: string; sees_all: boolean }> {
  const [sight] = await db.query(sql<{ role: string; sees_all: boolean }>`
    select current_user as role,
           pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all`);
  if (!sight) throw new Error("The database did not return the current role.");
  return sight;
}
