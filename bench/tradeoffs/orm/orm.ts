import { createPool, type Db } from "../../../src/db/pool.ts";
import { listenOn } from "../../../test/support/proxies/batches.ts";
import { compare, loadTable, whole } from "../compare.ts";
import type { Experiment, Lab, Table } from "../experiment.ts";
import { createTeam, type Team } from "../team.ts";
import { listByOrm, openOrm, transitionByOrm } from "./by-drizzle.ts";
import {
  findStatus,
  listByHand,
  transitionInBatches,
  transitionInOneStatement,
  transitionOneByOne,
} from "./by-hand.ts";
import { nextOf } from "./transition.ts";

const clients = 16;
const pageRows = 20;

/** Creates what the nth client does repeatedly, on a pool that all share. */
type Choice = (db: Db, nth: number) => (() => Promise<unknown>) | Promise<() => Promise<unknown>>;

/** The same transition, and the same page, by hand and by an ORM, on one driver. */
export const orm: Experiment = {
  name: "orm",
  page: "raw-sql-against-an-orm.md",
  schema: "slacky",
  async run(lab) {
    const team = await createTeam(lab, { members: clients, tickets: 2_000 });
    const transition = (nth: number) => transitionOf(team, nth);
    const transitions = await tableOf(lab, "A transition, each client on a ticket of its own", {
      "by hand, one statement": (db, nth) => byExpectedStatus(db, transition(nth)),
      "by hand, in batches": (db, nth) => () => transitionInBatches(db, transition(nth)),
      "by hand, one at a time": (db, nth) => () => transitionOneByOne(db, transition(nth)),
      "by the ORM": (db, nth) => {
        const on = openOrm(db);
        return () => transitionByOrm(on, transition(nth));
      },
    });
    const pages = await tableOf(
      lab,
      `The newest ${pageRows} tickets, with people and last transitions`,
      {
        "by hand": (db) => () => listByHand(db, team.workspace_id, pageRows),
        "by the ORM": (db) => {
          const on = openOrm(db);
          return () => listByOrm(on, team.workspace_id, pageRows);
        },
      },
    );
    return [transitions, pages];
  },
};

function transitionOf({ workspace_id, workflow_id, user_ids, ticket_ids }: Team, nth: number) {
  const actor_id = user_ids[nth] as string;
  return { workspace_id, workflow_id, actor_id, ticket_id: ticket_ids[nth] as string };
}

/** A client that knows the status of the ticket and sends it. */
async function byExpectedStatus(db: Db, transition: ReturnType<typeof transitionOf>) {
  let from = await findStatus(db, transition);
  return async () => {
    await transitionInOneStatement(db, transition, from);
    from = nextOf[from] ?? from;
  };
}

async function tableOf(lab: Lab, about: string, choices: Record<string, Choice>): Promise<Table> {
  const db = createPool(lab.url, { size: clients });
  try {
    const variants = Object.entries(choices).map(([name, choice]) => ({
      name,
      clients,
      async client(_: unknown, { index }: { index: number }) {
        const act = await choice(db, index);
        return async () => void (await act());
      },
    }));
    const compared = await compare(lab, variants);
    const costs = new Map<string, string[]>();
    for (const [name, choice] of Object.entries(choices)) {
      costs.set(name, [
        ...(await countOnTheWire(lab, choice)),
        await cpuOf(db, choice, lab.rows(500)),
      ]);
    }
    return loadTable(about, compared, {
      head: ["statements", "round trips", "CPU of Node µs"],
      cells: ({ variant }) => costs.get(variant) ?? [],
    });
  } finally {
    await db.close();
  }
}

/** Statements and round trips of one act, counted on the wire. Begin and commit are statements too. */
async function countOnTheWire({ url }: Lab, choice: Choice): Promise<string[]> {
  const listener = await listenOn(url);
  const db = createPool(listener.url, { size: 1 });
  try {
    const act = await choice(db, 0);
    await act();
    listener.take();
    await act();
    const batches = listener.take();
    return [String(batches.flat().length), String(batches.length)];
  } finally {
    await db.close();
    await listener.close();
  }
}

/** The CPU of this process only, which hardly depends on other load. */
async function cpuOf(db: Db, choice: Choice, count: number): Promise<string> {
  const acts = await Promise.all(Array.from({ length: clients }, (_, nth) => choice(db, nth)));
  const before = process.cpuUsage();
  let left = count;
  await Promise.all(
    acts.map(async (act) => {
      while (left-- > 0) await act();
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return whole((user + system) / count);
}
