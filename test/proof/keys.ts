import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { givenWorld, type World } from "../support/given.ts";
import { startProxy } from "../support/proxies/database-proxy.ts";
import type { Reply } from "../support/reply.ts";

const SENDERS = 100;
const TIMEOUT_MS = 20_000;

/** Sends a hundred identical requests with one key at once, round after round; then repeats each until answered. */
export async function proveOneKey({ rounds }: { rounds: number }) {
  const api = await startApi();
  const result = { done: 0, replayed: 0, in_progress: 0, refused: 0, others: 0, same_response: 0 };
  const left = { tickets: 0, history_rows: 0, outbox_rows: 0, keys: 0 };
  try {
    const world = await givenWorld(api);
    for (let round = 0; round < rounds; round += 1) {
      const key = randomUUID();
      const make = () => makeTicket(api, world, key);
      const replies = await Promise.all(Array.from({ length: SENDERS }, make));
      for (const reply of replies) result[outcomeOf(reply)] += 1;
      const answered = await Promise.all(replies.map(() => untilAnswered(make)));
      result.same_response += Number(new Set(answered.map(({ body }) => body.id)).size === 1);
      const traces = await tracesOf(api, key);
      for (const name of Object.keys(left) as (keyof typeof left)[]) left[name] += traces[name];
    }
    return { rounds, ...result, ...left };
  } finally {
    await api.close();
  }
}

/** The control: without a key, a request that is repeated because its response was lost takes effect twice. */
export async function countDoubledWithoutKey({ requests }: { requests: number }) {
  const proxies: Awaited<ReturnType<typeof startProxy>>[] = [];
  const reach = async (databaseUrl: string) => {
    const proxy = await startProxy(databaseUrl);
    proxies.push(proxy);
    return proxy.url;
  };
  const api = await startApi({}, { reach });
  try {
    const world = await givenWorld(api);
    let doubled = 0;
    for (let n = 0; n < requests; n += 1) {
      const title = randomUUID();
      const make = () => api.post(world.member, ticketsOf(world), { title });
      proxies[0]?.cutAt("commit", "after");
      await make();
      await make();
      doubled += Number((await tracesOf(api, title)).tickets === 2);
    }
    return { doubled };
  } finally {
    await api.close();
    for (const proxy of proxies) await proxy.close();
  }
}

/** Creates a ticket with the key as its title, by which its rows are found. */
export function makeTicket(api: TestApi, world: World, key: string): Promise<Reply> {
  return api.post(world.member, ticketsOf(world), { title: key }, { "idempotency-key": key });
}

export function ticketsOf({ workspacePath, project }: World): string {
  return `${workspacePath}/projects/${project.id}/tickets`;
}

/**
 * Repeats a request, as a client does, while the first one is in progress, the server is unavailable or too
 * many requests of the caller wait.
 */
export async function untilAnswered(send: () => Promise<Reply>): Promise<Reply> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const reply = await send();
    const isToRepeat =
      [429, 503].includes(reply.status) || reply.body.code === "request_in_progress";
    if (!isToRepeat || Date.now() > deadline) return reply;
    await sleep(10);
  }
}

/** Counts the rows that requests with this key left in the database. */
export async function tracesOf({ db }: TestApi, key: string) {
  const [traces] = await db.query(sql<{
    tickets: number;
    history_rows: number;
    outbox_rows: number;
    keys: number;
  }>`
    with made as (select t.workspace_id, t.id from tickets t where t.title = ${key})
    select (select count(*)::integer from made) as tickets,
           (select count(*)::integer
              from ticket_status_history h
              join made on (h.workspace_id, h.ticket_id) = (made.workspace_id, made.id))
             as history_rows,
           (select count(*)::integer
              from outbox o
              join made on (o.workspace_id, o.ticket_id) = (made.workspace_id, made.id))
             as outbox_rows,
           (select count(*)::integer from idempotency_keys k where k.key = ${key}) as keys`);
  if (!traces) throw new Error("Nothing was counted.");
  return traces;
}

function outcomeOf({ status, headers, body }: Reply) {
  if (status === 201) return headers.has("idempotency-replayed") ? "replayed" : "done";
  if (status === 429) return "refused";
  return body.code === "request_in_progress" ? "in_progress" : "others";
}
