import { type Sql, sql } from "../../src/db/sql.ts";
import type { Variant } from "./closed-loop.ts";
import { compare, milliseconds } from "./compare.ts";
import { type Connection, onConnection } from "./connection.ts";
import type { Experiment, Lab, Table } from "./experiment.ts";

interface Row {
  id: number;
  at: string;
}

const pages = [1, 100, 4_000, 40_000];
const pageRows = 20;
const walkedPages = 200;

/** The same pages of one list, found by the last row of the page before, and by counting from the start. */
export const keyset: Experiment = {
  name: "keyset",
  page: "keyset-against-offset.md",
  schema: "own",
  async run(lab) {
    const tickets = lab.rows(1_000_000);
    lab.show(`filling ${tickets.toLocaleString("en")} tickets`);
    await createTickets(lab, tickets);
    return [await timePages(lab, tickets), await walkWhileOthersWrite(lab)];
  },
};

async function createTickets({ ownerUrl }: Lab, tickets: number): Promise<void> {
  await onConnection(ownerUrl, (owner) =>
    owner.execute(`
      create table tickets (
        id integer primary key, title text not null, created_at timestamptz not null);
      insert into tickets
      select n, 'The invoice of order ' || n || ' is printed twice',
             timestamptz '2025-01-01 00:00Z' + n * interval '30 seconds'
        from generate_series(1, ${tickets}) n;
      create index tickets_by_age on tickets (created_at, id);`),
  );
  // VACUUM cannot run in a transaction, and several statements in one script are a transaction.
  await onConnection(ownerUrl, (owner) => owner.execute("vacuum (analyze) tickets"));
}

async function timePages(lab: Lab, tickets: number): Promise<Table> {
  const byKeyset = pages.map((page) => keysetVariant(page, tickets - (page - 1) * pageRows + 1));
  const byOffset = pages.map(offsetVariant);
  const compared = await compare(lab, [...byKeyset, ...byOffset]);
  const timeOf = ({ name }: Variant) =>
    milliseconds(compared.find(({ variant }) => variant === name)?.p50_ms.median ?? Number.NaN);
  return {
    about: `A page of ${pageRows} out of ${tickets.toLocaleString("en")} tickets, one client, median in ms`,
    head: ["", "keyset", "offset"],
    rows: pages.map((page, nth) => [
      `page ${page.toLocaleString("en")}`,
      timeOf(byKeyset[nth] as Variant),
      timeOf(byOffset[nth] as Variant),
    ]),
  };
}

/** `last` is the last ticket of the page before, as a cursor has it. */
function keysetVariant(page: number, last: number): Variant {
  return {
    name: `keyset, page ${page}`,
    clients: 1,
    async client(connection) {
      const [row] = await connection.query(sql<Row>`
        select t.id, t.created_at::text as at from tickets t where t.id = ${last}`);
      return () => connection.query(afterRow(row));
    },
  };
}

function offsetVariant(page: number): Variant {
  return {
    name: `offset, page ${page}`,
    clients: 1,
    client: (connection) => () => connection.query(atOffset((page - 1) * pageRows)),
  };
}

/** A reader walks over the pages, and between two pages a ticket is created, or one that was shown is deleted. */
async function walkWhileOthersWrite({ ownerUrl }: Lab): Promise<Table> {
  const walks = [
    { name: "keyset, others create tickets", next: byLastRow, write: insertNewest },
    { name: "offset, others create tickets", next: byCount, write: insertNewest },
    { name: "keyset, others delete tickets", next: byLastRow, write: deleteFirst },
    { name: "offset, others delete tickets", next: byCount, write: deleteFirst },
  ];
  const rows = await onConnection(ownerUrl, async (connection) => {
    const found: string[][] = [];
    for (const walk of walks) found.push([walk.name, ...(await walkPages(connection, walk))]);
    return found;
  });
  return {
    about: `A walk over ${walkedPages} pages, with one change between pages`,
    head: ["", "shown twice", "never shown"],
    rows,
  };
}

async function walkPages(
  connection: Connection,
  { next, write }: { next: (seen: readonly Row[]) => Sql<Row>; write: (seen: Row) => Sql },
): Promise<[string, string]> {
  const seen: Row[] = [];
  for (let page = 0; page < walkedPages; page += 1) {
    seen.push(...(await connection.query(next(seen))));
    await connection.query(write(seen[page] as Row));
  }
  const ids = new Set(seen.map(({ id }) => id));
  const last = seen.at(-1) as Row;
  const there = await connection.query(
    sql<Row>`select t.id, '' as at from tickets t where t.id between ${last.id} and ${seen[0]?.id ?? 0}`,
  );
  const missed = there.filter(({ id }) => !ids.has(id)).length;
  return [String(seen.length - ids.size), String(missed)];
}

const byLastRow = (seen: readonly Row[]) => afterRow(seen.at(-1));
const byCount = (seen: readonly Row[]) => atOffset(seen.length);

const insertNewest = () => sql`
  insert into tickets
  select max(id) + 1, 'New', max(created_at) + interval '1 second' from tickets`;

const deleteFirst = ({ id }: Row) => sql`delete from tickets where id = ${id}`;

function afterRow({ at, id }: Row = { at: "infinity", id: 0 }): Sql<Row> {
  return sql<Row>`
    select t.id, t.title, t.created_at::text as at
      from tickets t
     where (t.created_at, t.id) < (${at}::timestamptz, ${id}::integer)
     order by t.created_at desc, t.id desc
     limit 20`;
}

function atOffset(count: number): Sql<Row> {
  return sql<Row>`
    select t.id, t.title, t.created_at::text as at
      from tickets t
     order by t.created_at desc, t.id desc
     limit 20 offset ${count}::bigint`;
}
