import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../../src/config.ts";
import { migrate } from "../../src/db/migrations/migrate.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { relayAll } from "../support/feed.ts";
import { givenWorld, type World } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { type OwnPostgres, startOwnPostgres } from "../support/postgres/own-postgres.ts";
import { primarySettings, type Standby, startStandby } from "../support/postgres/standby.ts";
import { type Link, startLink } from "../support/proxies/link.ts";
import type { Reply } from "../support/reply.ts";

/** The API on a primary with one replica. It reaches each through a link that can die. */
export interface WithReplica {
  api: TestApi;
  world: World;
  primary: OwnPostgres;
  replica: Standby;
  link: Link;
  primaryLink: Link;
  /** How many reads ended so. */
  outcomes(outcome: Outcome): Promise<number>;
  /** Which outcomes the reads of `send` had. */
  outcomesOf(send: () => Promise<unknown>): Promise<Outcome[]>;
  /**
   * Repeats the read, each time after `prepare`, until its attempt at the replica ends so, and returns
   * the response. On a busy machine, a replica may be too late, and is then left out for some time.
   */
  readUntil(
    wanted: Outcome,
    send: () => Promise<Reply>,
    prepare?: () => Promise<unknown>,
  ): Promise<Reply>;
  /** Waits until a read may run on the replica, and it shows what was written. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const outcomeNames = ["served", "behind", "failed", "refused", "left_out"] as const;
type Outcome = (typeof outcomeNames)[number];

const TIMEOUT_MS = 60_000;
const PAUSE_MS = 100;

/** A read without a position of its own: it accepts what the replica shows. */
export const any = { "slacky-position": "any" };

/** `settings` are those of the replica's PostgreSQL. */
export async function startWithReplica({
  config = {},
  settings = {},
}: {
  config?: Partial<Config>;
  settings?: Record<string, string>;
} = {}): Promise<WithReplica> {
  const primary = await startOwnPostgres({ settings: primarySettings });
  const primaryLink = await startLink(primary.url("slacky_app"));
  const databaseUrl = primaryLink.url;
  const databaseOwnerUrl = primary.url("slacky_owner");
  await migrate({ databaseUrl, databaseOwnerUrl });
  const replica = await startStandby(primary, { settings });
  const link = await startLink(replica.url("slacky_app"));
  const replicaUrls = [link.url];
  const api = await startApi({ databaseUrl, databaseOwnerUrl, replicaUrls, ...config });
  const world = await givenWorld(api);
  // It notes the history of the primary, which every read on a replica compares.
  await relayAll(api.db);
  const { registry } = api.instance.metrics;
  const outcomes = async (outcome: Outcome) => {
    const counter = await registry.getSingleMetric("slacky_replica_reads_total")?.get();
    const counted = counter?.values.filter(({ labels }) => labels.outcome === outcome) ?? [];
    return counted.reduce((sum, { value }) => sum + value, 0);
  };
  const outcomesOf = async (send: () => Promise<unknown>) => {
    const count = () => Promise.all(outcomeNames.map(outcomes));
    const before = await count();
    await send();
    const now = await count();
    return outcomeNames.filter((_, index) => now[index] !== before[index]);
  };
  return {
    api,
    world,
    primary,
    replica,
    link,
    primaryLink,
    outcomes,
    outcomesOf,
    async readUntil(wanted, send, prepare) {
      const seen: string[] = [];
      const deadline = performance.now() + TIMEOUT_MS;
      while (performance.now() < deadline) {
        await prepare?.();
        let reply!: Reply;
        const counted = await outcomesOf(async () => {
          reply = await send();
        });
        if (counted.join() === wanted) return reply;
        seen.push(counted.join());
        await sleep(PAUSE_MS);
      }
      assert.fail(`No read was ${wanted}. They were: ${seen.join("; ")}`);
    },
    async ready() {
      await replica.catchUp();
      await until(async () => {
        const before = await outcomes("served");
        await api.get(world.admin, `${world.workspacePath}/labels`, any);
        return (await outcomes("served")) > before;
      });
    },
    async close() {
      await api.close();
      for (const each of [link, primaryLink]) await each.close();
      for (const server of [replica, primary]) await server.close();
    },
  };
}
