import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withDedicatedConnection } from "../../../src/db/dedicated-connection.ts";
import { sql } from "../../../src/db/sql.ts";
import { findWork } from "../../../src/events/consume/consume.ts";
import { startApi, type TestApi } from "../../support/api.ts";
import { relayAll } from "../../support/feed.ts";
import { givenTicket, givenWorld, type World } from "../../support/given.ts";
import { until } from "../../support/locks.ts";
import { countingConsumer } from "./counting-consumer.ts";

const COMMENTS_PER_KILL = 20;

/**
 * Two processes consume the feed of one workspace, and are killed with SIGKILL at random moments, as
 * often as requested, and started again. At the end, each event must have been processed once, and the
 * inbox must have the ticket once, with the last event.
 */
export async function proveFanOutKills({ kills, isControl = false }: KillOptions) {
  const api = await startApi();
  const running = new Set<ReturnType<typeof start>>();
  try {
    await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
      owner.execute(`
        create table proof_deliveries (sequence bigint);
        grant insert, select on proof_deliveries to public`),
    );
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    for (let n = 0; n < 2; n += 1) running.add(start(api, { isControl }));
    for (let n = 0; n < kills; n += 1) {
      await leaveComments(api, world, ticket.id);
      await sleep(Math.random() * 200);
      const [oldest] = running;
      if (!oldest) break;
      oldest.child.kill("SIGKILL");
      await oldest.ended;
      running.delete(oldest);
      running.add(start(api, { isControl }));
    }
    await until(async () => (await findWork(api.db, countingConsumer)).length === 0, 60_000);
    return { kills, ...(await count(api, world)) };
  } finally {
    for (const { child, ended } of running) {
      child.kill("SIGKILL");
      await ended;
    }
    await api.close();
  }
}

interface KillOptions {
  kills: number;
  isControl?: boolean;
}

function start({ instance: { config } }: TestApi, { isControl }: { isControl: boolean }) {
  const entry = resolve(import.meta.dirname, "fan-out-process.ts");
  const child = spawn(process.execPath, [entry, ...(isControl ? ["--in-two"] : [])], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: config.databaseUrl,
      JWT_SECRETS: config.jwtSecrets.join(),
      SLACKY_SECRET: config.slackySecret,
      LOG_LEVEL: "silent",
    },
  });
  return { child, ended: once(child, "exit") };
}

async function leaveComments(api: TestApi, world: World, ticket_id: string): Promise<void> {
  const path = `${world.workspacePath}/tickets/${ticket_id}/comments`;
  for (let n = 0; n < COMMENTS_PER_KILL; n += 1) {
    await api.post(world.member, path, { body: "Hi" });
    await relayAll(api.db);
  }
}

async function count({ db }: TestApi, { workspace, admin }: World) {
  const [row] = await db.query(sql<Record<string, number>>`
    select (select count(*)::integer from events e where e.workspace_id = ${workspace.id}) as events,
           (select count(*)::integer from proof_deliveries) as deliveries,
           (select count(distinct d.sequence)::integer from proof_deliveries d) as distinct_deliveries,
           (select count(*)::integer
              from notifications n
             where n.workspace_id = ${workspace.id}
               and n.user_id = ${admin.id}) as rows_in_inbox`);
  const { events = 0, deliveries = 0, distinct_deliveries = 0, rows_in_inbox = 0 } = row ?? {};
  return {
    events,
    lost: events - distinct_deliveries,
    twice: deliveries - distinct_deliveries,
    rows_in_inbox,
  };
}
