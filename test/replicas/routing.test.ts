import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Registry } from "prom-client";
import { createReplicas, type Replicas } from "../../src/db/replicas/replicas.ts";
import { Routing } from "../../src/db/replicas/routing.ts";
import { TimeAccounts } from "../../src/db/shares/time-accounts.ts";
import { sql } from "../../src/db/sql.ts";
import { transaction } from "../../src/db/transaction.ts";
import { createReplicaMetrics } from "../../src/monitoring/replica-metrics.ts";
import { until } from "../support/locks.ts";
import { startWithReplica, type WithReplica } from "./start.ts";

let place: WithReplica;
/** Those of a process that has just started. */
let replicas: Replicas;
before(async () => {
  place = await startWithReplica();
});
after(async () => {
  await replicas?.close();
  await place.close();
});

const routeWrite = () =>
  new Routing(replicas, { sent: undefined, isRead: false, wantsReplica: false });

async function commitBy(routing: Routing): Promise<void> {
  await transaction(routing.onPrimary(place.api.db), (tx) =>
    tx.query(sql`update relay set cluster = cluster where id = 1`),
  );
}

describe("whether a write that was refused may have committed something", () => {
  it("is yes while the process does not know the primary's history, because no commit is reported", async () => {
    replicas = createReplicas(place.api.instance.config, {
      accounts: new TimeAccounts(),
      counts: createReplicaMetrics([new Registry()]),
      onError: assert.ifError,
    });
    const routing = routeWrite();
    assert.equal(replicas.isKnown, false);
    await commitBy(routing);

    assert.equal(routing.mayHaveCommitted, true);
  });

  it("is later yes only if it did", async () => {
    await until(() => replicas.isKnown);
    const [refused, committed] = [routeWrite(), routeWrite()];
    refused.onPrimary(place.api.db);
    await commitBy(committed);

    assert.deepEqual([refused.mayHaveCommitted, committed.mayHaveCommitted], [false, true]);
  });
});
