import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { freePort } from "../../../dev/ports.ts";
import { migrate } from "../../../src/db/migrations/migrate.ts";
import type { Finding } from "../../../src/doctor/finding.ts";
import { createEmptyDatabase } from "../../support/database.ts";
import { until } from "../../support/locks.ts";
import { untilOnRecord } from "../on-record.ts";
import { type Client, end, ready, signedIn, withPort } from "../server.ts";
import { expectedCommandFailures } from "./expected-failures.ts";
import { unpackPreviousRelease } from "./release.ts";

const current = resolve(import.meta.dirname, "../../..");

const WORKER_START_MS = 120_000;

export interface SideBySide {
  release: string;
  newer_migrations: number;
  requests: number;
  /** Requests with another status than they should have. */
  failed: string[];
  /** Pages of both versions that differ in the tickets or events that they list. */
  different: number;
  late_in_feed: number;
  late_in_audit: number;
  twice: number;
  /** Commands of either version that failed, and faults that `slacky doctor` found. */
  commands_failed: string[];
}

/**
 * The earlier release has made a database, and this version has migrated it. Processes of both serve
 * requests on it at the same time: each continues what the other one began.
 */
export async function proveSideBySide(rounds: number): Promise<SideBySide> {
  const release = unpackPreviousRelease();
  const database = await createEmptyDatabase();
  const env = environmentFor(database);
  const running: ChildProcess[] = [];
  const commandsFailed: string[] = [];
  const run = async (folder: string, ...args: string[]) => {
    const faults = await listFaults(folder, args, env);
    const version = folder === current ? "this version" : release.tag;
    const command = args.join(" ");
    const expected = expectedCommandFailures[version]?.some((each) => each.command === command);
    if (expected && faults.length > 0) return;
    if (expected) faults.push("has passed, and is expected to fail");
    commandsFailed.push(...faults.map((fault) => `${version}: slacky ${command}: ${fault}`));
  };
  const start = (folder: string, command: string, port?: number) => {
    const child = startSlacky(folder, [command], { ...env, ...(port && { PORT: String(port) }) });
    running.push(child);
    return child;
  };
  try {
    await run(release.folder, "migrate");
    const newer = (await migrate(database)).length;
    await run(release.folder, "migrate");
    const [oldPort, newPort] = [await freePort(), await freePort()];
    start(release.folder, "api", oldPort);
    start(current, "api", newPort);
    const oldWorker = start(release.folder, "worker");
    const old = await signedIn({ port: oldPort, dataDir: "", pagePort: 0 });
    await ready({ port: newPort, dataDir: "", pagePort: 0 });
    const work = { old, now: withPort(old, newPort), counts: noCounts() };
    await untilRelayed(old);
    await useBoth(work, rounds);
    const byOldWorker = await untilOnRecord(old, work.counts.writes, { readyAt: Date.now() });
    start(current, "worker");
    await end(oldWorker);
    await untilRelayed(old);
    await useBoth(work, rounds);
    const onRecord = await untilOnRecord(work.now, work.counts.writes, { readyAt: Date.now() });
    await compareLists(work);
    for (const folder of [release.folder, current]) {
      await run(folder, "audit", "verify");
      await run(folder, "doctor", "--json");
    }
    const { requests, failed, different } = work.counts;
    return {
      release: release.tag,
      newer_migrations: newer,
      ...{ requests, failed, different },
      late_in_feed: byOldWorker.late_in_feed + onRecord.late_in_feed,
      late_in_audit: byOldWorker.late_in_audit + onRecord.late_in_audit,
      twice: onRecord.twice,
      commands_failed: commandsFailed,
    };
  } finally {
    await Promise.all(running.map(end));
    await database.drop();
    release.remove();
  }
}

interface Counts {
  requests: number;
  failed: string[];
  different: number;
  /** By the names that the feed and the audit log use. */
  writes: string[];
}

interface Work {
  old: Client;
  now: Client;
  counts: Counts;
}

const noCounts = (): Counts => ({ requests: 0, failed: [], different: 0, writes: [] });

