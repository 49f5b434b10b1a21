import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";

/** All names come quoted where they need it. */
export interface Table {
  name: string;
  is_unlogged: boolean;
  options: string[] | null;
}

export interface Column {
  table_name: string;
  name: string;
  type: string;
  collation: string | null;
  is_required: boolean;
  /** The expression of its default, or the one it is generated from. */
  expression: string | null;
  is_generated: boolean;
  identity: "" | "a" | "d";
}

export interface Constraint {
  table_name: string;
  name: string;
  definition: string;
  /** For a foreign key, the table that it points to. */
  referenced_table: string | null;
}

export interface Index {
  table_name: string;
  definition: string;
}

export async function listExtensions(db: Queryable): Promise<string[]> {
  const rows = await db.query(sql<{ name: string }>`
    select quote_ident(extname) as name
      from pg_extension
     where extname <> 'plpgsql'
     order by extname`);
  return rows.map(({ name }) => name);
}

/** In the order in which the migrations created them, which reads better than alphabetical order. */
export async function listTables(db: Queryable): Promise<Table[]> {
  return db.query(sql<Table>`
    select quote_ident(relname) as name,
           relpersistence = 'u' as is_unlogged,
           reloptions as options
      from pg_class
     where relnamespace = 'public'::regnamespace
       and relkind = 'r'
       and (tableoid, oid) not in (select classid, objid from pg_depend where deptype = 'e')
     order by oid`);
}

export async function listColumns(db: Queryable): Promise<Column[]> {
  return db.query(sql<Column>`
    select quote_ident(c.relname) as table_name,
           quote_ident(a.attname) as name,
           replace(format_type(a.atttypid, a.atttypmod),
                   'timestamp with time zone', 'timestamptz') as type,
           nullif(a.attcollation, t.typcollation)::regcollation::text as collation,
           a.attnotnull as is_required,
           pg_get_expr(d.adbin, d.adrelid, true) as expression,
           a.attgenerated <> '' as is_generated,
           a.attidentity as identity
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = a.attrelid
                            and d.adnum = a.attnum
     where c.relnamespace = 'public'::regnamespace
       and c.relkind = 'r'
       and a.attnum > 0
       and not a.attisdropped
     order by c.oid, a.attnum`);
}

/**
 * Without NOT NULL, which PostgreSQL stores as constraints from 18 on: they are read with the
 * columns.
 */
export async function listConstraints(db: Queryable): Promise<Constraint[]> {
  return db.query(sql<Constraint>`
    select quote_ident(c.relname) as table_name,
           quote_ident(k.conname) as name,
           pg_get_constraintdef(k.oid, true) as definition,
           quote_ident(r.relname) as referenced_table
      from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      left join pg_class r on r.oid = k.confrelid
     where c.relnamespace = 'public'::regnamespace
       and k.contype <> 'n'
     order by c.oid, position(k.contype in 'puxfc'), k.conname`);
}

/** The indexes that do not belong to a constraint. */
export async function listIndexes(db: Queryable): Promise<Index[]> {
  return db.query(sql<Index>`
    select quote_ident(c.relname) as table_name,
           pg_get_indexdef(i.indexrelid, 0, true) as definition
      from pg_index i
      join pg_class c on c.oid = i.indrelid
      join pg_class x on x.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace
       and i.indexrelid not in (select conindid from pg_constraint)
     order by c.oid, x.relname`);
}

export async function listFunctions(db: Queryable): Promise<string[]> {
  const rows = await db.query(sql<{ definition: string }>`
    select pg_get_functiondef(oid) as definition
      from pg_proc
     where pronamespace = 'public'::regnamespace
       and prokind in ('f', 'p')
       and (tableoid, oid) not in (select classid, objid from pg_depend where deptype = 'e')
     order by oid`);
  return rows.map(({ definition }) => definition);
}

/**
 * Names every object that the other queries would leave out, so that schema.sql is never silently
 * incomplete.
 */
export async function listUnknownObjects(db: Queryable): Promise<string[]> {
  const rows = await db.query(sql<{ description: string }>`
    with unknown_objects (catalogue, id, sub_id) as (
      select c.tableoid, c.oid, 0
        from pg_class c
       where c.relnamespace = 'public'::regnamespace
         and (   c.relkind not in ('r', 'i', 'S')
              or c.relispartition
              or c.reloftype <> 0
              or c.relrowsecurity
              or c.relkind = 'S' and c.oid not in (select objid from pg_depend where deptype = 'i')
              or c.oid in (select inhrelid from pg_inherits))
      union all
      select s.tableoid, c.oid, a.attnum
        from pg_sequence s
        join pg_depend d on d.objid = s.seqrelid and d.deptype = 'i'
        join pg_class c on c.oid = d.refobjid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
       where (s.seqstart, s.seqincrement, s.seqmin, s.seqcache, s.seqcycle) <> (1, 1, 1, 1, false)
      union all
      select tableoid, oid, 0 from pg_trigger where not tgisinternal
      union all
      select tableoid, oid, 0 from pg_statistic_ext
      union all
      select tableoid, oid, 0 from pg_proc
       where pronamespace = 'public'::regnamespace and prokind not in ('f', 'p')
      union all
      select tableoid, oid, 0 from pg_type
       where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
    )
    select pg_describe_object(
             case when sub_id > 0 then 'pg_class'::regclass else catalogue end, id, sub_id
           ) as description
      from unknown_objects
     where (catalogue, id) not in (select classid, objid from pg_depend where deptype = 'e')
     order by description`);
  return rows.map(({ description }) => description);
}
