import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { countDeadlocks } from "../support/deadlocks.ts";
import { givenMember, givenTicket, givenWorld, type Person, type World } from "../support/given.ts";

const WORKERS = 8;
const KILLS = 20;
const TIMEOUT_MS = 600_000;

export interface QueueProof {
  tickets: number;
  /** Workers that were killed by SIGKILL and restarted under the same name. */
  kills: number;
  /** Tickets that are not done after every worker got 204. */
  left_behind: number;
  /** Tickets that were claimed, moved or commented on more than once, or by two workers. */
  taken_twice: number;
  /** Workers that ended with an error. */
  failed: number;
  deadlocks: number;
}

/** Workers, each in its own process, empty a project by claim-next while they are killed one by one. */
export async function proveQueue({ tickets }: { tickets: number }): Promise<QueueProof> {
  const api = await startApi();
  try {
    const world = await givenWorld(api);
    for (let n = 0; n < tickets; n += 1) {
      await givenTicket(api, world, { priority: n % 3 === 0 ? "high" : "none" });
    }
    const people: Person[] = [];
    while (people.length < WORKERS) people.push(await givenMember(api, world.workspace, "member"));

    const { kills, failed } = await runWorkers(api, world, { people, tickets });
    const verdict = await checkQueue(api, world);
    return { tickets, kills, failed, ...verdict, deadlocks: await countDeadlocks(api) };
  } finally {
    await api.close();
  }
}

/** Kills a worker whenever another share of the tickets is done, and restarts it. */
async function runWorkers(
  api: TestApi,
  world: World,
  { people, tickets }: { people: Person[]; tickets: number },
) {
  let [kills, failed] = [0, 0];
  const running = new Set<ChildProcess>();
  const run = async (person: Person): Promise<void> => {
    const worker = startWorker(api, world, person);
    running.add(worker);
    const [code, signal] = await once(worker, "exit");
    running.delete(worker);
    if (signal === "SIGKILL") return await run(person);
    if (code !== 0) failed += 1;
  };
  const ended = Promise.all(people.map(run));

  const deadline = Date.now() + TIMEOUT_MS;
  while (running.size > 0 && Date.now() < deadline) {
    const due = ((kills + 1) * tickets) / (KILLS + 1);
    const victim = [...running][kills % running.size];
    if (kills < KILLS && victim && (await countDone(api, world)) >= due) {
      kills += 1;
      victim.kill("SIGKILL");
    }
    await sleep(2);
  }
  for (const worker of running) worker.kill("SIGTERM");
  await ended;
  return { kills, failed };
}

function startWorker(
  api: TestApi,
  { workspacePath, project }: World,
  { token }: Person,
): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, "queue-worker.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      QUEUE_URL: api.url,
      QUEUE_TOKEN: token,
      QUEUE_W: workspacePath,
      QUEUE_PROJECT: project.id,
    },
  });
}

async function countDone({ db }: TestApi, { workspace }: World): Promise<number> {
  const [row] = await db.query(sql<{ done: number }>`
    select count(*)::integer as done
      from tickets
     where workspace_id = ${workspace.id}
       and status = 'resolved'`);
  return row?.done ?? 0;
}

/** A ticket was taken once if it has one claim, two transitions by the claimant, and one comment. */
async function checkQueue({ db }: TestApi, { workspace }: World) {
  const [row] = await db.query(sql<{ left_behind: number; taken_twice: number }>`
      with claims as (
           select o.ticket_id, count(*) as count
             from outbox o
            where o.workspace_id = ${workspace.id}
              and o.type = 'ticket.claimed'
            group by o.ticket_id
    ), moves as (
           select h.ticket_id, count(*) as count, count(distinct h.actor_id) as actors,
                  min(h.actor_id::text)::uuid as actor
             from ticket_status_history h
            where h.workspace_id = ${workspace.id}
              and h.sequence > 1
            group by h.ticket_id
    ), remarks as (
           select c.ticket_id, count(*) as count
             from comments c
            where c.workspace_id = ${workspace.id}
            group by c.ticket_id
    )
    select count(*) filter (where t.status <> 'resolved')::integer as left_behind,
           count(*) filter (
             where (claims.count, moves.count, moves.actors, remarks.count, moves.actor)
                   is distinct from (1::bigint, 2::bigint, 1::bigint, 1::bigint, t.assignee_id)
           )::integer as taken_twice
      from tickets t
      left join claims on claims.ticket_id = t.id
      left join moves on moves.ticket_id = t.id
      left join remarks on remarks.ticket_id = t.id
     where t.workspace_id = ${workspace.id}`);
  if (!row) throw new Error("An aggregate gave no row.");
  return row;
}