/** One version creates a ticket, and the other one moves it, comments on it and reads it; then vice versa. */
async function useBoth({ old, now, counts }: Work, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const [first, second] of [
      [old, now],
      [now, old],
    ] as const) {
      const tickets = `${first.workspacePath}/projects/${first.project}/tickets`;
      const made = await send(counts, first, {
        method: "POST",
        path: tickets,
        status: 201,
        body: { title: "A ticket" },
      });
      const path = `${first.workspacePath}/tickets/${made.id}`;
      await send(counts, second, {
        method: "POST",
        path: `${path}/transitions`,
        status: 200,
        body: { to: "in_progress" },
      });
      await send(counts, second, {
        method: "POST",
        path: `${path}/comments`,
        status: 201,
        body: { body: "Seen" },
      });
      await send(counts, second, {
        method: "PATCH",
        path,
        status: 200,
        body: { title: "The ticket" },
      });
      await send(counts, first, { method: "GET", path, status: 200 });
      await send(counts, first, { method: "GET", path: `${path}/history`, status: 200 });
      counts.writes.push(`ticket.created ${made.id}`, `ticket.transitioned ${made.id}`);
    }
  }
}

/** Waits for a worker that was just started: it relays what is written now. */
async function untilRelayed({ send, workspacePath, project }: Client): Promise<void> {
  const head = async () => (await send("GET", `${workspacePath}/events?limit=1`)).body.head;
  const before = await head();
  await send("POST", `${workspacePath}/projects/${project}/tickets`, { title: "Relayed" });
  await until(async () => (await head()) > before, WORKER_START_MS);
}

async function compareLists({ old, now, counts }: Work): Promise<void> {
  for (const path of [
    `/projects/${old.project}/tickets?limit=100`,
    "/events?limit=100",
    "/members",
  ]) {
    const [one, other] = await Promise.all(
      [old, now].map((client) =>
        send(counts, client, { method: "GET", path: old.workspacePath + path, status: 200 }),
      ),
    );
    const idsOf = (page: { data: { id?: string; user_id?: string }[] }) =>
      page.data.map(({ id, user_id }) => id ?? user_id).join();
    if (idsOf(one) !== idsOf(other)) counts.different += 1;
  }
}

interface Request {
  method: string;
  path: string;
  status: number;
  body?: object;
}

async function send(counts: Counts, client: Client, { method, path, status, body }: Request) {
  const reply = await client.send(method, path, body);
  counts.requests += 1;
  if (reply.status !== status) counts.failed.push(`${method} ${path}: ${reply.status}`);
  return reply.body;
}

function environmentFor(database: { databaseUrl: string; databaseOwnerUrl: string }) {
  return {
    PATH: process.env.PATH,
    NODE_ENV: "production",
    DATABASE_URL: database.databaseUrl,
    DATABASE_OWNER_URL: database.databaseOwnerUrl,
    JWT_SECRETS: randomBytes(32).toString("hex"),
    SLACKY_SECRET: randomBytes(32).toString("hex"),
    PUBLIC_URL: "http://slacky.example.com",
    REGISTRATION: "open",
    RATE_LIMIT_CALLER: "off",
    RATE_LIMIT_ANONYMOUS: "off",
    RATE_LIMIT_SENDER: "off",
    LOG_LEVEL: "silent",
  };
}

/** Runs a command to its end. */
async function listFaults(
  folder: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const child = spawn(process.execPath, [join(folder, "bin/slacky.ts"), ...args], {
    ...{ cwd: folder, env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], output, errors] = await Promise.all([
    once(child, "close") as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code === 0) return [];
  if (args[0] !== "doctor") return [`${output}${errors}`];
  const { findings } = JSON.parse(output) as { findings: Finding[] };
  // PostgreSQL is one for tests, which may lose commits if the machine fails.
  return findings
    .filter(({ verdict, check }) => verdict === "fault" && check !== "fsync")
    .map(({ check, detail }) => `${check}: ${detail}`);
}

function startSlacky(folder: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const command = [join(folder, "bin/slacky.ts"), ...args];
  return spawn(process.execPath, command, { cwd: folder, env, stdio: "ignore" });
}
