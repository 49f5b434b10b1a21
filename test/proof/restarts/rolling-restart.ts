import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../dev/ports.ts";
import { migrate, migrationsFolder } from "../../../src/db/migrations/migrate.ts";
import { startApi, type TestApi } from "../../support/api.ts";
import { environmentOf } from "../../support/command.ts";
import { givenWorld, type World } from "../../support/given.ts";
import { until } from "../../support/locks.ts";
import { end } from "../server.ts";
import { type BalancerKind, startBalancer } from "./balancers.ts";

export interface Restarted {
  /** Requests with the response that they should have. */
  answered: number;
  /** Requests with another response, or none. */
  failed: number;
  /** How they failed, and how often. */
  failures: Record<string, number>;
  /** Processes that were restarted, and migrations that ran meanwhile. */
  restarts: number;
  migrations: number;
}

const PROCESSES = 3;
const CLIENTS = 8;

/**
 * Restarts three processes of the API one after the other while clients read and write through a
 * balancer, and applies a newer migration after the first: the others come back on a newer schema.
 */
export async function proveRollingRestart({
  balancer: kind,
  rounds,
  drainDelayMs = 2_000,
}: {
  balancer: BalancerKind;
  rounds: number;
  drainDelayMs?: number;
}): Promise<Restarted> {
  const api = await startApi({ publicUrl: "https://slacky.example.com" });
  const world = await givenWorld(api);
  const ports = await Promise.all(Array.from({ length: PROCESSES }, freePort));
  const processes = await Promise.all(
    ports.map((port) => startProcess(api, { port, drainDelayMs })),
  );
  const balancer = await startBalancer(kind, ports);
  await untilReady(balancer.url);
  const load = keepSending(balancer.url, world);
  let migrations = 0;
  try {
    await until(() => load.seen.answered > 50);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, port] of ports.entries()) {
        await end(processes[index] as ChildProcess);
        processes[index] = await startProcess(api, { port, drainDelayMs });
        if (migrations === 0) migrations += await applyNewerMigration(api);
        const before = load.seen.answered;
        await until(() => load.seen.answered > before + 50);
      }
    }
    return { ...(await load.stop()), restarts: rounds * PROCESSES, migrations };
  } finally {
    await load.stop();
    await balancer.stop();
    await Promise.all(processes.map(end));
    await api.close();
  }
}

async function startProcess(
  api: TestApi,
  { port, drainDelayMs }: { port: number; drainDelayMs: number },
): Promise<ChildProcess> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "../../../bin/slacky.ts"), "api"],
    {
      stdio: "ignore",
      env: {
        PATH,
        NODE_COMPILE_CACHE,
        ...environmentOf(api),
        PUBLIC_URL: api.instance.config.publicUrl,
        PORT: String(port),
        DRAIN_DELAY_MS: String(drainDelayMs),
        RATE_LIMIT_CALLER: "off",
        LOG_LEVEL: "silent",
      },
    },
  );
  await untilReady(`http://127.0.0.1:${port}`);
  return child;
}

async function untilReady(url: string): Promise<void> {
  await until(async () => {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    return response?.status === 200;
  });
}

/** What the next version would bring: a column that this version does not know. */
async function applyNewerMigration({ instance }: TestApi): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "slacky-migrations-"));
  try {
    cpSync(migrationsFolder, folder, { recursive: true });
    writeFileSync(
      join(folder, "9999_add_colour.sql"),
      "-- A column with a default is added without rewriting the table.\n" +
        "alter table tickets add column colour text;\n",
    );
    const { databaseUrl, databaseOwnerUrl } = instance.config;
    const applied = await migrate({ databaseUrl, databaseOwnerUrl, migrationsDir: folder });
    return applied.length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Clients that read a list and create tickets in turn, each on a connection of its own. */
function keepSending(url: string, world: World) {
  const seen = { answered: 0, failed: 0, failures: {} as Record<string, number> };
  let hasStopped = false;
  const clients = Array.from({ length: CLIENTS }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!hasStopped) {
      for (const method of ["GET", "POST"] as const) {
        const outcome = await send(agent, url + pathOf(method, world), method, world);
        if (outcome === (method === "GET" ? "200" : "201")) seen.answered += 1;
        else {
          seen.failed += 1;
          seen.failures[`${method} ${outcome}`] = (seen.failures[`${method} ${outcome}`] ?? 0) + 1;
        }
      }
    }
    agent.destroy();
  });
  return {
    seen,
    async stop() {
      hasStopped = true;
      await Promise.all(clients);
      return seen;
    },
  };
}

function pathOf(method: "GET" | "POST", { workspacePath, project }: World): string {
  return method === "GET"
    ? `${workspacePath}/tickets`
    : `${workspacePath}/projects/${project.id}/tickets`;
}

/** The status of the response, or the code of the failure. */
function send(
  agent: Agent,
  url: string,
  method: "GET" | "POST",
  { member }: World,
): Promise<string> {
  const body = method === "POST" ? JSON.stringify({ title: "Ship" }) : "";
  return new Promise((resolve) => {
    const req = request(url, {
      agent,
      method,
      headers: {
        authorization: `Bearer ${member.token}`,
        ...(body && { "content-type": "application/json", "content-length": body.length }),
      },
    });
    req.on("response", (res) => {
      res.resume().on("close", () => resolve(res.complete ? String(res.statusCode) : "cut off"));
    });
    req.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    req.end(body);
  });
}
