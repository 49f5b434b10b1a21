import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { startApi, type TestApi } from "../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../test/support/given.ts";
import { untilBlocked } from "../test/support/locks.ts";
import { createApp } from "./app.ts";
import { transaction } from "./db/transaction.ts";
import { createGracefulServer } from "./http/server/graceful-shutdown.ts";
import { createHttpServer } from "./http/server/server.ts";
import { serve } from "./serve.ts";
import { lockTicketRow } from "./tickets/queries.ts";

let api: TestApi;
let world: World;
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
});
after(() => api.close());

const silent = pino({ level: "silent" });
const start = () => serve(api.instance.config, silent);

/** Only the HTTP server, with another time until it disconnects its clients. */
async function startGraceful(options: { shutdownMs: number }) {
  const http = createHttpServer(createApp(api.instance), api.instance.config);
  const received = once(http, "request");
  const graceful = createGracefulServer(http, options);
  await graceful.listen({ host: "127.0.0.1", port: 0 });
  const { port } = http.address() as AddressInfo;
  return { ...graceful, port, url: `http://127.0.0.1:${port}`, received };
}

interface Answer {
  status: number | undefined;
  connection: string | undefined;
  body: string;
}

/** Sends one request on a keep-alive connection. */
async function send(
  agent: Agent,
  url: string,
  { method = "GET", path }: { method?: string; path: string },
): Promise<Answer> {
  const headers = { authorization: `Bearer ${world.admin.token}` };
  const sent = request(url + path, { agent, method, headers }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const { statusCode: status, headers: received } = response;
  return { status, connection: received.connection, body: await text(response) };
}

describe("closing the server", () => {
  it("fails the probe of readiness at once, and accepts connections until the delay is over", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const delay = 3_600_000;
    const server = await serve({ ...api.instance.config, drainDelayMs: delay }, silent);
    const sendAlone = (path: string) => send(new Agent(), server.url, { path });
    assert.equal((await sendAlone("/readyz")).status, 200);

    const closing = server.close();
    t.mock.timers.tick(delay - 1);
    const statuses = [
      (await sendAlone("/readyz")).status,
      (await sendAlone(world.workspacePath)).status,
    ];
    t.mock.timers.tick(1);
    t.mock.timers.reset();
    await closing;

    assert.deepEqual(statuses, [503, 200]);
    await assert.rejects(sendAlone("/healthz"), { code: "ECONNREFUSED" });
  });

  it("does not drop a request of clients that send continuously", async () => {
    const server = await start();
    const outcomes = new Map<string, number>();
    const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const keepSending = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        try {
          const { status } = await send(agent, server.url, { path: world.workspacePath });
          note(String(status));
        } catch (error) {
          note((error as NodeJS.ErrnoException).code ?? String(error));
          return;
        }
      }
    };

    const clients = Array.from({ length: 20 }, keepSending);
    while ((outcomes.get("200") ?? 0) < 60) await sleep(10);
    await server.close();
    await Promise.all(clients);

    const { 200: answered = 0, ...others } = Object.fromEntries(outcomes);
    assert.ok(answered >= 20, `${answered} were answered`);
    assert.deepEqual(others, { ECONNREFUSED: 20 });
  });

  it("lets a request in progress finish, with `Connection: close` in its response", async () => {
    const server = await start();
    const ticket = await givenTicket(api, world);
    const agent = new Agent({ keepAlive: true });
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    const { late, closed } = await transaction(api.db, async (rival) => {
      await rival.query(lockTicketRow(ticket, "for update"));
      const late = send(agent, server.url, { method: "DELETE", path });
      await untilBlocked(api.db);
      const closed = server.close();
      await sleep(600);
      return { late, closed };
    });

    assert.deepEqual(await late, { status: 204, connection: "close", body: "" });
    await closed;
  });

  it("makes /readyz respond 503 on existing connections", async () => {
    const server = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await send(agent, server.url, { path: "/readyz" });

    const closed = server.close();
    const after = await send(agent, server.url, { path: "/readyz" });
    await closed;

    assert.deepEqual([before.status, before.connection], [200, "keep-alive"]);
    assert.deepEqual([after.status, after.connection], [503, "close"]);
  });

  it("does not wait for idle connections, nor for those that never sent a request", async () => {
    const server = await startGraceful({ shutdownMs: 2 ** 30 });
    const silentOne = connect(server.port, "127.0.0.1");
    await once(silentOne, "connect");
    const agent = new Agent({ keepAlive: true });
    const { status } = await send(agent, server.url, { path: "/healthz" });

    // If it waited, it would not end before the test does.
    await server.shutDown();

    assert.equal(status, 200);
  });

  it("disconnects a client that does not finish its request in time", async () => {
    const server = await startGraceful({ shutdownMs: 500 });
    const endless = connect(server.port, "127.0.0.1");
    await once(endless, "connect");
    const head = "Host: x\r\nContent-Type: application/json\r\nContent-Length: 10";
    endless.write(`POST /v1/auth/login HTTP/1.1\r\n${head}\r\n\r\n{`);
    await server.received;

    await Promise.all([server.shutDown(), once(endless, "close")]);
  });
});

describe("serve", () => {
  it("fails on a port that is in use, and leaves nothing open", async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);

    const second = serve({ ...api.instance.config, port }, silent);

    await assert.rejects(second, { code: "EADDRINUSE" });
    await first.close();
  });
});
