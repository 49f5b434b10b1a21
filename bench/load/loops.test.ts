import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { openConnection } from "./connection.ts";
import { request } from "./http.ts";
import { type Act, type Client, closedLoop, noSamples, openLoop } from "./loops.ts";

const stallMs = 400;
const rate = 100;

let stallUntil = 0;
const server = createServer((req, res) => {
  setTimeout(
    () => {
      res.statusCode = req.url === "/missing" ? 404 : 200;
      res.setHeader("Content-Length", 2);
      if (req.url === "/close") req.socket.destroy();
      else res.end("{}");
    },
    Math.max(0, stallUntil - performance.now()),
  );
}).listen(0, "127.0.0.1");

before(() => once(server, "listening"));
after(() => {
  server.close();
  server.closeAllConnections();
});

describe("a load", () => {
  it("at a fixed rate, counts the delay of every request that a stall held up", async () => {
    const clients = await givenClients("/");
    const samples = noSamples();

    stallUntil = performance.now() + stallMs;
    await openLoop(clients, { seconds: 1, rate }, samples);

    const late = samples.latencies_ms.filter((latency_ms) => latency_ms > stallMs / 4);
    assert.equal(samples.latencies_ms.length, rate);
    // All that were due in the first three quarters of the stall, not only the one in progress.
    assert.ok(late.length >= 0.5 * rate * (stallMs / 1000), `${late.length} were late`);
  });

  it("in a closed loop, sees a stall only once per connection", async () => {
    const clients = await givenClients("/");
    const samples = noSamples();

    stallUntil = performance.now() + stallMs;
    await closedLoop(clients, 0.6, samples);

    const late = samples.latencies_ms.filter((latency_ms) => latency_ms > stallMs / 4);
    assert.equal(late.length, clients.length);
    assert.ok(samples.latencies_ms.length > 10 * clients.length);
  });

  it("counts refused attempts separately, and times them as one with the final answer", async () => {
    const [client] = await givenClients("/missing");
    const samples = noSamples();
    const act: Act = async (connection, note) => {
      const { status } = await connection.send(request("GET", "/missing"));
      note(status);
      return await connection.send(request("GET", "/"));
    };

    await openLoop([{ ...(client as Client), act }], { seconds: 0.1, rate }, samples);

    assert.deepEqual(samples.statuses, { 200: 10 });
    assert.deepEqual(samples.refusals, { 404: 10 });
    assert.equal(samples.latencies_ms.length, 10);
  });

  it("at a fixed rate, uses all connections by turns", async () => {
    const clients = await givenClients("/");
    const used = clients.map(() => 0);
    const counted = clients.map(({ connection, ...client }, nth) => ({
      ...client,
      connection,
      act: () => {
        used[nth] = (used[nth] ?? 0) + 1;
        return connection.send(request("GET", "/"));
      },
    }));

    await openLoop(counted, { seconds: 0.1, rate }, noSamples());

    assert.deepEqual(used, [5, 5]);
  });

  it("fails where the server closes a connection, and on a connection that is closed already", async () => {
    const clients = await givenClients("/close");
    const load = () => openLoop(clients, { seconds: 0.1, rate }, noSamples());

    await assert.rejects(load(), /closed the connection/);
    await assert.rejects(load(), /closed the connection/);
  });

  it("counts responses by status, and keeps unexpected ones", async () => {
    const clients = await givenClients("/missing");
    const samples = noSamples();

    await openLoop(clients, { seconds: 0.1, rate }, samples);

    assert.deepEqual(samples.statuses, { 404: 10 });
    assert.deepEqual(samples.unexpected, ["404 {}", "404 {}", "404 {}"]);
  });
});

async function givenClients(path: string): Promise<Client[]> {
  const { port } = server.address() as AddressInfo;
  const text = request("GET", path);
  const act: Act = (connection) => connection.send(text);
  return await Promise.all(
    Array.from({ length: 2 }, async () => ({
      connection: await openConnection(port, [200]),
      act,
      expected: [200],
    })),
  );
}
