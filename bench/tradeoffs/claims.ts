import { createPool, type Db } from "../../src/db/pool.ts";
import { transaction } from "../../src/db/transaction.ts";
import { countBlocked } from "./blocked.ts";
import {
  lockTicket,
  read,
  removeMember,
  restoreMember,
  type Source,
  tokenHolderOf,
  write,
} from "./claims-write.ts";
import type { Turn } from "./closed-loop.ts";
import { compare, loadTable } from "./compare.ts";
import type { Experiment, Lab, Table } from "./experiment.ts";
import { createTeam, type Team } from "./team.ts";

const clients = 16;
const removalsOfARound = 7;

type Names = Record<Source, string>;

const ofWrites: Names = {
  token: "claims in the token",
  before: "from the database, before the transaction",
  inside: "in the transaction, for share",
};
const ofReads: Names = {
  token: "claims in the token",
  before: "a statement for the role, then one for the ticket",
  inside: "role and ticket in one statement",
};

/** The cost of reading the role from the database, and what a removed member can still do without it. */
export const claims: Experiment = {
  name: "claims",
  page: "authorization-from-the-database-or-from-the-token.md",
  schema: "slacky",
  async run(lab) {
    const db = createPool(lab.url, { size: clients });
    try {
      const team = await createTeam(lab, { members: clients + 1, tickets: clients });
      return [
        await tableOf(lab, db, team, { about: "A write", names: ofWrites, act: write }),
        await tableOf(lab, db, team, { about: "A read", names: ofReads, act: read }),
        await removalTable(lab, db, team),
      ];
    } finally {
      await db.close();
    }
  },
};

async function tableOf(
  lab: Lab,
  db: Db,
  team: Team,
  { about, names, act }: { about: string; names: Names; act: typeof write },
): Promise<Table> {
  const variants = Object.entries(names).map(([source, name]) => ({
    name,
    clients,
    client: (_: unknown, { index }: Turn) => {
      const principal = tokenHolderOf(team, team.user_ids[index + 1] as string);
      const ticket_id = team.ticket_ids[index] as string;
      return async () =>
        (await act(db, source as Source, principal, ticket_id)) ? undefined : "refused";
    },
  }));
  return loadTable(
    `${about}, ${clients} members, each on a ticket of their own`,
    await compare(lab, variants),
  );
}

/** Deterministic: the removal begins only after the write waits for its ticket. */
export async function removalTable(
  { rounds, show }: Pick<Lab, "rounds" | "show">,
  db: Db,
  team: Team,
): Promise<Table> {
  const removals = rounds * removalsOfARound;
  const rows: string[][] = [];
  for (const [source, name] of Object.entries(ofWrites)) {
    const count = { inProgress: 0, startedAfter: 0, waited: 0 };
    for (let nth = 0; nth < removals; nth += 1) {
      show(`${name}: removal ${nth + 1} of ${removals}`);
      const { isAcknowledged, isDone } = await removeDuringWrite(db, source as Source, team);
      if (isAcknowledged && isDone) count.inProgress += 1;
      if (!isAcknowledged) count.waited += 1;
      if (await writeAfterRemoval(db, source as Source, team)) count.startedAfter += 1;
    }
    rows.push([
      name,
      ...[count.inProgress, count.startedAfter, count.waited].map((n) => `${n} of ${removals}`),
    ]);
  }
  return {
    about: "Writes of a removed member that took effect after their removal was acknowledged",
    head: ["", "in progress at the time", "started afterwards", "removals that waited for a write"],
    rows,
  };
}

async function removeDuringWrite(db: Db, source: Source, team: Team) {
  const [, user_id = ""] = team.user_ids;
  const [ticket_id = ""] = team.ticket_ids;
  await restoreMember(db, team, user_id);
  const { writing, removing, waiting } = await transaction(db, async (rival) => {
    await rival.query(lockTicket(team, ticket_id));
    const writing = write(db, source, tokenHolderOf(team, user_id), ticket_id);
    await countBlocked(db, [writing]);
    const removing = removeMember(db, team, user_id);
    const waiting = await countBlocked(db, [writing, removing]);
    return { writing, removing, waiting };
  });
  const [isDone] = await Promise.all([writing, removing]);
  return { isAcknowledged: waiting === 1, isDone };
}

async function writeAfterRemoval(db: Db, source: Source, team: Team): Promise<boolean> {
  const [, user_id = ""] = team.user_ids;
  const [ticket_id = ""] = team.ticket_ids;
  const principal = tokenHolderOf(team, user_id);
  await restoreMember(db, team, user_id);
  await removeMember(db, team, user_id);
  return await write(db, source, principal, ticket_id);
}
