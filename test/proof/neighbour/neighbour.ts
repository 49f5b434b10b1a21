import { fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, givenHost, signedIn, signedInAsMember, start } from "../server.ts";
import type { Flood } from "./flood.ts";

const CONCURRENCY = 40;
/** Both stay below the usual rate limit of 600 requests a minute. */
const EVERY_MS = 110;
const TICKETS = 100;

type Requests = Flood["requests"];

/**
 * Measures the reads and comments of a neighbour in another workspace, alone and while one caller attacks with 40
 * requests at a time, on a server with the usual rate limits.
 */
export async function proveNeighbour({ samples }: { samples: number }) {
  const dataDir = mkdtempSync(join(tmpdir(), "slacky-neighbour-"));
  chmodSync(dataDir, 0o711);
  const host = await givenHost(dataDir);
  const server = start(host, {});
  const lines: Record<string, string> = {};
  const result = { over: 0, failed: 0 };
  try {
    const neighbour = await signedIn(host);
    const writer = await signedInAsMember(neighbour, 0);
    const admin = await signedIn(host, "attacked@example.com");
    const attacks = await givenAttacks(admin);
    const { id } = await create(neighbour, { title: "A ticket of the neighbour" });
    await measure(neighbour, writer, { id, samples });

    let nth = 1;
    for (const [name, requests] of Object.entries(attacks)) {
      const alone = await measure(neighbour, writer, { id, samples });
      const flood = startFlood(await signedInAsMember(admin, nth), requests);
      nth += 1;
      await sleep(1_000);
      const attacked = await measure(neighbour, writer, { id, samples });
      const answers = JSON.stringify(await flood.stop());
      result.failed += alone.failed + attacked.failed;
      for (const kind of ["read", "comment"] as const) {
        result.over += Number(attacked[kind] > Math.max(2 * alone[kind], alone[kind] + 25));
      }
      lines[name] =
        `read ${alone.read.toFixed(1)} -> ${attacked.read.toFixed(1)}, ` +
        `comment ${alone.comment.toFixed(1)} -> ${attacked.comment.toFixed(1)} ms; it got ${answers}`;
    }
    return { ...result, ...lines };
  } finally {
    server.kill("SIGTERM");
    if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What each attack sends, on tickets that the admin makes. */
async function givenAttacks(admin: Client): Promise<Record<string, Requests>> {
  const { workspacePath, project } = admin;
  const tickets = `${workspacePath}/projects/${project}/tickets`;
  const numbers = Array.from({ length: 100 }, () => "1e-9");
  const ids: string[] = [];
  for (let n = 0; n < TICKETS; n += 1) {
    const ticket = await create(admin, {
      title: `Elephant ${n}`,
      description: `${'"'.repeat(60_000)} elephant ${n}`,
      metadata: { numbers: numbers.join(",") },
    });
    ids.push(ticket.id);
  }
  const operations = ids.map((ticket) => ({ op: "unlabel", ticket, label: "none" }));
  const { id: contended } = await create(admin, { title: "Everybody comments on this one" });
  return {
    "slow reads (attack-15)": [{ method: "GET", path: `${tickets}?limit=100&sort=-priority` }],
    "pages of megabytes (attack-02)": [
      { method: "GET", path: `${workspacePath}/tickets?limit=100` },
    ],
    "searches for phrases": [
      { method: "GET", path: `${workspacePath}/tickets?q=%22elephant%201%22&limit=100` },
    ],
    "descriptions of a_a_a_ (attack-01)": [
      {
        method: "POST",
        path: tickets,
        body: JSON.stringify({ title: "Underscores", description: "a_".repeat(32_768) }),
      },
    ],
    "bulk requests under keys (attack-03)": [
      {
        method: "POST",
        path: `${workspacePath}/tickets/bulk`,
        body: JSON.stringify({ operations }),
      },
    ],
    "comments on one ticket": [
      {
        method: "POST",
        path: `${workspacePath}/tickets/${contended}/comments`,
        body: JSON.stringify({ body: "x".repeat(65_536) }),
      },
    ],
  };
}

async function create({ send, workspacePath, project }: Client, ticket: object) {
  const { status, body } = await send(
    "POST",
    `${workspacePath}/projects/${project}/tickets`,
    ticket,
  );
  if (status !== 201) throw new Error(`A ticket was answered with ${status}.`);
  return body;
}

/** The p95 of reads and of comments, in milliseconds, at a rate that the usual limit allows. */
async function measure(
  reader: Client,
  writer: Client,
  { id, samples }: { id: string; samples: number },
) {
  let failed = 0;
  const sample = async (send: () => Promise<{ status: number }>) => {
    const took: number[] = [];
    for (let n = 0; n < samples; n += 1) {
      const startedAt = performance.now();
      const { status } = await send();
      const ms = performance.now() - startedAt;
      if (status >= 300) failed += 1;
      took.push(ms);
      await sleep(Math.max(0, EVERY_MS - ms));
    }
    took.sort((a, b) => a - b);
    return took[Math.floor(0.95 * took.length)] ?? Number.NaN;
  };
  const path = `${reader.workspacePath}/tickets`;
  const [read, comment] = await Promise.all([
    sample(() => reader.send("GET", `${path}?limit=20`)),
    sample(() => writer.send("POST", `${path}/${id}/comments`, { body: "Seen." })),
  ]);
  return { read, comment, failed };
}

function startFlood({ url, token }: Client, requests: Requests) {
  const child = fork(join(import.meta.dirname, "flood.ts"));
  child.send({ url, token, requests, concurrency: CONCURRENCY } satisfies Flood);
  return {
    async stop(): Promise<Record<string, number>> {
      const answered = once(child, "message");
      child.send("stop");
      const [counts] = await answered;
      child.disconnect();
      return counts;
    },
  };
}
