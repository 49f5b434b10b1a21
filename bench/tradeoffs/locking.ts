import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../src/db/sql.ts";
import { createRandom, type Random } from "../../test/seed/random.ts";
import type { Note, Variant } from "./closed-loop.ts";
import { compare, loadTable, perHundred } from "./compare.ts";
import { type Connection, onConnection } from "./connection.ts";
import type { Experiment, Lab, Table } from "./experiment.ts";

/** How many tickets the clients share, and how long each waits between reading and writing. */
const situations = [
  { tickets: 10, think_ms: 0 },
  { tickets: 10, think_ms: 5 },
  { tickets: 10_000, think_ms: 5 },
];

interface Place {
  from: number;
  tickets: number;
  think_ms: number;
}

/** Reads a ticket's estimate, thinks, and writes the next. False if it was too late and wrote nothing. */
type Raise = (connection: Connection, id: number, think_ms: number) => Promise<boolean>;

/** A change that depends on what was read: with a lock, with a version, and with neither. */
export const locking: Experiment = {
  name: "locking",
  page: "pessimistic-against-optimistic.md",
  schema: "own",
  async run(lab) {
    await createTickets(lab);
    const tables: Table[] = [];
    for (const [nth, situation] of situations.entries()) {
      const variants = [
        { name: "lock, read, think, write", raise: withLock },
        { name: "read, think, write if the version is unchanged", raise: withVersion },
        { name: "read, think, write", raise: withNeither },
      ].map(({ name, raise }, place) => {
        const from = (nth * 3 + place) * 10_000;
        return countedVariant(name, raise, { ...situation, from });
      });
      const compared = await compare(lab, variants);
      const lost = await Promise.all(variants.map((variant) => countLost(lab, variant)));
      const { tickets, think_ms } = situation;
      tables.push(
        loadTable(
          `16 clients on ${tickets.toLocaleString("en")} tickets, ${think_ms} ms of thinking`,
          compared,
          {
            head: ["retries per 100", "lost updates"],
            cells: (one) => [
              perHundred(one, "changed meanwhile"),
              lost[compared.indexOf(one)] ?? "",
            ],
          },
        ),
      );
    }
    return tables;
  },
};

async function createTickets({ ownerUrl }: Lab): Promise<void> {
  await onConnection(ownerUrl, (owner) =>
    owner.execute(`
      create table tickets (
        id integer primary key, estimate integer not null default 0, version integer not null default 1)
        with (fillfactor = 50);
      insert into tickets select n from generate_series(0, ${9 * 10_000}) n;`),
  );
}

interface CountedVariant extends Variant {
  place: Place;
  done: () => number;
}

/** Counts acknowledged changes, to be compared with the table. */
function countedVariant(name: string, raise: Raise, place: Place): CountedVariant {
  let done = 0;
  return {
    name,
    place,
    done: () => done,
    client(connection, { index }, note) {
      const random = createRandom(index);
      return async () => {
        await raiseOne(connection, raise, { ...place, random, note });
        done += 1;
      };
    },
  };
}

/** Repeats until it is not refused, as a client does after a 412. */
async function raiseOne(
  connection: Connection,
  raise: Raise,
  { from, tickets, think_ms, random, note }: Place & { random: Random; note: Note },
): Promise<void> {
  const id = from + random.below(tickets);
  while (!(await raise(connection, id, think_ms))) note("changed meanwhile");
}

async function withLock(connection: Connection, id: number, think_ms: number): Promise<boolean> {
  const [, [ticket]] = await connection.batch([
    sql`begin`,
    sql<Ticket>`select estimate, version from tickets where id = ${id} for no key update`,
  ]);
  const estimate = await thinkAbout(ticket, think_ms);
  await connection.batch([
    sql`update tickets set estimate = ${estimate}, version = version + 1 where id = ${id}`,
    sql`commit`,
  ]);
  return true;
}

async function withVersion(connection: Connection, id: number, think_ms: number) {
  const [ticket] = await connection.query(
    sql<Ticket>`select estimate, version from tickets where id = ${id}`,
  );
  const estimate = await thinkAbout(ticket, think_ms);
  const written = await connection.query(sql`
    update tickets set estimate = ${estimate}, version = version + 1
     where id = ${id} and version = ${ticket?.version ?? 0}
    returning id`);
  return written.length > 0;
}

async function withNeither(connection: Connection, id: number, think_ms: number) {
  const [ticket] = await connection.query(
    sql<Ticket>`select estimate, version from tickets where id = ${id}`,
  );
  const estimate = await thinkAbout(ticket, think_ms);
  await connection.query(
    sql`update tickets set estimate = ${estimate}, version = version + 1 where id = ${id}`,
  );
  return true;
}

interface Ticket {
  estimate: number;
  version: number;
}

async function thinkAbout(ticket: Ticket | undefined, think_ms: number): Promise<number> {
  if (think_ms > 0) await sleep(think_ms);
  return (ticket?.estimate ?? 0) + 1;
}

/** Each acknowledged change has raised an estimate by one, or was lost. */
async function countLost({ ownerUrl }: Lab, { place, done }: CountedVariant): Promise<string> {
  const { from, tickets } = place;
  const [row] = await onConnection(ownerUrl, (owner) =>
    owner.query(sql<{ sum: string }>`
      select sum(estimate) as sum from tickets where id >= ${from} and id < ${from + tickets}`),
  );
  return `${(done() - Number(row?.sum)).toLocaleString("en")} of ${done().toLocaleString("en")}`;
}
