import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { verifyChain } from "../../src/audit/verify.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { eventSubscribers } from "../../src/event-subscribers.ts";
import { relayBatch } from "../../src/events/relay/relay.ts";
import { transitionTicket } from "../../src/tickets/transition.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { settleFeed } from "../support/feed.ts";
import { contextOf, givenTicket, givenWorld, type World } from "../support/given.ts";
import { lockTicket } from "../support/locks.ts";
import { type StatementWatch, startStatementProxy } from "../support/proxies/statement-proxy.ts";

/** Where a relay is killed: at the n-th statement of its transaction, before that is sent or its response arrives. */
interface Point {
  step: number;
  when: "before" | "after";
}

export interface RelayKills {
  kills: number;
  /** How often a relay was killed at each point, by the statement's first words. */
  hits: Record<string, number>;
  points_missed: number;
  events: number;
  lost_to_feed: number;
  twice_in_feed: number;
  gaps: number;
  lost_to_audit: number;
  twice_in_audit: number;
  chains_bad: number;
  counts_wrong: number;
}

const TIMEOUT_MS = 20_000;

/**
 * Lets commands record events, starts a process that relays them, and kills it with SIGKILL at a point on its
 * way from BEGIN to COMMIT; as often as requested, equally often at each point. The rest is relayed at the end,
 * and the feed, the audit log and the counts are compared with what the outbox had.
 */
export async function proveRelayKills({
  kills,
  inTwo = false,
}: {
  kills: number;
  inTwo?: boolean;
}): Promise<RelayKills> {
  const api = await startApi();
  try {
    const worlds = [await givenWorld(api), await givenWorld(api)];
    const left = new Map<string, LeftEvent>();
    await leaveEvents(api, worlds, left);
    // Only the very first batch records the identity of the cluster.
    await relayBatch(api.db, eventSubscribers);
    await leaveEvents(api, worlds, left);
    const steps = await learnSteps(api, { inTwo });
    const points = steps.flatMap((_, step): Point[] => [
      { step, when: "before" },
      { step, when: "after" },
    ]);
    const hits: Record<string, number> = {};
    for (let n = 0; n < kills; n += 1) {
      await leaveEvents(api, worlds, left);
      const point = points[Math.floor((n * points.length) / kills)] as Point;
      await killAt(api, { inTwo, steps, point });
      const name = `${point.when} ${point.step} ${brief(steps[point.step])}`;
      hits[name] = (hits[name] ?? 0) + 1;
    }
    await relayTheRest(api);
    const points_missed = points.length - Object.keys(hits).length;
    return { kills, hits, points_missed, ...(await checkRelayed(api, worlds, [...left.values()])) };
  } finally {
    await api.close();
  }
}

interface LeftEvent {
  id: string;
  kind: string;
  /** Identifies the event in the audit log, which has no event IDs. */
  record: string;
}

/** Creates and moves a ticket in each world. The events that the outbox then has must all arrive. */
async function leaveEvents(
  api: TestApi,
  worlds: readonly World[],
  left: Map<string, LeftEvent>,
): Promise<void> {
  for (const world of worlds) {
    const ticket = await givenTicket(api, world);
    const context = contextOf(world, world.admin);
    await transaction(api.db, async (tx) =>
      transitionTicket(tx, context, await lockTicket(tx, ticket), { to: "in_progress" }),
    );
  }
  const rows = await api.db.query(sql<LeftEvent>`
    select o.id, o.kind, concat_ws(' ', o.workspace_id, o.type, o.subject_id, o.occurred_at) as record
      from outbox o`);
  for (const row of rows) left.set(row.id, row);
}

/** The statements from BEGIN to COMMIT, as an undisturbed process sends them. */
async function learnSteps(api: TestApi, { inTwo }: { inTwo: boolean }): Promise<string[]> {
  const sent: string[] = [];
  const relay = await startRelay(api, { inTwo }, () => ({
    sending: (text) => sent.push(text) > 0,
    answered: (text) => text !== "commit" || !sent.some(isOfFeed),
  }));
  await relay.killWhen(() => sent.some(isOfFeed) && sent.at(-1) === "commit");
  return sent.slice(sent.lastIndexOf("begin", sent.findIndex(isOfFeed)));
}

