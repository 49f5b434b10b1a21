import { once } from "node:events";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { createApp } from "../../src/app.ts";
import type { AccessTokenSubject } from "../../src/auth/access-token.ts";
import { parseConfig } from "../../src/config.ts";
import { createHttpServer } from "../../src/http/server/server.ts";
import { createInstance } from "../../src/instance.ts";
import { listenOn } from "../../test/support/proxies/batches.ts";
import { type Connection, openConnection } from "../load/connection.ts";
import type { Urls } from "../stage/database.ts";
import { environmentOf } from "../stage/service.ts";
import type { World } from "../stage/world.ts";
import type { Workload } from "../workloads/workload.ts";
import { type Recording, recordingOf, type Take } from "./recording.ts";

/** What one request of a workload costs the database. A mix has no such cost. */
export interface Cost {
  workload: string;
  statements: number;
  round_trips: number;
}

/**
 * Runs Slacky in this process with a listener in front of its database, and sends the requests of each workload one
 * by one. It counts the statements and round trips, and records the statements for the limits.
 */
export async function recordWorkloads(
  urls: Urls,
  folder: string,
  {
    world,
    principals,
    workloads,
  }: { world: World; principals: readonly AccessTokenSubject[]; workloads: readonly Workload[] },
): Promise<{ costs: Cost[]; recordings: Recording[] }> {
  const listener = await listenOn(urls.databaseUrl);
  const env = environmentOf({ databaseUrl: listener.url }, folder, 0);
  // Rate limits write to the database once a second in the background, which is not part of a request.
  const off = { RATE_LIMIT_CALLER: "off", RATE_LIMIT_ANONYMOUS: "off" };
  const config = parseConfig({
    ...env,
    ...off,
    RATE_LIMIT_SENDER: "off",
    RATE_LIMIT_AUTH: "off",
    RATE_LIMIT_ACCOUNT: "off",
  });
  const instance = createInstance(config, pino({ level: "silent" }));
  const server = createHttpServer(createApp(instance), config).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const costs: Cost[] = [];
  const recordings: Recording[] = [];
  try {
    for (const workload of workloads) {
      const connection = await openConnection(port, workload.expected);
      const on = { world, principals, connection, take: () => listener.take() };
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

/** Records the requests of one caller. The first ones open connections to the database and are not recorded. */
async function takeAll(
  workload: Workload,
  index: number,
  { world, principals, connection, take }: Listening,
): Promise<Take[]> {
  const variants = workload.variants ?? 1;
  const next = workload.requests(world, { index, count: 2 });
  const takes: Take[] = [];
  for (let nth = 0; nth < 2 * variants; nth += 1) {
    take();
    const request = next();
    const { status, text } = await connection.send(request);
    if (!workload.expected.includes(status)) {
      throw new Error(`${workload.name}: the server answered ${status} ${text}`);
    }
    takes.push({
      request,
      status,
      batches: take(),
      principal: principals[index] as AccessTokenSubject,
    });
  }
  return takes.slice(variants);
}

interface Listening {
  world: World;
  principals: readonly AccessTokenSubject[];
  connection: Connection;
  take: () => Take["batches"];
}

/** Whether a limit plays the recorded statements of this workload. */
function isReplayed({ limits = [] }: Workload): boolean {
  return limits.includes("bare") || limits.includes("pgbench");
}

function costOf({ name }: Workload, [take]: Take[]): Cost {
  return {
    workload: name,
    statements: take?.batches.flat().length ?? 0,
    round_trips: take?.batches.length ?? 0,
  };
}
