import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { startWorker } from "../../../src/jobs/worker.ts";
import { startApi, type TestApi } from "../../support/api.ts";
import { givenTicket, givenWorld, type Person, type World } from "../../support/given.ts";

const PER_SECOND = 20;

/**
 * Sends comments over HTTP, twenty a second, each on a ticket of its own and with a mention, and
 * measures how long each takes to be in the inbox, as the mentioned person reads it over HTTP.
 */
export async function proveMentionTimes({ comments }: { comments: number }) {
  const api = await startApi();
  const world = await givenWorld(api);
  const handle = await handleOf(api, world, world.viewer);
  const tickets = [];
  for (let n = 0; n < comments; n += 1) tickets.push(await givenTicket(api, world));
  const worker = await startWorker(api.instance.config, api.instance.log);
  try {
    const arrivals = collectArrivals(api, world.viewer, comments);
    const sent = new Map<string, number>();
    for (const { id } of tickets) {
      const startedAt = performance.now();
      sent.set(id, startedAt);
      const path = `${world.workspacePath}/tickets/${id}/comments`;
      void api.post(world.member, path, { body: `@${handle}, please look.` });
      await sleep(Math.max(0, 1000 / PER_SECOND - (performance.now() - startedAt)));
    }
    const arrived = await arrivals;
    const times = [...sent].map(([id, at]) => (arrived.get(id) ?? Number.POSITIVE_INFINITY) - at);
    times.sort((a, b) => a - b);
    const p95_ms = Math.round(times[Math.floor(times.length * 0.95)] ?? Number.POSITIVE_INFINITY);
    return {
      arrived: arrived.size,
      p50_ms: Math.round(times[Math.floor(times.length / 2)] ?? Number.POSITIVE_INFINITY),
      p95_ms,
      p95_over_1_s: p95_ms > 1_000 ? 1 : 0,
    };
  } finally {
    await worker.close();
    await api.close();
  }
}

async function handleOf(api: TestApi, { workspacePath }: World, person: Person): Promise<string> {
  const { body } = await api.get(person, `${workspacePath}/members?limit=100`);
  return body.data.find(({ user_id }: { user_id: string }) => user_id === person.id).handle;
}

/** Reads the newest page again and again, and notes when each ticket is in it for the first time. */
async function collectArrivals(
  api: TestApi,
  as: Person,
  count: number,
): Promise<Map<string, number>> {
  const arrived = new Map<string, number>();
  const deadline = performance.now() + 60_000 + (count / PER_SECOND) * 1_000;
  while (arrived.size < count && performance.now() < deadline) {
    const { body } = await api.get(as, "/v1/notifications?reason=mentioned&limit=100");
    const now = performance.now();
    for (const { ticket } of body.data) if (!arrived.has(ticket.id)) arrived.set(ticket.id, now);
    await sleep(20);
  }
  return arrived;
}
