import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startApi, type TestApi } from "../support/api.ts";
import { givenTicket, givenWorld } from "../support/given.ts";
import { assertProblem } from "../support/problem.ts";
import { head, openRaw, type RawConnection } from "../support/raw.ts";

const timeouts = { headersMs: 300, requestMs: 700, keepAliveMs: 500, idleMs: 800, checkMs: 50 };
const host = "Host: slacky.example.com";

let api: TestApi;
before(async () => {
  api = await startApi({}, { timeouts });
});
after(() => api.close());

describe("a slow client", () => {
  it("that does not finish its headers in time gets 408 and is disconnected, even if it keeps sending", async () => {
    const connection = await openRaw(api.url);
    const drip = dripInto(connection, `GET /v1/me HTTP/1.1\r\n${host}\r\nX-Slow: `);

    const reply = await connection.reply();

    clearInterval(drip);
    assert.ok(reply);
    assertProblem(reply, "request_timeout");
    await untilClosed(connection);
  });

  it("that does not finish its body in time gets 408 and is disconnected", async () => {
    const world = await givenWorld(api);
    const connection = await openRaw(api.url);
    const start = head(
      "POST /v1/workspaces HTTP/1.1",
      host,
      `Authorization: Bearer ${world.admin.token}`,
      "Content-Type: application/json",
      "Content-Length: 1000",
    );
    const drip = dripInto(connection, start);

    const reply = await connection.reply();

    clearInterval(drip);
    assert.ok(reply);
    assertProblem(reply, "request_timeout");
    await untilClosed(connection);
  });

  it("that does not read its responses is disconnected", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 20; n += 1) {
      await givenTicket(api, world, { description: "a ".repeat(32_000) });
    }
    const connection = await openRaw(api.url);
    connection.socket.pause();
    const list = head(
      `GET ${world.workspacePath}/tickets HTTP/1.1`,
      host,
      `Authorization: Bearer ${world.viewer.token}`,
    );
    connection.socket.write(list.repeat(8));

    await sleep(timeouts.idleMs * 4);
    connection.socket.resume();

    await untilClosed(connection);
    assert.ok(connection.replies().length < 8);
  });

  it("that sends no further request in time finds its connection closed, without a second response", async () => {
    const connection = await openRaw(api.url);
    connection.socket.write(head("GET /v1/me HTTP/1.1", host));
    assert.ok(await connection.reply());

    await untilClosed(connection);

    assert.equal(connection.replies().length, 1);
  });

  it("does not delay other requests, even if there are three hundred slow clients", async () => {
    const idle = await Promise.all(Array.from({ length: 300 }, () => openRaw(api.url)));
    for (const { socket } of idle.slice(100)) socket.write("GET /v1/me HTTP/1.1\r\nHost: ");

    const reply = await api.get(undefined, "/v1/me");

    assert.equal(reply.status, 401);
    await Promise.all(idle.slice(100).map(untilClosed));
    for (const { socket } of idle) socket.destroy();
  });
});

it("a client that disconnects in the middle of its body has no effect", async () => {
  const world = await givenWorld(api);
  const connection = await openRaw(api.url);
  connection.socket.write(
    `${head(
      "POST /v1/workspaces HTTP/1.1",
      host,
      `Authorization: Bearer ${world.outsider.token}`,
      "Content-Type: application/json",
      "Content-Length: 1000",
    )}{"name": "half`,
  );
  await sleep(50);
  connection.socket.destroy();

  const { body } = await api.get(world.outsider, "/v1/workspaces");
  assert.deepEqual(body.data, []);
});

function dripInto({ socket }: RawConnection, start: string): NodeJS.Timeout {
  socket.write(start);
  return setInterval(() => socket.writable && socket.write("a"), 20);
}

async function untilClosed({ socket }: RawConnection): Promise<void> {
  if (socket.destroyed || socket.readableEnded) return;
  socket.resume();
  await Promise.race([once(socket, "end"), once(socket, "close")]);
}
