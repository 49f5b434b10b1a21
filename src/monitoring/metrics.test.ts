import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { noRateLimits, startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { until } from "../../test/support/locks.ts";
import { transaction } from "../db/transaction.ts";
import { blockChain, unblockChain } from "../events/relay/blocked-queries.ts";
import { relayEvents } from "../jobs/relay-events.ts";
import { serve } from "../serve.ts";
import { createMetrics } from "./metrics.ts";
import { findOutboxState } from "./outbox-queries.ts";
import { startMonitoring } from "./start.ts";

let api: TestApi;
before(async () => {
  api = await startApi({
    rateLimits: { ...noRateLimits, anonymous: { limit: 1, windowSeconds: 60 } },
  });
});
after(() => api.close());

const silent = pino({ level: "silent" });

async function metric(address: string | undefined, line: RegExp): Promise<number> {
  const text = await (await fetch(address ?? "")).text();
  const value = text.split("\n").find((each) => line.test(each));
  assert.ok(value, `${line} is not in\n${text}`);
  return Number(value.split(" ").at(-1));
}

describe("the metrics", () => {
  it("count requests by method, route and status class, and refusals by code", async () => {
    const monitoring = await startMonitoring({ ...api.instance.config, metricsPort: 0 }, silent);
    const server = await serve(api.instance.config, silent, monitoring.metrics);
    const world = await givenWorld(api);
    const headers = { authorization: `Bearer ${world.member.token}` };

    await fetch(server.url + world.workspacePath, { headers });
    await fetch(`${server.url}/v1/me`);
    await fetch(`${server.url}/v1/me`);
    const { metricsUrl } = monitoring;
    const count = "slacky_http_request_duration_seconds_count";
    const read = new RegExp(`^${count}{.*GET.*route="/v1/workspaces/:workspace_id",status="2xx"}`);
    const counts = {
      read: await metric(metricsUrl, read),
      refused: await metric(metricsUrl, /^slacky_http_problems_total{code="rate_limited"}/),
      open: await metric(metricsUrl, /^slacky_db_pool_connections{pool="reads",state="open"}/),
      waiting: await metric(metricsUrl, /^slacky_db_pool_waiting{pool="reads"} /),
      memory: await metric(metricsUrl, /^process_resident_memory_bytes /),
    };
    await Promise.all([server.close(), monitoring.close()]);

    assert.equal(counts.read, 1);
    assert.equal(counts.refused, 1);
    assert.equal(counts.open, 1);
    assert.equal(counts.waiting, 0);
    assert.ok(counts.memory > 0);
  });

  it("name the workspaces whose events cannot be relayed, and are 0 without any", async () => {
    const event = { event_id: randomUUID(), event_type: "ticket.created" };
    const chain = { chain_id: randomUUID(), ...event, error: "It is broken." };
    const metrics = createMetrics();
    metrics.showOutbox(await findOutboxState(api.db));
    const before = await metrics.registry.metrics();
    await transaction(api.db, (tx) => blockChain(tx, chain, { retrySeconds: 60 }));
    metrics.showOutbox(await findOutboxState(api.db));
    const blocked = await metrics.registry.metrics();
    await transaction(api.db, (tx) => unblockChain(tx, chain.chain_id));
    metrics.showOutbox(await findOutboxState(api.db));
    const after = await metrics.registry.metrics();

    assert.match(blocked, /^slacky_relay_blocked_chains 1$/m);
    const labels = `workspace="${chain.chain_id}",event_type="ticket.created",event_id="${event.event_id}"`;
    assert.match(blocked, new RegExp(`^slacky_relay_blocked_seconds{${labels}} [\\d.e-]+$`, "m"));
    for (const text of [before, after]) {
      assert.match(text, /^slacky_relay_blocked_chains 0$/m);
      assert.doesNotMatch(text, /^slacky_relay_blocked_seconds/m);
    }
  });

  it("count the rows that the relay processed, and report the rows, lag and dead rows of the outbox", async () => {
    const metrics = createMetrics();
    await givenWorld(api);
    const monitoring = await startMonitoring({ ...api.instance.config, metricsPort: 0 }, silent);
    const { metricsUrl } = monitoring;
    await until(() =>
      monitoring.metrics.registry.metrics().then((text) => /outbox_rows \d/.test(text)),
    );
    const outbox = {
      rows: await metric(metricsUrl, /^slacky_outbox_rows /),
      lag: await metric(metricsUrl, /^slacky_outbox_lag_seconds /),
      dead: await metric(metricsUrl, /^slacky_outbox_dead_rows /),
    };
    await relayEvents.run({ ...api.instance, metrics }, new AbortController().signal);
    const text = await metrics.registry.metrics();
    await monitoring.close();

    assert.ok(outbox.rows >= 2 && outbox.lag > 0 && outbox.dead >= 0, JSON.stringify(outbox));
    assert.match(text, new RegExp(`^slacky_relay_rows_total ${outbox.rows}$`, "m"));
    assert.match(text, /^slacky_relay_batch_duration_seconds_count 1$/m);
    // Nobody measured the outbox for this registry, and a missing value must not be reported as 0.
    assert.doesNotMatch(text, /^slacky_outbox/m);
  });

  it("are not served without a port of their own", async () => {
    const monitoring = await startMonitoring(api.instance.config, silent);
    const server = await serve(api.instance.config, silent, monitoring.metrics);
    const { status } = await fetch(`${server.url}/metrics`);
    await Promise.all([server.close(), monitoring.close()]);

    assert.equal(status, 404);
    assert.equal(monitoring.metricsUrl, undefined);
  });

  it("have the health of the process beside them: 503 while a job is late, with its name", async () => {
    const monitoring = await startMonitoring({ ...api.instance.config, metricsPort: 0 }, silent);
    const health = async () => {
      const response = await fetch(new URL("/healthz", monitoring.metricsUrl));
      return [response.status, await response.json()];
    };
    let late: string[] = [];

    const without = await health();
    monitoring.metrics.watchJobs(() => late);
    const onTime = await health();
    late = ["relay-events"];
    const tooLate = await health();
    await monitoring.close();

    assert.deepEqual(without, [200, { status: "alive" }]);
    assert.deepEqual(onTime, [200, { status: "alive" }]);
    assert.deepEqual(tooLate, [503, { status: "late", late_jobs: ["relay-events"] }]);
  });

  it("listen where METRICS_HOST says", async () => {
    const config = { ...api.instance.config, metricsHost: "127.0.0.2", metricsPort: 0 };
    const monitoring = await startMonitoring(config, silent);
    const { hostname } = new URL(monitoring.metricsUrl ?? "");
    const { status } = await fetch(monitoring.metricsUrl ?? "");
    await monitoring.close();

    assert.deepEqual([hostname, status], ["127.0.0.2", 200]);
  });

  it("are the only resource on their port, except the health", async () => {
    const monitoring = await startMonitoring({ ...api.instance.config, metricsPort: 0 }, silent);
    const { origin } = new URL(monitoring.metricsUrl ?? "");
    const statuses = await Promise.all(
      ["/", "/v1/me", "/readyz"].map(async (path) => (await fetch(origin + path)).status),
    );
    await monitoring.close();

    assert.deepEqual(statuses, [404, 404, 404]);
  });
});
