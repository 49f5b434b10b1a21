import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "../../src/limits.ts";
import { until } from "../support/locks.ts";
import { followInBrowser } from "./browser.ts";
import { type Client, givenHost, ready, signedIn, signedInAsMember, start } from "./server.ts";

const WRITERS = 8;
const KILLS = 2;
const WRITING_MS = 300_000;
const QUIET_MS = 30_000;

/** The events that one reader saw, over all its connections. */
interface StreamClient {
  seen: number[];
  connections: number;
}

/**
 * Runs `slacky start` with its own database, lets readers follow the feed of one workspace over streams, a
 * browser's EventSource among them, and kills the server twice with SIGKILL while tickets are created. Then what
 * each reader saw is compared with the feed, read page by page.
 */
export async function proveStreams({
  writes,
  readers: clients,
}: {
  writes: number;
  readers: number;
}) {
  const dataDir = mkdtempSync(join(tmpdir(), "slacky-streams-"));
  chmodSync(dataDir, 0o711);
  const host = await givenHost(dataDir);
  let server = start(host);
  const over = new AbortController();
  try {
    const client = await signedIn(host);
    const accounts: Client[] = [];
    for (let n = 0; n < clients; n += limits.streams_of_caller) {
      accounts.push(await signedInAsMember(client, n));
    }
    const following = Array.from({ length: clients }, (_, n) =>
      follow(accounts[n % accounts.length] as Client, over.signal),
    );
    const browser = await followInBrowser(host, client);
    const writing = write(client, writes);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await until(() => writing.acknowledged() >= (kill * writes) / (KILLS + 1), WRITING_MS);
      server.kill("SIGKILL");
      await once(server, "exit");
      server = start(host);
      await ready(host);
    }
    await writing.done;
    const all = browser ? [...following, browser] : following;
    const head = await settledHead(client, writes);
    const startedAt = Date.now();
    while (all.some(({ seen }) => seen.at(-1) !== head) && Date.now() - startedAt < QUIET_MS) {
      await sleep(50);
    }
    const counts = checkStreams(all, head);
    await browser?.close();
    return {
      acknowledged: writing.acknowledged(),
      events: head,
      readers: all.length,
      connections: following.reduce((sum, { connections }) => sum + connections, 0),
      browser_saw: browser ? browser.seen.length : "no Chromium installed",
      browser_connections: browser?.connections ?? 0,
      ...counts,
    };
  } finally {
    over.abort();
    server.kill("SIGTERM");
    if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Creates tickets until this many were acknowledged. After a lost response, it creates another ticket. */
function write({ send, workspacePath, project }: Client, writes: number) {
  let acknowledged = 0;
  const writer = async () => {
    while (acknowledged < writes) {
      const body = { title: "Seen by everybody" };
      const made = await send("POST", `${workspacePath}/projects/${project}/tickets`, body).catch(
        () => null,
      );
      if (made?.status === 201) acknowledged += 1;
      else await sleep(50);
    }
  };
  const done = Promise.all(Array.from({ length: WRITERS }, writer));
  return { acknowledged: () => acknowledged, done };
}

/** Follows from the beginning, and resumes after the last event that was seen whenever the stream breaks. */
function follow({ url, token, workspacePath }: Client, over: AbortSignal): StreamClient {
  const client: StreamClient = { seen: [], connections: 0 };
  const listen = async () => {
    const response = await fetch(`${url}${workspacePath}/events`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: "text/event-stream",
        "last-event-id": String(client.seen.at(-1) ?? 0),
      },
      signal: over,
    });
    if (!response.ok || !response.body) throw new Error(`The stream was ${response.status}.`);
    client.connections += 1;
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = (text + chunk).split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) {
        const [, id] = /^id: (\d+)$/m.exec(frame) ?? [];
        if (id !== undefined) client.seen.push(Number(id));
      }
    }
  };
  const run = async () => {
    while (!over.aborted) {
      await listen().catch(() => {});
      await sleep(100 + 200 * Math.random());
    }
  };
  void run();
  return client;
}

/** The head of the feed once it has every acknowledged write; it may also have writes without a response. */
async function settledHead({ send, workspacePath }: Client, writes: number): Promise<number> {
  let head = 0;
  let since = Date.now();
  await until(async () => {
    const { body } = await send("GET", `${workspacePath}/events?limit=1`);
    if (body.head !== head) since = Date.now();
    head = body.head;
    return head >= writes && Date.now() - since > 1_000;
  });
  return head;
}

function checkStreams(clients: readonly StreamClient[], head: number) {
  const counts = { missed: 0, seen_twice: 0, out_of_order: 0 };
  for (const { seen } of clients) {
    const distinct = new Set(seen);
    counts.missed += head - distinct.size;
    counts.seen_twice += seen.length - distinct.size;
    counts.out_of_order += seen.filter((sequence, n) => n > 0 && sequence < seen[n - 1]!).length;
  }
  return counts;
}
