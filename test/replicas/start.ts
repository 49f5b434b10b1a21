import { migrate } from "../../src/db/migrations/migrate.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { relayAll } from "../support/feed.ts";
import { givenWorld, type World } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { type OwnPostgres, startOwnPostgres } from "../support/postgres/own-postgres.ts";
import { primarySettings, type Standby, startStandby } from "../support/postgres/standby.ts";
import { type Link, startLink } from "../support/proxies/link.ts";

/** The API on a primary with one replica, which it reaches through a link that can die. */
export interface WithReplica {
  api: TestApi;
  world: World;
  primary: OwnPostgres;
  replica: Standby;
  link: Link;
  /** How many reads ended so. */
  outcomes(outcome: string): Promise<number>;
  /** Waits until a read may run on the replica, and it shows what was written. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export async function startWithReplica(): Promise<WithReplica> {
  const primary = await startOwnPostgres({ settings: primarySettings });
  const databaseUrl = primary.url("slacky_app");
  const databaseOwnerUrl = primary.url("slacky_owner");
  await migrate({ databaseUrl, databaseOwnerUrl });
  const replica = await startStandby(primary);
  const link = await startLink(replica.url("slacky_app"));
  const api = await startApi({ databaseUrl, databaseOwnerUrl, replicaUrls: [link.url] });
  const world = await givenWorld(api);
  // It notes the history of the primary, which every read on a replica compares.
  await relayAll(api.db);
  const { registry } = api.instance.metrics;
  const outcomes = async (outcome: string) => {
    const counter = await registry.getSingleMetric("slacky_replica_reads_total")?.get();
    const counted = counter?.values.filter(({ labels }) => labels.outcome === outcome) ?? [];
    return counted.reduce((sum, { value }) => sum + value, 0);
  };
  return {
    api,
    world,
    primary,
    replica,
    link,
    outcomes,
    async ready() {
      await replica.catchUp();
      await until(async () => {
        const before = await outcomes("served");
        await api.get(world.admin, `${world.workspacePath}/labels`, { "slacky-position": "any" });
        return (await outcomes("served")) > before;
      });
    },
    async close() {
      await api.close();
      await link.close();
      for (const server of [replica, primary]) await server.close();
    },
  };
}
