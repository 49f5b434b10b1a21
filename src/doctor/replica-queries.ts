import type { Queryable } from "../db/pool.ts";
import { sql } from "../db/sql.ts";

/** The system identifier and the timeline. Throws where the functions of the log are refused. */
export async function findHistory(db: Queryable): Promise<string | undefined> {
  const [row] = await db.query(sql<{ history: string }>`
    select c.system_identifier::text || '/'
             || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8) as history
      from pg_control_system() c`);
  return row?.history;
}

/** What decides whether a server can serve reads as a replica. */
export interface ReplicaFacts {
  is_standby: boolean;
  /** With which a session begins, before it sets anything. */
  isolation: string;
  hot_standby_feedback: string;
  /** -1 is without limit. */
  streaming_delay_ms: number;
  /** The history that its data belong to. */
  cluster: string | null;
}

export async function findReplicaFacts(db: Queryable): Promise<ReplicaFacts | undefined> {
  const [row] = await db.query(sql<ReplicaFacts>`
    select pg_is_in_recovery() as is_standby,
           (select s.reset_val from pg_settings s
             where s.name = 'default_transaction_isolation') as isolation,
           current_setting('hot_standby_feedback') as hot_standby_feedback,
           (select s.setting::integer from pg_settings s
             where s.name = 'max_standby_streaming_delay') as streaming_delay_ms,
           (select r.cluster from relay r where r.id = 1) as cluster`);
  return row;
}
