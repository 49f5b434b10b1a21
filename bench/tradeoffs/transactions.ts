import { type Sql, sql } from "../../src/db/sql.ts";
import type { Variant } from "./closed-loop.ts";
import { type Compared, compare, milliseconds, whole } from "./compare.ts";
import { type Connection, onConnection } from "./connection.ts";
import { startDelay } from "./delay-proxy.ts";
import type { Experiment, Lab, Table } from "./experiment.ts";

const ticketsOfClient = 50;
const delay_ms = 1;

/** One command in more and in fewer round trips: statement by statement, in batches, as one statement. */
export const transactions: Experiment = {
  name: "transactions",
  page: "explicit-transactions-against-single-statements.md",
  schema: "own",
  async run(lab) {
    await createTables(lab);
    const delay = await startDelay(lab.url, delay_ms);
    try {
      const ping = { name: "only a round trip, one client", clients: 1, client: pinging };
      return [
        await timeBoth(lab, delay.url, "Transitions, each client on tickets of its own", [
          { name: "one at a time, 7 round trips", client: onOwn(moveOneAtATime) },
          { name: "in batches, 2 round trips", client: onOwn(moveInBatches) },
          { name: "one statement, 1 round trip", client: onOwn(moveInOneStatement) },
          ping,
        ]),
        await timeBoth(lab, delay.url, "Creating tickets, all clients in one project", [
          { name: "one at a time, 5 round trips", client: onOwn(createOneAtATime) },
          { name: "in batches, 2 round trips", client: onOwn(createInBatches) },
          { name: "one statement, 1 round trip", client: onOwn(createInOneStatement) },
        ]),
      ];
    } finally {
      await delay.close();
    }
  },
};

async function createTables({ ownerUrl }: Lab): Promise<void> {
  await onConnection(ownerUrl, (owner) =>
    owner.execute(`
      create table members (id integer primary key, role text not null);
      create table counters (project_id integer primary key, last integer not null) with (fillfactor = 20);
      create table tickets (
        id integer primary key, status text not null, version integer not null) with (fillfactor = 50);
      create table history (ticket_id integer, version integer, to_status text, primary key (ticket_id, version));
      create table outbox (position bigint generated always as identity primary key, ticket_id integer, about text);
      insert into members select n, 'member' from generate_series(0, 99) n;
      insert into counters values (1, 10000);
      insert into tickets select n, 'open', 1 from generate_series(0, 9999) n;`),
  );
}

/** Measures each variant near the database and across a simulated network, by turns. */
async function timeBoth(
  lab: Lab,
  farUrl: string,
  about: string,
  variants: readonly Variant[],
): Promise<Table> {
  const far = variants.map((one) => ({ ...one, name: `${one.name}, far`, url: farUrl }));
  const compared = await compare(
    { ...lab, seconds: lab.seconds / 2 },
    variants.flatMap((one, nth) => [one, far[nth] as Variant]),
  );
  const cells = ({ per_second, p99_ms }: Compared) => [
    whole(per_second.median),
    milliseconds(p99_ms.median),
  ];
  return {
    about: `${about}, 16 clients`,
    head: ["", "per second", "p99 ms", `per second, +${delay_ms} ms`, `p99 ms, +${delay_ms} ms`],
    rows: variants.map(({ name }, nth) => [
      name,
      ...cells(compared[2 * nth] as Compared),
      ...cells(compared[2 * nth + 1] as Compared),
    ]),
  };
}

const pinging: Variant["client"] = (connection) => () => connection.query(sql`select 1`);

type Command = (connection: Connection, id: number, actor: number) => Promise<unknown>;

function onOwn(command: Command): Variant["client"] {
  return (connection, { index }) => {
    let done = 0;
    return () => {
      done += 1;
      return command(connection, index * ticketsOfClient + (done % ticketsOfClient), index);
    };
  };
}

async function moveOneAtATime(connection: Connection, id: number, actor: number) {
  await connection.query(sql`begin`);
  await connection.query(lockMember(actor));
  const [ticket] = await connection.query(lockTicket(id));
  for (const statement of writesOf(id, ticket)) await connection.query(statement);
  await connection.query(sql`commit`);
}

async function moveInBatches(connection: Connection, id: number, actor: number) {
  const [, , [ticket]] = await connection.batch([sql`begin`, lockMember(actor), lockTicket(id)]);
  await connection.batch([...writesOf(id, ticket), sql`commit`]);
}

/** Each part reads from the one before, so that they run in this order. */
async function moveInOneStatement(connection: Connection, id: number, actor: number) {
  await connection.query(sql`
    with actor as (
      select m.role from members m where m.id = ${actor}::integer for share
    ), ticket as (
      select t.id, t.status, t.version
        from tickets t, actor
       where t.id = ${id}::integer and t.status in ('open', 'in_progress')
         for no key update of t
    ), moved as (
      update tickets t
         set status = case k.status when 'open' then 'in_progress' else 'open' end, version = k.version + 1
        from ticket k
       where t.id = k.id
      returning t.id, t.status, t.version
    ), recorded as (
      insert into history select m.id, m.version, m.status from moved m returning ticket_id
    )
    insert into outbox (ticket_id, about) select r.ticket_id, 'ticket.transitioned' from recorded r`);
}

async function createOneAtATime(connection: Connection) {
  await connection.query(sql`begin`);
  const [number] = await connection.query(takeNumber());
  const id = number?.last ?? 0;
  await connection.query(sql`insert into tickets values (${id}, 'open', 1)`);
  await connection.query(sql`insert into history values (${id}, 1, 'open')`);
  await connection.batch([recordEvent(id, "ticket.created"), sql`commit`]);
}

async function createInBatches(connection: Connection) {
  const [, [number]] = await connection.batch([sql`begin`, takeNumber()]);
  const id = number?.last ?? 0;
  await connection.batch([
    sql`insert into tickets values (${id}, 'open', 1)`,
    sql`insert into history values (${id}, 1, 'open')`,
    recordEvent(id, "ticket.created"),
    sql`commit`,
  ]);
}

async function createInOneStatement(connection: Connection) {
  await connection.query(sql`
    with number as (
      update counters c set last = c.last + 1 where c.project_id = 1 returning c.last
    ), created as (
      insert into tickets select n.last, 'open', 1 from number n returning id
    ), birth as (
      insert into history select m.id, 1, 'open' from created m returning ticket_id
    )
    insert into outbox (ticket_id, about) select b.ticket_id, 'ticket.created' from birth b`);
}

function takeNumber(): Sql<{ last: number }> {
  return sql<{ last: number }>`
    update counters c set last = c.last + 1 where c.project_id = 1 returning c.last`;
}

function lockMember(actor: number): Sql {
  return sql`select m.role from members m where m.id = ${actor} for share`;
}

function lockTicket(id: number): Sql<Ticket> {
  return sql<Ticket>`
    select t.status, t.version from tickets t where t.id = ${id} for no key update`;
}

interface Ticket {
  status: string;
  version: number;
}

function writesOf(id: number, { status, version }: Ticket = { status: "open", version: 1 }): Sql[] {
  const to = status === "open" ? "in_progress" : "open";
  return [
    sql`insert into history values (${id}, ${version + 1}, ${to})`,
    sql`update tickets set status = ${to}, version = ${version + 1} where id = ${id}`,
    recordEvent(id, "ticket.transitioned"),
  ];
}

function recordEvent(ticket_id: number, about: string): Sql {
  return sql`insert into outbox (ticket_id, about) values (${ticket_id}, ${about})`;
}
