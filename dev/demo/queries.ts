import type { DedicatedConnection } from "../../src/db/dedicated-connection.ts";
import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/** When an action began by the clock of the database, and when it happens in the demo. */
export interface Moment {
  started_at: string;
  /** Null for the end of the last one. */
  happens_at: Date | null;
}

/** A comment on this table says that a demo is being filled: the outbox must not be relayed yet. */
const mark = "A demo is being filled.";

export async function hasAccounts(db: Queryable): Promise<boolean> {
  const rows = await db.query(sql`select 1 from users limit 1`);
  return rows.length > 0;
}

export async function isMarked(db: Queryable): Promise<boolean> {
  const [row] = await db.query(sql<{ text: string | null }>`
    select obj_description('public.outbox'::regclass, 'pg_class') as text`);
  return row?.text === mark;
}

export async function setMark(owner: DedicatedConnection): Promise<void> {
  await owner.execute(`comment on table public.outbox is '${mark}'`);
}

export async function removeMark(owner: DedicatedConnection): Promise<void> {
  await owner.execute("comment on table public.outbox is null");
}

/** No process can relay the outbox until the transaction ends. */
export async function lockOutRelay(owner: Queryable): Promise<void> {
  await owner.query(sql`select r.id from relay r where r.id = 1 for update`);
}

export async function readClock(db: Queryable): Promise<string> {
  const [row] = await db.query(sql<{ now: string }>`select clock_timestamp()::text as now`);
  return row?.now ?? "";
}

/**
 * Moves all times that the commands have written, in every table, to those of the demo. What one
 * action wrote lies within one second, in its order. A time after the last moment stays: it is when
 * something expires.
 */
export async function moveTimes(
  owner: DedicatedConnection,
  moments: readonly Moment[],
): Promise<void> {
  await createMoments(owner, moments);
  for (const { table_name, columns } of await listTimes(owner)) {
    const moved = columns.map((column) => `${column} = pg_temp.moved(${column})`);
    await owner.execute(`update public.${table_name} set ${moved.join(", ")}`);
  }
}

/** Deletes what is waiting to be mailed: nobody expects a mail about what happened before. */
export async function deleteWaitingMail(owner: DedicatedConnection): Promise<void> {
  await owner.execute("delete from public.mail_bundles");
}

export async function findEventTime(
  db: Queryable,
  workspace_id: string,
  sequence: number,
): Promise<Date | null> {
  const [event] = await db.query(sql<{ ms: number }>`
    select extract(epoch from e.occurred_at)::double precision * 1000 as ms
      from events e
     where e.workspace_id = ${workspace_id}
       and e.sequence = ${sequence}`);
  return event ? new Date(event.ms) : null;
}

/**
 * Moves the times of what the consumers of the feed have written since `finished_at`: what has the
 * sequence of an event, or is the effect of a comment or a mention, gets that time exactly.
 */
export async function moveEffects(owner: DedicatedConnection, finished_at: string): Promise<void> {
  await owner.query(sql`
    update notifications n
       set changed_at = e.occurred_at
      from events e
     where e.workspace_id = n.workspace_id
       and e.sequence = n.latest
       and n.changed_at >= ${finished_at}::timestamptz`);
  await owner.query(sql`
    update watches w
       set created_at = e.began_at
      from (select e.workspace_id, e.ticket_id, u.id as user_id, min(e.occurred_at) as began_at
              from events e
              join users u
                on (u.id = e.actor_id and e.type = 'comment.created')
                or e.data->'mentions' ? u.id::text
             group by e.workspace_id, e.ticket_id, u.id) e
     where e.workspace_id = w.workspace_id
       and e.ticket_id = w.ticket_id
       and e.user_id = w.user_id
       and w.created_at >= ${finished_at}::timestamptz`);
}

/** Deletes the stored responses, which contain times of the filling. Nobody has their keys. */
export async function deleteStoredResponses(owner: DedicatedConnection): Promise<void> {
  await owner.execute("delete from public.idempotency_keys");
}

async function createMoments(
  owner: DedicatedConnection,
  moments: readonly Moment[],
): Promise<void> {
  await owner.execute(`
    drop table if exists pg_temp.moments;
    create temporary table moments (
      started_at timestamptz primary key, happens_at timestamptz, scale double precision)`);
  await owner.query(sql`
    insert into moments (started_at, happens_at, scale)
    select m.started_at, nullif(m.happens_at, '')::timestamptz,
           0.9 / extract(epoch from lead(m.started_at) over (order by m.started_at) - m.started_at)
      from unnest(${moments.map(({ started_at }) => started_at)}::timestamptz[],
                  ${moments.map(({ happens_at }) => happens_at?.toISOString() ?? "")}::text[])
           as m (started_at, happens_at)`);
  await owner.execute(`
    create or replace function pg_temp.moved(written_at timestamptz) returns timestamptz
    language sql stable as $$
      select coalesce(
        (select m.happens_at + (written_at - m.started_at) * m.scale
           from pg_temp.moments m
          where m.started_at <= written_at
          order by m.started_at desc
          limit 1),
        written_at)
    $$`);
}

/** The columns of times of all our tables. Names are those of the schema, which need no quotes. */
async function listTimes(owner: Queryable): Promise<{ table_name: string; columns: string[] }[]> {
  return owner.query(sql<{ table_name: string; columns: string[] }>`
    select c.relname::text as table_name,
           array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace
       and c.relkind = 'r'
       and a.attnum > 0
       and not a.attisdropped
       and a.atttypid = 'timestamptz'::regtype
       and a.attgenerated = ''
     group by c.relname
     order by c.relname`);
}
