import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createPool } from "../../src/db/pool.ts";
import { sql } from "../../src/db/sql.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { givenWorld, type World } from "../support/given.ts";
import {
  type DatabaseProxy,
  type ProxiedBatch,
  startProxy,
} from "../support/proxies/database-proxy.ts";
import type { Reply } from "../support/reply.ts";
import { statementsOf } from "../support/statements.ts";
import { makeTicket, ticketsOf, tracesOf, untilAnswered } from "./keys.ts";
import type { KillPoint } from "./mortal-server.ts";

const AT_ONCE = 2;

interface Counts {
  /** How often something was killed, by step. */
  hits: Record<string, number>;
  /** Requests that got a response although the server or connection should have been killed. */
  missed: number;
  /** Repeats whose first request had taken effect. */
  was_done: number;
  /** Repeats that took effect themselves. */
  done_by_repeat: number;
  /** Repeats that did not get 201, or whose own repeat got another response. */
  not_well: number;
  /** Requests without exactly one row of every kind. */
  not_once: number;
}

/** Kills a server by SIGKILL at each step of a request, and repeats the request at another server. */
export async function proveServerKills({ kills }: { kills: number }): Promise<Counts> {
  const api = await startApi();
  const counts = nothingYet();
  try {
    const world = await givenWorld(api);
    const points = await killPointsOf(api, world);
    // Every eighth step from the end: their number is odd, so all are reached, and a few kills are spread out.
    const turns = Array.from(
      { length: kills },
      (_, n) => points.at(-1 - ((8 * n) % points.length))!,
    );
    const left = turns.values();
    const killer = async () => {
      for (const { name, point } of left) {
        const key = randomUUID();
        const isHit = await killUnder({ api, world, key, point });
        if (isHit) counts.hits[name] = (counts.hits[name] ?? 0) + 1;
        else counts.missed += 1;
        await checkOutcome({ api, world, key, counts });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, killer));
    return counts;
  } finally {
    await api.close();
  }
}

/** Ends the PostgreSQL connection at each batch of a request, before the batch or its response arrives. */
export async function proveBackendKills({ kills }: { kills: number }): Promise<Counts> {
  let proxy!: DatabaseProxy;
  const api = await startApi(
    {},
    {
      reach: async (databaseUrl) => {
        proxy = await startProxy(databaseUrl);
        return proxy.url;
      },
    },
  );
  const direct = createPool(api.database.databaseUrl);
  const counts = nothingYet();
  try {
    const world = await givenWorld(api);
    await makeTicket(api, world, randomUUID());
    const batches = await countBatches(proxy, () => makeTicket(api, world, randomUUID()));
    for (let n = 0; n < kills; n += 1) {
      const when = n % 2 === 0 ? "before" : "after";
      const batch = (Math.floor(n / 2) % batches) + 1;
      const key = randomUUID();
      const by = async ({ client_port }: ProxiedBatch) => {
        const name = `batch ${batch} of ${batches}, ${when} it was heard`;
        counts.hits[name] = (counts.hits[name] ?? 0) + 1;
        await direct.query(sql`
          select pg_terminate_backend(a.pid, 5000)
            from pg_stat_activity a
           where a.client_port = ${client_port}`);
      };
      proxy.cut({ isAt: nthBatch(batch), when, by });
      const lost = await makeTicket(api, world, key);
      if (lost.status !== 503) counts.missed += 1;
      await checkOutcome({ api, world, key, counts });
    }
    return counts;
  } finally {
    await direct.close();
    await api.close();
    await proxy.close();
  }
}

function nothingYet(): Counts {
  return { hits: {}, missed: 0, was_done: 0, done_by_repeat: 0, not_well: 0, not_once: 0 };
}

/** Before and after each statement of a first request, and before its answer. */
async function killPointsOf(
  api: TestApi,
  world: World,
): Promise<{ name: string; point: KillPoint }[]> {
  const statements = await statementsOf(() => makeTicket(api, world, randomUUID()));
  const points = statements.flatMap((text, n) =>
    (["unsent", "sent"] as const).map((is) => ({
      name: `${n + 1} ${text.split(" ").slice(0, 3).join(" ")}, ${is}`,
      point: { statement: n + 1, is },
    })),
  );
  return [...points, { name: "answer, unsent", point: "answer unsent" }];
}

/** Whether the server died and sent no response. */
async function killUnder({
  api,
  world,
  key,
  point,
}: {
  api: TestApi;
  world: World;
  key: string;
  point: KillPoint;
}): Promise<boolean> {
  const server = fork(join(import.meta.dirname, "mortal-server.ts"), { stdio: "inherit" });
  const ended = once(server, "exit");
  server.send({ config: api.instance.config, point });
  const [port] = await Promise.race([once(server, "message"), ended]);
  const answer = await fetch(`http://127.0.0.1:${port}${ticketsOf(world)}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${world.member.token}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify({ title: key }),
  }).catch(() => undefined);
  if (answer) server.kill("SIGKILL");
  const [, signal] = await ended;
  return answer === undefined && signal === "SIGKILL";
}

async function checkOutcome({
  api,
  world,
  key,
  counts,
}: {
  api: TestApi;
  world: World;
  key: string;
  counts: Counts;
}): Promise<void> {
  const make = () => makeTicket(api, world, key);
  const repeat = await untilAnswered(make);
  const again = await make();
  counts[isReplay(repeat) ? "was_done" : "done_by_repeat"] += 1;
  const isWell = repeat.status === 201 && isReplay(again) && again.body.id === repeat.body.id;
  if (!isWell) counts.not_well += 1;
  const traces = await tracesOf(api, key);
  if (Object.values(traces).some((count) => count !== 1)) counts.not_once += 1;
}

function isReplay({ headers }: Reply): boolean {
  return headers.get("idempotency-replayed") === "true";
}

async function countBatches(
  proxy: DatabaseProxy,
  request: () => Promise<unknown>,
): Promise<number> {
  let batches = 0;
  const isAt = () => {
    batches += 1;
    return false;
  };
  proxy.cut({ isAt, when: "before" });
  await request();
  return batches;
}

/** Only the statements of the transaction: those that open the connection do not count. */
function nthBatch(n: number): (batch: ProxiedBatch) => boolean {
  let seen = 0;
  return ({ statements }) => {
    if (seen > 0 || statements.includes("begin")) seen += 1;
    return seen === n;
  };
}