async function killAt(
  api: TestApi,
  { inTwo, steps, point }: { inTwo: boolean; steps: readonly string[]; point: Point },
): Promise<void> {
  let isHit = false;
  const relay = await startRelay(api, { inTwo }, () => {
    const sent: string[] = [];
    let done = 0;
    const isPoint = (when: Point["when"], place: number, text: string) => {
      if (point.when !== when || place !== point.step || text !== steps[point.step]) return false;
      isHit = true;
      relay.child.kill("SIGKILL");
      return true;
    };
    return {
      sending(text) {
        if (text === "begin") {
          sent.length = 0;
          done = 0;
        }
        return !isPoint("before", sent.push(text) - 1, text);
      },
      answered(text) {
        done += 1;
        return !isPoint("after", done - 1, text);
      },
    };
  });
  await relay.killWhen(() => isHit);
}

async function startRelay(
  { instance: { config } }: TestApi,
  { inTwo }: { inTwo: boolean },
  watch: () => StatementWatch,
) {
  const proxy = await startStatementProxy(config.databaseUrl, watch);
  const entry = resolve(import.meta.dirname, "relay-process.ts");
  const child: ChildProcess = spawn(process.execPath, [entry, ...(inTwo ? ["--in-two"] : [])], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: proxy.url,
      JWT_SECRETS: config.jwtSecrets.join(),
      SLACKY_SECRET: config.slackySecret,
      LOG_LEVEL: "silent",
    },
  });
  const ended = once(child, "exit");
  return {
    child,
    async killWhen(isSo: () => boolean) {
      const deadline = Date.now() + TIMEOUT_MS;
      while (!isSo() && Date.now() < deadline) await sleep(1);
      const isLate = !isSo();
      child.kill("SIGKILL");
      await ended;
      await proxy.close();
      if (isLate) throw new Error(`The relay was not there within ${TIMEOUT_MS} ms.`);
    },
  };
}

/** The server may not yet have noticed that the last process is dead, and keep the relay's row locked. */
async function relayTheRest({ db }: TestApi): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    while ((await relayBatch(db, eventSubscribers)) > 0);
    const waiting = await db.query(sql`select o.id from outbox o limit 1`);
    // The counts of tickets are brought up to date by a consumer of the feed.
    if (waiting.length === 0) return await settleFeed(db);
    await sleep(10);
  }
}

async function checkRelayed({ db }: TestApi, worlds: readonly World[], left: readonly LeftEvent[]) {
  const chains = worlds.map(({ workspace }) => workspace.id);
  const feed = await db.query(sql<{ id: string; workspace_id: string; sequence: number }>`
    select e.id, e.workspace_id, e.sequence
      from events e
     order by e.workspace_id, e.sequence`);
  const audit = await db.query(sql<{ record: string }>`
    select concat_ws(' ', a.workspace_id, a.action, a.subject_id, a.occurred_at) as record
      from audit_log a`);
  const [counts] = await db.query(sql<{ wrong: number }>`
    select count(*) as wrong
      from (select t.project_id, t.status, count(*) as count from tickets t group by 1, 2) as t
      full join (select c.project_id, c.status, c.count from ticket_counts c where c.count > 0) as c
        on c.project_id = t.project_id and c.status = t.status
     where t.count is distinct from c.count`);
  const verified = await Promise.all(
    chains.map((chain) => verifyChain(db, { workspace_id: chain, secrets: [] })),
  );
  const published = compare(
    left.filter(({ kind }) => kind === "feed").map(({ id }) => id),
    feed.map(({ id }) => id),
  );
  const onRecord = compare(
    left.map(({ record }) => record),
    audit.map(({ record }) => record),
  );
  return {
    events: left.length,
    lost_to_feed: published.lost,
    twice_in_feed: published.twice,
    gaps: feed.filter(({ workspace_id, sequence }, n) => {
      const before = feed[n - 1];
      return sequence !== (before?.workspace_id === workspace_id ? before.sequence + 1 : 1);
    }).length,
    lost_to_audit: onRecord.lost,
    twice_in_audit: onRecord.twice,
    chains_bad: verified.filter(({ ok }) => !ok).length,
    counts_wrong: counts?.wrong ?? -1,
  };
}

function compare(left: readonly string[], arrived: readonly string[]) {
  const there = new Set(arrived);
  return {
    lost: left.filter((one) => !there.has(one)).length,
    twice: arrived.length - there.size,
  };
}

function isOfFeed(text: string): boolean {
  return text.includes("insert into events");
}

/** `insert into events (` */
function brief(text = ""): string {
  return text.trim().replaceAll(/\s+/g, " ").slice(0, 40);
}
