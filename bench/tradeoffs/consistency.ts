import { sqlState } from "../../src/db/failures.ts";
import { type Sql, sql } from "../../src/db/sql.ts";
import { createRandom } from "../seed/random.ts";
import type { Variant } from "./closed-loop.ts";
import { compare, loadTable, perHundred } from "./compare.ts";
import { type Connection, onConnection } from "./connection.ts";
import { loseCommits } from "./crash.ts";
import type { Experiment, Lab, Table } from "./experiment.ts";

const lanes = 10;
const ticketsOfLane = 20;
/** The rule: so many tickets of a lane are under way at the most. */
const begunMax = 5;

/** What an acknowledgement and an isolation level promise, and what each promise costs. */
export const consistency: Experiment = {
  name: "consistency",
  page: "consistency-against-throughput.md",
  schema: "own",
  async run(lab) {
    await makeTables(lab);
    return [await timeDurability(lab), await loseCommits(lab), await timeIsolation(lab)];
  },
};

async function makeTables({ ownerUrl }: Lab): Promise<void> {
  await onConnection(ownerUrl, (owner) =>
    owner.execute(`
      create table lanes (id integer primary key);
      create table tickets (
        id integer primary key, lane integer not null, is_begun boolean not null default false)
        with (fillfactor = 50);
      create table comments (id bigint generated always as identity primary key, body text not null);
      insert into lanes select n from generate_series(0, ${lanes - 1}) n;
      insert into tickets select n, n % ${lanes} from generate_series(0, ${lanes * ticketsOfLane - 1}) n;
      create index tickets_by_lane on tickets (lane);
      analyze;`),
  );
}

async function timeDurability(lab: Lab): Promise<Table> {
  const variant = (setting: "on" | "off"): Variant => ({
    name: `synchronous_commit = ${setting}`,
    async client(connection) {
      await connection.execute(`set synchronous_commit = ${setting}`);
      return () => connection.query(sql`insert into comments (body) values ('Seen, thank you.')`);
    },
  });
  const compared = await compare(lab, [variant("on"), variant("off")]);
  return loadTable("Comments made by 16 clients", compared);
}

/** Each client begins or ends tickets of a lane, and keeps to the rule as far as it can see. */
async function timeIsolation(lab: Lab): Promise<Table> {
  const compared = await compare(
    lab,
    [
      lanesVariant("read committed", sql`begin isolation level read committed`),
      lanesVariant("repeatable read", sql`begin isolation level repeatable read`),
      lanesVariant("serializable", sql`begin isolation level serializable`),
      lanesVariant("read committed, the lane locked first", sql`begin`, { locksLane: true }),
    ].map((variant) => ({ ...variant, prepare: () => endAll(lab) })),
  );
  return loadTable(
    `16 clients on ${lanes} lanes, at most ${begunMax} tickets under way in each`,
    compared,
    {
      head: ["tried again, of 100", "rule seen broken, of 100"],
      cells: (one) => [perHundred(one, "40001"), perHundred(one, broken)],
    },
  );
}

/** What one variant has broken is not to be seen by the next. */
async function endAll({ ownerUrl }: Lab): Promise<void> {
  await onConnection(ownerUrl, (owner) => owner.execute("update tickets set is_begun = false"));
}

const broken = "more under way than may be";

function lanesVariant(name: string, begin: Sql, { locksLane } = { locksLane: false }): Variant {
  return {
    name,
    async client(connection, { index }, note) {
      // On a table this small the planner would read all of it, and the predicate would be locked on all of it.
      await connection.execute("set enable_seqscan = off");
      const random = createRandom(index);
      return async () => {
        const lane = random.below(lanes);
        const ticket = lane + lanes * random.below(ticketsOfLane);
        const attempt = () => beginOrEnd(connection, { begin, lane, ticket, locksLane });
        while (!(await succeeds(connection, attempt))) note("40001");
        if ((await countBegun(connection, lane)) > begunMax) note(broken);
      };
    },
  };
}

interface Step {
  begin: Sql;
  lane: number;
  ticket: number;
  locksLane: boolean;
}

async function beginOrEnd(
  connection: Connection,
  { begin, lane, ticket, locksLane }: Step,
): Promise<void> {
  await connection.query(begin);
  if (locksLane) {
    await connection.query(sql`select id from lanes where id = ${lane} for no key update`);
  }
  const [found] = await connection.query(sql<{ begun: string; is_begun: boolean }>`
    select count(*) filter (where t.is_begun) as begun, bool_or(t.is_begun and t.id = ${ticket}) as is_begun
      from tickets t
     where t.lane = ${lane}`);
  const isBegun = found?.is_begun ?? false;
  if (isBegun || Number(found?.begun) < begunMax) {
    await connection.query(sql`update tickets set is_begun = ${!isBegun} where id = ${ticket}`);
  }
  await connection.query(sql`commit`);
}

/** False where the database found that it cannot keep its promise, and wants the whole transaction again. */
async function succeeds(connection: Connection, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (sqlState(error) !== "40001") throw error;
    await connection.query(sql`rollback`);
    return false;
  }
}

async function countBegun(connection: Connection, lane: number): Promise<number> {
  const [row] = await connection.query(sql<{ begun: string }>`
    select count(*) as begun from tickets t where t.lane = ${lane} and t.is_begun`);
  return Number(row?.begun);
}
