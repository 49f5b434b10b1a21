import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AggregatorRegistry, Registry } from "prom-client";
import { createReplicaMetrics } from "./replica-metrics.ts";

const lagOf = async (registry: Registry) =>
  /^slacky_replica_lag_seconds\{replica="db2"\} (.*)$/m.exec(await registry.metrics())?.[1];

describe("slacky_replica_lag_seconds", () => {
  it("is the greatest of the values of several processes", async () => {
    const registries = [new Registry(), new Registry()] as const;
    for (const registry of registries) createReplicaMetrics([registry]).noteLag("db2", 0.25);

    const all = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));

    assert.equal(await lagOf(AggregatorRegistry.aggregate(all)), "0.25");
  });

  it("is absent after a read that the replica could not serve, until it serves one", async () => {
    const registry = new Registry();
    const counts = createReplicaMetrics([registry]);
    for (const outcome of ["behind", "failed", "left_out"] as const) {
      counts.noteLag("db2", 0);
      counts.countReplicaRead("db2", "served");
      assert.equal(await lagOf(registry), "0");
      counts.countReplicaRead("db2", outcome);
      assert.equal(await lagOf(registry), undefined);
    }
  });
});
