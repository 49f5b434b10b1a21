import { sqlState } from "../../src/db/failures.ts";
import { type Sql, sql } from "../../src/db/sql.ts";
import { createRandom } from "../../test/seed/random.ts";
import type { Variant } from "./closed-loop.ts";
import { compare, loadTable, perHundred } from "./compare.ts";
import { type Connection, onConnection } from "./connection.ts";
import { loseCommits } from "./crash.ts";
import type { Experiment, Lab, Table } from "./experiment.ts";

const lanes = 10;
const ticketsOfLane = 20;
/** The rule: the maximum number of tickets of a lane that are in progress. */
const inProgressMax = 5;

/** What acknowledgements and isolation levels guarantee, and what each guarantee costs. */
export const consistency: Experiment = {
  name: "consistency",
  page: "consistency-against-throughput.md",
  schema: "own",
  async run(lab) {
    await createTables(lab);
    return [await timeDurability(lab), await loseCommits(lab), await timeIsolation(lab)];
  },
};

async function createTables({ ownerUrl }: Lab): Promise<void> {
  await onConnection(ownerUrl, (owner) =>
    owner.execute(`
      create table lanes (id integer primary key);
      create table tickets (
        id integer primary key, lane integer not null, in_progress boolean not null default false)
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
  return loadTable("Comments created by 16 clients", compared);
}

/** Each client begins or ends tickets of a lane, and keeps the rule as far as it can see. */
async function timeIsolation(lab: Lab): Promise<Table> {
  const compared = await compare(
    lab,
    [
      lanesVariant("read committed", sql`begin isolation level read committed`),
      lanesVariant("repeatable read", sql`begin isolation level repeatable read`),
      lanesVariant("serializable", sql`begin isolation level serializable`),
      lanesVariant("read committed, lane locked first", sql`begin`, { locksLane: true }),
    ].map((variant) => ({ ...variant, prepare: () => endAll(lab) })),
  );
  return loadTable(
    `16 clients on ${lanes} lanes, at most ${inProgressMax} tickets in progress in each`,
    compared,
    {
      head: ["retries per 100", "rule found broken, per 100"],
      cells: (one) => [perHundred(one, "40001"), perHundred(one, broken)],
    },
  );
}

/** Resets the tickets, so that no variant sees a rule that another one broke. */
async function endAll({ ownerUrl }: Lab): Promise<void> {
  await onConnection(ownerUrl, (owner) => owner.execute("update tickets set in_progress = false"));
}

const broken = "more in progress than allowed";

function lanesVariant(name: string, begin: Sql, { locksLane } = { locksLane: false }): Variant {
  return {
    name,
    async client(connection, { index }, note) {
      // The planner would scan a table this small as a whole, and serializable would then lock all of it.
      await connection.execute("set enable_seqscan = off");
      const random = createRandom(index);
      return async () => {
        const lane = random.below(lanes);
        const ticket = lane + lanes * random.below(ticketsOfLane);
        const attempt = () => toggle(connection, { begin, lane, ticket, locksLane });
        while (!(await succeeds(connection, attempt))) note("40001");
        if ((await countInProgress(connection, lane)) > inProgressMax) note(broken);
      };
    },
  };
}

interface Toggle {
  begin: Sql;
  lane: number;
  ticket: number;
  locksLane: boolean;
}

async function toggle(
  connection: Connection,
  { begin, lane, ticket, locksLane }: Toggle,
): Promise<void> {
  await connection.query(begin);
  if (locksLane) {
    await connection.query(sql`select id from lanes where id = ${lane} for no key update`);
  }
  const [found] = await connection.query(sql<{ count: string; in_progress: boolean }>`
    select count(*) filter (where t.in_progress) as count, bool_or(t.in_progress and t.id = ${ticket}) as in_progress
      from tickets t
     where t.lane = ${lane}`);
  const isInProgress = found?.in_progress ?? false;
  if (isInProgress || Number(found?.count) < inProgressMax) {
    await connection.query(
      sql`update tickets set in_progress = ${!isInProgress} where id = ${ticket}`,
    );
  }
  await connection.query(sql`commit`);
}

/** False if the database could not serialize the transaction, which must then be repeated. */
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

async function countInProgress(connection: Connection, lane: number): Promise<number> {
  const [row] = await connection.query(sql<{ count: string }>`
    select count(*) as count from tickets t where t.lane = ${lane} and t.in_progress`);
  return Number(row?.count);
}
