import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenWorld } from "../../test/support/given.ts";
import { serve } from "../serve.ts";

let api: TestApi;
before(async () => {
  api = await startApi({
    rateLimits: { anonymous: { limit: 1, windowSeconds: 60 }, caller: undefined, auth: undefined },
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
  it("count requests by method, route and class of status, and refusals by code", async () => {
    const server = await serve({ ...api.instance.config, metricsPort: 0 }, silent);
    const world = await givenWorld(api);
    const headers = { authorization: `Bearer ${world.member.token}` };

    await fetch(server.url + world.W, { headers });
    await fetch(`${server.url}/v1/me`);
    await fetch(`${server.url}/v1/me`);
    const { metricsUrl } = server;
    const count = "slacky_http_request_duration_seconds_count";
    const read = new RegExp(`^${count}{.*GET.*route="/v1/workspaces/:workspace_id",status="2xx"}`);
    const counts = {
      read: await metric(metricsUrl, read),
      refused: await metric(metricsUrl, /^slacky_http_problems_total{code="rate_limited"}/),
      open: await metric(metricsUrl, /^slacky_db_pool_connections{state="open"}/),
      waiting: await metric(metricsUrl, /^slacky_db_pool_waiting /),
      memory: await metric(metricsUrl, /^process_resident_memory_bytes /),
    };
    await server.close();

    assert.equal(counts.read, 1);
    assert.equal(counts.refused, 1);
    assert.equal(counts.open, 1);
    assert.equal(counts.waiting, 0);
    assert.ok(counts.memory > 0);
  });

  it("are nowhere unless they have a port", async () => {
    const server = await serve(api.instance.config, silent);
    const { status } = await fetch(`${server.url}/metrics`);
    const { metricsUrl } = server;
    await server.close();

    assert.equal(status, 404);
    assert.equal(metricsUrl, undefined);
  });

  it("are all that their port has", async () => {
    const server = await serve({ ...api.instance.config, metricsPort: 0 }, silent);
    const { origin } = new URL(server.metricsUrl ?? "");
    const statuses = await Promise.all(
      ["/", "/v1/me", "/healthz"].map(async (path) => (await fetch(origin + path)).status),
    );
    await server.close();

    assert.deepEqual(statuses, [404, 404, 404]);
  });
});
