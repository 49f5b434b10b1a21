import type { Queryable } from "../../../src/db/pool.ts";
import { type Sql, sql } from "../../../src/db/sql.ts";

/** A change of a subject. Its version is its place among the changes of that subject. */
export interface ReadEvent {
  number: number;
  workspace_id: number;
  subject_id: number;
  version: number;
  at: number;
}

/** A way to number events. */
export interface Numbering {
  name: string;
  /** Each numbering has its own, so that none sees the events of another. */
  workspace_ids: number[];
  /** The last statement of a write: it inserts the event for the changed subject. */
  record(workspace_id: number, subject_id: number): Sql;
  /** Creates a reader. Each call returns the events after those that it has returned. */
  reader(db: Queryable): () => Promise<ReadEvent[]>;
  /** How many numbers have no event. */
  gaps: Sql<{ gaps: number }>;
  work?(db: Queryable): Promise<void>;
}

export const tables = `
  create table keys (id bigint generated always as identity primary key);
  create table subjects (
    workspace_id integer, id integer, version integer not null default 0,
    primary key (workspace_id, id)) with (fillfactor = 50);
  create table serial_events (
    id bigserial primary key, workspace_id integer, subject_id integer, version integer, at float8);
  create table guarded_events (
    id bigserial, xid xid8 default pg_current_xact_id(), workspace_id integer, subject_id integer,
    version integer, at float8, primary key (xid, id));
  create table outbox (
    position bigint generated always as identity primary key, workspace_id integer,
    subject_id integer, version integer, at float8);
  create table heads (workspace_id integer primary key, sequence bigint not null default 0)
    with (fillfactor = 50);
  create table feed (
    workspace_id integer, sequence bigint, subject_id integer, version integer, at float8,
    primary key (workspace_id, sequence));`;

export function bySerial(workspace_id: number): Numbering {
  return {
    name: "bigserial with a cursor",
    workspace_ids: [workspace_id],
    record: (workspace_id, subject_id) => sql`
      insert into serial_events (workspace_id, subject_id, version, at)
      ${eventOf(workspace_id, subject_id)}`,
    reader(db) {
      let cursor = 0;
      return async () => {
        const events = await db.query(sql<ReadEvent>`
          select e.id as number, e.workspace_id, e.subject_id, e.version, e.at
            from serial_events e
           where e.id > ${cursor}
           order by e.id`);
        cursor = events.at(-1)?.number ?? cursor;
        return events;
      };
    },
    gaps: sql`select coalesce(max(e.id) - count(*), 0)::integer as gaps from serial_events e`,
  };
}

/** The reader stops before the oldest open transaction of the whole server. */
export function byGuardedSerial(workspace_id: number): Numbering {
  return {
    name: "bigserial, read up to the oldest open transaction",
    workspace_ids: [workspace_id],
    record: (workspace_id, subject_id) => sql`
      insert into guarded_events (workspace_id, subject_id, version, at)
      ${eventOf(workspace_id, subject_id)}`,
    reader(db) {
      let [xid, number] = ["0", 0];
      return async () => {
        const events = await db.query(sql<ReadEvent & { xid: string }>`
          select e.xid::text as xid, e.id as number, e.workspace_id, e.subject_id, e.version, e.at
            from guarded_events e
           where (e.xid, e.id) > (${xid}::text::xid8, ${number}::bigint)
             and e.xid < pg_snapshot_xmin(pg_current_snapshot())
           order by e.xid, e.id`);
        ({ xid, number } = events.at(-1) ?? { xid, number });
        return events;
      };
    },
    gaps: sql`select coalesce(max(e.id) - count(*), 0)::integer as gaps from guarded_events e`,
  };
}

/** The write takes the next number of the workspace itself, and keeps its row locked until COMMIT. */
export function byCounter(workspace_ids: number[]): Numbering {
  return {
    name: `counter in the write, ${workspace_ids.length === 1 ? "one workspace" : `${workspace_ids.length} workspaces`}`,
    workspace_ids,
    record: (workspace_id, subject_id) => sql`
      with head as (
        update heads h
           set sequence = h.sequence + 1
         where h.workspace_id = ${workspace_id}
        returning h.sequence
      )
      insert into feed (sequence, workspace_id, subject_id, version, at)
      select head.sequence, e.*
        from head
       cross join (${eventOf(workspace_id, subject_id)}) e`,
    ...feedOf(workspace_ids),
  };
}

/** The write inserts a row. One worker takes the rows that it sees, in order, and numbers them. */
export function byRelay(workspace_id: number): Numbering {
  return {
    name: "outbox, numbered by a relay",
    workspace_ids: [workspace_id],
    record: (workspace_id, subject_id) => sql`
      insert into outbox (workspace_id, subject_id, version, at)
      ${eventOf(workspace_id, subject_id)}`,
    work: async (db) =>
      void (await db.query(sql`
        with taken as (
          delete from outbox o
           where o.position in (select q.position from outbox q order by q.position limit 500)
          returning o.position, o.workspace_id, o.subject_id, o.version, o.at
        ), counts as (
          select taken.workspace_id, count(*) as given from taken group by taken.workspace_id
        ), advanced as (
          update heads h
             set sequence = h.sequence + counts.given
            from counts
           where h.workspace_id = counts.workspace_id
          returning h.workspace_id, h.sequence - counts.given as before
        )
        insert into feed (workspace_id, sequence, subject_id, version, at)
        select t.workspace_id,
               a.before + row_number() over (partition by t.workspace_id order by t.position),
               t.subject_id, t.version, t.at
          from taken t
          join advanced a on a.workspace_id = t.workspace_id`)),
    ...feedOf([workspace_id]),
  };
}

function feedOf(workspace_ids: number[]): Pick<Numbering, "reader" | "gaps"> {
  return {
    reader(db) {
      const cursors = new Map(workspace_ids.map((id) => [id, 0]));
      return async () => {
        const events = await db.query(sql<ReadEvent>`
          select e.sequence as number, e.workspace_id, e.subject_id, e.version, e.at
            from unnest(${[...cursors.keys()]}::integer[], ${[...cursors.values()]}::bigint[])
                   as c (workspace_id, sequence)
            join feed e on e.workspace_id = c.workspace_id and e.sequence > c.sequence
           order by e.workspace_id, e.sequence`);
        for (const { workspace_id, number } of events) cursors.set(workspace_id, number);
        return events;
      };
    },
    gaps: sql<{ gaps: number }>`
      select coalesce(sum(n.last - n.count), 0)::integer as gaps
        from (select max(e.sequence) as last, count(*) as count
                from feed e
               where e.workspace_id = any(${workspace_ids}::integer[])
               group by e.workspace_id) n`,
  };
}

function eventOf(workspace_id: number, subject_id: number): Sql {
  return sql`
    select s.workspace_id, s.id, s.version, extract(epoch from clock_timestamp())::float8 * 1000
      from subjects s
     where s.workspace_id = ${workspace_id}::integer and s.id = ${subject_id}::integer`;
}
