import { setTimeout as sleep } from "node:timers/promises";
import { startApi, type TestApi } from "../support/api.ts";
import { countDeadlocks } from "../support/deadlocks.ts";
import { givenMember, givenTicket, givenWorld, type Person, type World } from "../support/given.ts";
import type { Reply } from "../support/reply.ts";

const LANES = 3;
const TICKETS = 6;
const OPERATIONS_MAX = 8;

export interface BulkProof {
  pairs: number;
  /** Operations that succeeded, and that were refused, in all bulk requests. */
  done: number;
  refused: number;
  deadlocks: number;
  /** Responses that were neither a success nor a refusal: 500, 503. */
  failed: number;
}

/** What random operations change: few enough that two bulk requests nearly always conflict. */
interface Stage {
  world: World;
  people: Person[];
  tickets: string[];
  projects: string[];
}

/**
 * Sends pairs of random bulk requests, each with a random single command, on the same few tickets, projects,
 * labels, external ids and people; the two of a pair at the same moment, and three pairs at a time.
 */
export async function proveBulk({ pairs, seed = 1 }: { pairs: number; seed?: number }) {
  const api = await startApi();
  try {
    const stage = await givenStage(api);
    const random = randomFrom(seed);
    const proof: BulkProof = { pairs, done: 0, refused: 0, deadlocks: 0, failed: 0 };
    let begun = 0;
    const lane = async () => {
      while (begun < pairs) {
        begun += 1;
        const replies = await playPair(api, stage, random);
        for (const reply of replies) count(proof, reply);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return { ...proof, deadlocks: await countDeadlocks(api) };
  } finally {
    await api.close();
  }
}

async function givenStage(api: TestApi): Promise<Stage> {
  const world = await givenWorld(api, { workflow: "reopenable" });
  const tickets: string[] = [];
  while (tickets.length < TICKETS) tickets.push((await givenTicket(api, world)).id);
  const { body } = await api.post(world.admin, `${world.workspacePath}/projects`, {
    name: "Mill",
    key: "ML",
  });
  const people = [world.admin, world.member, await givenMember(api, world.workspace, "admin")];
  return { world, people, tickets, projects: [world.project.id, body.id] };
}

async function playPair(api: TestApi, stage: Stage, random: Random): Promise<Reply[]> {
  const { workspacePath } = stage.world;
  const send = () => {
    const length = 2 + random(OPERATIONS_MAX - 1);
    const operations = Array.from({ length }, () => randomOperation(stage, random));
    const body = { operations, atomic: random(4) === 0 };
    return api.post(one(stage.people, random), `${workspacePath}/tickets/bulk`, body);
  };
  const pair = [send(), send()];
  // If both arrive before either has begun, one has all its locks before the other needs any.
  await sleep(random(3));
  return await Promise.all([...pair, sendSingle(api, stage, random)]);
}

function sendSingle(api: TestApi, stage: Stage, random: Random): Promise<Reply> {
  const { world, people, tickets, projects } = stage;
  const by = one(people, random);
  const ticketPath = `${world.workspacePath}/tickets/${one(tickets, random)}`;
  const external_id = one(externalIds, random);
  const assignee_id = one(people, random).id;
  const commands = [
    () => api.patch(by, ticketPath, { external_id, assignee_id }),
    () => api.put(by, `${ticketPath}/labels/${one(labels, random)}`),
    () =>
      api.post(by, `${ticketPath}/transitions`, {
        to: one(statuses, random),
        comment: "Meanwhile.",
      }),
    () => api.post(by, `${ticketPath}/comments`, { body: "Meanwhile." }),
    () => api.post(by, `${ticketPath}/restore`),
    () => api.delete(by, ticketPath),
    () => api.post(by, `${world.workspacePath}/projects/${one(projects, random)}/claim-next`),
    () =>
      api.post(by, `${world.workspacePath}/projects/${one(projects, random)}/tickets`, {
        ...{ title: "Meanwhile", external_id, assignee_id },
        labels: [one(labels, random), one(labels, random)],
      }),
  ];
  return one(commands, random)();
}

const statuses = ["open", "in_progress", "resolved", "closed"];
const labels = ["a", "b", "c", "d"];
const externalIds = ["1", "2", "3", "4", "5", "6", "7", "8"];

function randomOperation({ people, tickets, projects }: Stage, random: Random): object {
  const target = { ticket: one(tickets, random) };
  const edit = { external_id: one(externalIds, random), assignee_id: one(people, random).id };
  const label = one(labels, random);
  return one(
    [
      { op: "create", project_id: one(projects, random), title: "Made", ...edit, labels: [label] },
      { op: "create", project_id: one(projects, random), title: "Made" },
      { op: "update", ...target, ...edit },
      { op: "update", ...target, external_id: null },
      { op: "transition", ...target, to: one(statuses, random), fields: edit, reason: "random" },
      { op: "label", ...target, label },
      { op: "unlabel", ...target, label },
      { op: "comment", ...target, body: "Random." },
      { op: "claim", ...target },
      { op: "release", ...target },
      { op: "delete", ...target },
      { op: "restore", ...target },
      { op: "restore", ...target },
    ],
    random,
  );
}

function count(proof: BulkProof, { status, body }: Reply): void {
  if (status >= 500) proof.failed += 1;
  for (const result of body.results ?? []) proof[result.problem ? "refused" : "done"] += 1;
}

/** An integer from 0 up to but not including its argument. */
type Random = (below: number) => number;

/** mulberry32: small, and the same sequence for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function one<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T;
}
