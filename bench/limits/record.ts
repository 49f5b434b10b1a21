import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { createApp } from "../../src/app.ts";
import type { TokenBearer } from "../../src/auth/access-token.ts";
import { parseConfig } from "../../src/config.ts";
import { createHttpServer } from "../../src/http/server/server.ts";
import { createInstance } from "../../src/instance.ts";
import { listenOn } from "../../test/cost/batches.ts";
import { type Connection, openConnection } from "../load/connection.ts";
import type { Urls } from "../stage/database.ts";
import { environmentOf } from "../stage/service.ts";
import type { World } from "../stage/world.ts";
import type { Workload } from "../workloads/workload.ts";
import { type Recording, recordingOf, type Take } from "./recording.ts";

/** How much a request of a workload asks of the database; of a mix, there is no such thing. */
export interface Cost {
  workload: string;
  statements: number;
  round_trips: number;
}

/**
 * Runs the program in this process, its database behind a listener, and sends each workload's requests one by
 * one: what it costs is counted, and what it sends is kept for the limits.
 */
export async function recordWorkloads(
  urls: Urls,
  folder: string,
  {
    world,
    callers,
    workloads,
  }: { world: World; callers: readonly TokenBearer[]; workloads: readonly Workload[] },
): Promise<{ costs: Cost[]; recordings: Recording[] }> {
  const listener = await listenOn(urls.databaseUrl);
  const env = environmentOf({ databaseUrl: listener.url }, folder, 0);
  // A budget is told once a second, in the background, which is no part of a request.
  const off = { RATE_LIMIT_CALLER: "off", RATE_LIMIT_ANONYMOUS: "off" };
  const config = parseConfig({ ...env, ...off, RATE_LIMIT_AUTH: "off", RATE_LIMIT_ACCOUNT: "off" });
  const instance = createInstance(config, pino({ level: "silent" }));
  const server = createHttpServer(createApp(instance), config).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const costs: Cost[] = [];
  const recordings: Recording[] = [];
  try {
    for (const workload of workloads) {
      const connection = await openConnection(port, workload.expected);
      const on = { world, callers, connection, take: () => listener.take() };
      const [first, second] = [await takeAll(workload, 0, on), await takeAll(workload, 1, on)];
      connection.close();
      costs.push(costOf(workload, first));
      if (isReplayed(workload)) {
        recordings.push(
          ...first.map((take, nth) => recordingOf(workload.name, take, second[nth] as Take)),
        );
      }
    }
  } finally {
    server.close();
    server.closeAllConnections();
    await instance.close();
    await listener.close();
  }
  return { costs, recordings };
}

/** What one caller's requests send. Those before it open connections to the database. */
async function takeAll(
  workload: Workload,
  index: number,
  { world, callers, connection, take }: Listening,
): Promise<Take[]> {
  const variants = workload.variants ?? 1;
  const next = workload.requests(world, { index, count: 2 });
  const takes: Take[] = [];
  for (let nth = 0; nth < 2 * variants; nth += 1) {
    take();
    const request = next();
    const { status, text } = await connection.send(request);
    if (!workload.expected.includes(status)) {
      throw new Error(`${workload.name} was answered with ${status} ${text}`);
    }
    takes.push({ request, status, flights: take(), caller: callers[index] as TokenBearer });
  }
  return takes.slice(variants);
}

interface Listening {
  world: World;
  callers: readonly TokenBearer[];
  connection: Connection;
  take: () => Take["flights"];
}

/** Whether a limit plays the recorded statements of this workload. */
function isReplayed({ limits = [] }: Workload): boolean {
  return limits.includes("bare") || limits.includes("pgbench");
}

function costOf({ name }: Workload, [take]: Take[]): Cost {
  return {
    workload: name,
    statements: take?.flights.flat().length ?? 0,
    round_trips: take?.flights.length ?? 0,
  };
}
