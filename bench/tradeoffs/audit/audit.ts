import { verifyChain } from "../../../src/audit/verify.ts";
import { createPool, type Db } from "../../../src/db/pool.ts";
import { eventSubscribers } from "../../../src/event-subscribers.ts";
import { relayBatch } from "../../../src/events/relay/relay.ts";
import { compare, loadTable, whole } from "../compare.ts";
import type { Experiment, Lab, Table } from "../experiment.ts";
import { createTeam, type Team } from "../team.ts";
import { byWorker, fromMemory, inTheWrite, none, type Recorder, watch } from "./recorders.ts";
import { waitingTable } from "./waiting.ts";
import { type Choice, writer } from "./write.ts";

const clients = 16;

/** A write of one column and its record in the hash chain, appended by the write or later by a worker. */
export const audit: Experiment = {
  name: "audit",
  page: "audit-in-the-write-or-by-a-worker.md",
  schema: "slacky",
  async run(lab) {
    const db = createPool(lab.url, { size: clients });
    const aside = createPool(lab.url, { size: 2 });
    try {
      const [alone, worker, single, memory] = await createTeams(lab, 4);
      const own = await createTeams(lab, clients);
      // Relays the events of creating the teams, which are not measured.
      while ((await relayBatch(aside, eventSubscribers)) > 0);
      const choices = [
        choice("no record", none, [alone as Team]),
        choice("outbox and worker", byWorker(aside), [worker as Team]),
        choice("in the write, one workspace", inTheWrite, [single as Team]),
        choice("in the write, 16 workspaces", inTheWrite, own),
        choice("from memory, after the response", fromMemory(aside), [memory as Team]),
      ];
      const load = await tableOf(lab, { db, aside }, choices);
      return [load, await waitingTable(lab, single as Team)];
    } finally {
      await db.close();
      await aside.close();
    }
  },
};

async function createTeams(lab: Lab, count: number): Promise<Team[]> {
  const teams: Team[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    lab.show(`workspace ${nth + 1} of ${count}`);
    teams.push(await createTeam(lab, { members: 1, tickets: clients }));
  }
  return teams;
}

function choice(name: string, recorder: Recorder, teams: Team[]): Choice {
  return { name, recorder, teams, acknowledged: 0 };
}

async function tableOf(
  lab: Lab,
  { db, aside }: { db: Db; aside: Db },
  choices: Choice[],
): Promise<Table> {
  const before = await Promise.all(choices.map((one) => countRecords(aside, one)));
  const seen = new Map(choices.map(({ name }) => [name, { oldest_ms: 0, lost: 0 }]));
  let watching: ReturnType<typeof watch> | undefined;
  let watched = "";
  const endWatching = async () => {
    await watching?.end();
    const worst = seen.get(watched);
    if (!worst || !watching) return;
    worst.oldest_ms = Math.max(worst.oldest_ms, watching.worst.oldest_ms);
    worst.lost = Math.max(worst.lost, watching.worst.lost);
  };
  const compared = await compare(
    lab,
    choices.map((one) => ({
      name: one.name,
      clients,
      async prepare() {
        await endWatching();
        watching = watch(one.recorder);
        watched = one.name;
      },
      client: (_: unknown, { index }: { index: number }) => writer(db, one, index),
    })),
  );
  await endWatching();
  const after = await Promise.all(choices.map((one) => countRecords(aside, one)));
  return loadTable("A write, 16 clients, each on a ticket of its own", compared, {
    head: ["record late by at most, ms", "lost if killed, at most", "missing at the end"],
    cells: ({ variant }) => {
      const nth = choices.findIndex(({ name }) => name === variant);
      const { oldest_ms = 0, lost = 0 } = seen.get(variant) ?? {};
      const found = (after[nth] ?? 0) - (before[nth] ?? 0);
      const missing = (choices[nth]?.acknowledged ?? 0) - found;
      if (choices[nth]?.recorder === none) return ["never", "all", "all"];
      return [whole(oldest_ms), whole(lost), whole(missing)];
    },
  });
}

/** Verifies every chain from its first record, and counts the records. */
async function countRecords(db: Db, { teams }: Choice): Promise<number> {
  let count = 0;
  for (const { workspace_id } of teams) {
    const found = await verifyChain(db, { workspace_id, secrets: [] });
    if (!found.ok) throw new Error(`The chain is broken: ${JSON.stringify(found.first_bad)}`);
    count += found.checked;
  }
  return count;
}
