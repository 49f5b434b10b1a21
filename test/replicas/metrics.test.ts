import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Registry } from "prom-client";
import { createReplicas } from "../../src/db/replicas/replicas.ts";
import { TimeAccounts } from "../../src/db/shares/time-accounts.ts";
import { createReplicaMetrics } from "../../src/monitoring/replica-metrics.ts";
import { givenTicket } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { any, startWithReplica, type WithReplica } from "./start.ts";

let place: WithReplica;
let path: string;
before(async () => {
  place = await startWithReplica();
  path = `${place.world.workspacePath}/tickets/${(await givenTicket(place.api, place.world)).id}`;
});
after(() => place.close());

/** The value of a line of the metrics, such as `slacky_reads_total{from="primary"}`. */
async function metric(line: string): Promise<number> {
  const text = await place.api.instance.metrics.registry.metrics();
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return Number(found?.split(" ").at(-1) ?? 0);
}

describe("the metrics of an API with replicas", () => {
  it("count each read once, by what served it, and each attempt at a replica by its end", async () => {
    const { api, world, replica, link } = place;
    await place.ready();
    const name = `127.0.0.1:${link.port}`;
    const read = () =>
      Promise.all([
        metric('slacky_reads_total{from="primary"}'),
        metric('slacky_reads_total{from="replica"}'),
        metric(`slacky_replica_reads_total{replica="${name}",outcome="served"}`),
        metric(`slacky_replica_reads_total{replica="${name}",outcome="refused"}`),
      ]);
    let before: number[] = [];
    const counting = async (send: () => ReturnType<typeof api.get>) => {
      before = await read();
      return await send();
    };
    const changes = async () => {
      const now = await read();
      return now.map((value, index) => value - (before[index] ?? 0));
    };

    await place.readUntil("served", () => counting(() => api.get(world.viewer, path, any)));
    assert.deepEqual(await changes(), [0, 1, 1, 0]);
    await place.readUntil("refused", () => counting(() => api.get(world.outsider, path, any)));
    assert.deepEqual(await changes(), [1, 0, 0, 1]);
    await counting(() => api.get(world.viewer, path));
    assert.deepEqual(await changes(), [1, 0, 0, 0]);
    await counting(() => api.patch(world.admin, path, { title: "Not a read" }));
    assert.deepEqual(await changes(), [0, 0, 0, 0]);
    await replica.catchUp();
  });

  it("say how old what a replica shows is, and how many connections it has", async () => {
    const { api, world, replica, link } = place;
    const lag = `slacky_replica_lag_seconds{replica="127.0.0.1:${link.port}"}`;
    const read = () => api.get(world.viewer, path, any);
    await until(async () => {
      await place.ready();
      await place.readUntil("served", read);
      return (await metric(lag)) === 0;
    });
    const pool = `slacky_db_pool_connections{pool="replica 127.0.0.1:${link.port}",state="open"}`;
    assert.ok((await metric(pool)) > 0);

    await replica.pauseReplay();
    try {
      await until(async () => {
        await replica.resumeReplay();
        await place.ready();
        await replica.pauseReplay();
        await api.patch(world.admin, path, { title: `title ${performance.now()}` });
        // Until the primary has said that it is further than the replica, or that is too old.
        let outcomes: string[];
        do {
          outcomes = await place.outcomesOf(read);
        } while (outcomes.join() === "served" && (await metric(lag)) === 0);
        return (await metric(lag)) > 0;
      });
    } finally {
      await replica.resumeReplay();
    }
  });

  it("say at a replica's first read that it may be as old as is allowed, not that it is current", async () => {
    const { api, world, replica } = place;
    await place.ready();
    await replica.pauseReplay();
    await api.patch(world.admin, path, { title: "Not replayed yet" });
    const registry = new Registry();
    const replicas = createReplicas(api.instance.config, {
      accounts: new TimeAccounts(),
      counts: createReplicaMetrics([registry]),
      onError: assert.ifError,
    });
    try {
      await until(() => replicas.isKnown);
      const [first] = replicas.replicas;
      const { history = "" } = replicas.least("any") ?? {};
      const least = { history, l: "0".repeat(16) };
      const deadline = performance.now() + 10_000;
      assert.ok(first);
      replicas.noteReplayed(first, (await first.send([], { least, deadline })).l);

      const lag = await registry.getSingleMetric("slacky_replica_lag_seconds")?.get();
      assert.ok((lag?.values[0]?.value ?? 0) > 0);
    } finally {
      await replica.resumeReplay();
      await replicas.close();
    }
  });
});
