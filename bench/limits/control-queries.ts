import type { DedicatedConnection } from "../../src/db/dedicated-connection.ts";
import type { Queryable } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import { openFrom } from "../../test/seed/shape.ts";

/**
 * The tables of a typical first version: numbers for IDs, the status in the row, and indexes on keys only. On
 * purpose there is no index for `order by created_at`.
 */
const schema = `
  create table users (
    id    integer generated always as identity primary key,
    name  text not null,
    email text not null unique,
    role  text not null
  );
  create table tickets (
    id          integer generated always as identity primary key,
    title       text not null,
    description text,
    status      text not null default 'open',
    priority    text not null default 'none',
    assignee_id integer references users (id),
    reporter_id integer not null references users (id),
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
  );
  create table ticket_history (
    id         integer generated always as identity primary key,
    ticket_id  integer not null references tickets (id),
    old_status text,
    new_status text not null,
    changed_by integer not null references users (id),
    changed_at timestamptz not null default now()
  );
  create table comments (
    id         integer generated always as identity primary key,
    ticket_id  integer not null references tickets (id),
    author_id  integer not null references users (id),
    body       text not null,
    created_at timestamptz not null default now()
  );
  create table audit_log (
    id         integer generated always as identity primary key,
    user_id    integer not null references users (id),
    action     text not null,
    ticket_id  integer,
    details    jsonb not null,
    created_at timestamptz not null default now()
  )`;

/** Inserts as many tickets as the big project has, the newest tenth open, with texts of the same length. */
export async function seedControl(session: DedicatedConnection, tickets: number): Promise<void> {
  await session.execute("set statement_timeout = 0");
  await session.execute(schema);
  await session.query(sql`
    insert into users (name, email, role)
    select 'Person ' || n, 'person-' || n || '@example.com', 'member'
      from generate_series(1, 200) n`);
  await session.query(sql`
    insert into tickets (title, description, status, reporter_id, created_at)
    select 'the login page board error ' || n,
           case when n % 2 = 0 then repeat('when user email save file list search ', 4) end,
           case when n >= ${openFrom(tickets)}::integer then 'open' else 'closed' end, 1 + n % 200,
           timestamptz '2024-01-01' + n * interval '1 minute'
      from generate_series(1, ${tickets}::integer) n`);
  await session.query(sql`
    insert into ticket_history (ticket_id, new_status, changed_by)
    select id, status, reporter_id from tickets`);
  await session.execute("vacuum (analyze)");
}

/** Returns when the ticket was created that is `rows` rows older than the newest. */
export async function findMoment(db: Queryable, rows: number): Promise<string> {
  const [row] = await db.query(sql<{ created_at: string }>`
    select t.created_at::text as created_at
      from tickets t
     order by t.created_at desc
    offset ${rows}::integer
     limit 1`);
  return row?.created_at ?? "";
}

/** Moves back the tickets that a load left in progress when it ended. */
export async function setAllOpen(db: Queryable): Promise<void> {
  await db.query(sql`update tickets set status = 'open' where status = 'in_progress'`);
}
