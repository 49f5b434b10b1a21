import { type Sql, sql } from "../../src/db/sql.ts";
import type { Variant } from "./closed-loop.ts";
import { compare, loadTable, milliseconds, whole } from "./compare.ts";
import { type Connection, onConnection } from "./connection.ts";
import type { Experiment, Lab, Table } from "./experiment.ts";

const movedForBytes = 500;

/** The status of a ticket: a column of its own, or the last row of its history. */
export const status: Experiment = {
  name: "status",
  page: "denormalised-status-against-history.md",
  schema: "own",
  async run(lab) {
    const tickets = lab.rows(100_000);
    await createTickets(lab, tickets);
    return [await timeReads(lab, tickets), await timeMoves(lab, tickets)];
  },
};

/** One in ten is open, one in a thousand blocked, both among tickets of every age; the others are closed. */
async function createTickets({ ownerUrl }: Lab, tickets: number): Promise<void> {
  await onConnection(ownerUrl, (owner) =>
    owner.execute(`
      create table tickets (
        id integer primary key, title text not null, created_at timestamptz not null,
        status text not null, status_sequence integer not null);
      create table history (
        ticket_id integer not null, sequence integer not null, to_status text not null,
        changed_at timestamptz not null default clock_timestamp(), primary key (ticket_id, sequence));
      insert into tickets
      select n, 'The invoice of order ' || n || ' is printed twice',
             timestamptz '2025-01-01 00:00Z' + n * interval '5 minutes',
             case when n % 1000 = 0 then 'blocked' when n % 10 = 0 then 'open' else 'closed' end,
             case when n % 1000 <> 0 and n % 10 = 0 then 1 else 3 end
        from generate_series(1, ${tickets}) n;
      insert into history (ticket_id, sequence, to_status)
      select t.id, s, case s when 1 then 'open' when 2 then 'in_progress' else t.status end
        from tickets t
       cross join generate_series(1, t.status_sequence) s;
      create index tickets_by_age on tickets (created_at, id);
      create index tickets_by_status on tickets (status, created_at, id);`),
  );
  await onConnection(ownerUrl, (owner) => owner.execute("vacuum (analyze)"));
}

const reads: { name: string; column: Sql; history: Sql }[] = [
  { name: "one ticket", column: oneByColumn(), history: oneByHistory() },
  { name: "newest 20 with a status that 1 in 10 has", ...listOf("open") },
  { name: "newest 20 with a status that 1 in 1,000 has", ...listOf("blocked") },
  {
    name: "number of tickets per status",
    column: countByColumn(),
    history: countByHistory(),
  },
];

async function timeReads(lab: Lab, tickets: number): Promise<Table> {
  const variant = (name: string, statement: Sql): Variant => ({
    name,
    clients: 1,
    client: (connection) => () => connection.query(statement),
  });
  const compared = await compare(
    { ...lab, seconds: lab.seconds / 2 },
    reads.flatMap(({ name, column, history }) => [
      variant(`${name}, by the column`, column),
      variant(`${name}, by the history`, history),
    ]),
  );
  const timeAt = (place: number) => milliseconds(compared[place]?.p50_ms.median ?? Number.NaN);
  return {
    about: `Reads on ${whole(tickets)} tickets, one client, median in ms`,
    head: ["", "status on the ticket", "last row of history"],
    rows: reads.map(({ name }, nth) => [name, timeAt(2 * nth), timeAt(2 * nth + 1)]),
  };
}

/** One variant does not update the column, so each has its half of the tickets: the odd ones, the even ones. */
async function timeMoves(lab: Lab, tickets: number): Promise<Table> {
  const variants = [
    { name: "history and indexed column", move: moveBoth, firstId: 1 },
    { name: "history only", move: moveHistory, firstId: 2 },
  ];
  const compared = await compare(
    lab,
    variants.map(({ name, move, firstId }) => ({
      name,
      client(connection, { index, count }) {
        let moved = 0;
        return () => {
          const id = firstId + 2 * ((index + count * moved) % (tickets / 2));
          moved += 1;
          return connection.query(move(id));
        };
      },
    })),
  );
  const bytes = await onConnection(lab.ownerUrl, async (connection) => {
    const each: string[] = [];
    for (const { move, firstId } of variants) {
      each.push(whole(await walBytes(connection, (nth) => move(firstId + 2 * nth))));
    }
    return each;
  });
  return loadTable("Transitions, 16 clients, each on tickets of its own", compared, {
    head: ["bytes of WAL"],
    cells: (one) => [bytes[compared.indexOf(one)] ?? ""],
  });
}

/** The first change of a page after a checkpoint writes all of it to WAL, so only the second pass counts. */
async function walBytes(connection: Connection, moveNth: (nth: number) => Sql): Promise<number> {
  const position = async () => {
    const [row] = await connection.query(
      sql<{ bytes: string }>`select pg_current_wal_insert_lsn() - '0/0' as bytes`,
    );
    return Number(row?.bytes);
  };
  const pass = async () => {
    for (let nth = 0; nth < movedForBytes; nth += 1) await connection.query(moveNth(nth));
  };
  await pass();
  const before = await position();
  await pass();
  return ((await position()) - before) / movedForBytes;
}

function oneByColumn(): Sql {
  return sql`select t.id, t.title, t.status from tickets t where t.id = 700`;
}

function oneByHistory(): Sql {
  return sql`
    select t.id, t.title,
           (select h.to_status from history h where h.ticket_id = t.id order by h.sequence desc limit 1)
      from tickets t
     where t.id = 700`;
}

function listOf(wanted: string): { column: Sql; history: Sql } {
  return {
    column: sql`
      select t.id, t.title
        from tickets t
       where t.status = ${wanted}
       order by t.created_at desc, t.id desc
       limit 20`,
    history: sql`
      select t.id, t.title
        from tickets t
       where (select h.to_status from history h
               where h.ticket_id = t.id order by h.sequence desc limit 1) = ${wanted}
       order by t.created_at desc, t.id desc
       limit 20`,
  };
}

function countByColumn(): Sql {
  return sql`select t.status, count(*) from tickets t group by t.status`;
}

function countByHistory(): Sql {
  return sql`
    select l.to_status, count(*)
      from (select distinct on (h.ticket_id) h.to_status
              from history h
             order by h.ticket_id, h.sequence desc) l
     group by l.to_status`;
}

function moveBoth(id: number): Sql {
  return sql`
    with moved as (
      update tickets t
         set status = case t.status when 'open' then 'in_progress' else 'open' end,
             status_sequence = t.status_sequence + 1
       where t.id = ${id}
      returning t.id, t.status, t.status_sequence)
    insert into history (ticket_id, sequence, to_status)
    select m.id, m.status_sequence, m.status from moved m`;
}

function moveHistory(id: number): Sql {
  return sql`
    insert into history (ticket_id, sequence, to_status)
    select h.ticket_id, h.sequence + 1, case h.to_status when 'open' then 'in_progress' else 'open' end
      from history h
     where h.ticket_id = ${id}
     order by h.sequence desc
     limit 1`;
}
