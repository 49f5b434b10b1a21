import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld, type Person, type World } from "../../../test/support/given.ts";
import { until } from "../../../test/support/locks.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import { limits } from "../../limits.ts";
import { createUnsentResponses } from "./unsent.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const CLIENTS = 20;
/** JSON writes each of these characters, except the first, with six. */
const escaped = `x${"\u0001".repeat(limits.text - 1)}`;

describe("responses that a client does not read", () => {
  it("are limited in bytes: further reads of the caller get 429, and those of others are answered", async () => {
    const world = await givenWorld(api);
    const path = await givenLargePage(world);
    const { bytesOf } = api.instance.unsent;

    const sockets = Array.from({ length: CLIENTS }, () =>
      requestWithoutReading(world.viewer, path),
    );
    await until(() => sockets.every(({ readableLength }) => readableLength > 0));
    const unsent = bytesOf(world.viewer.id);
    const refused = await api.get(world.viewer, path);
    const others = await api.get(world.member, path);
    for (const socket of sockets) socket.destroy();
    await until(() => bytesOf(world.viewer.id) === 0);
    const recovered = await api.get(world.viewer, path);

    assertProblem(refused, "rate_limited");
    assert.equal(refused.headers.get("retry-after"), "1");
    assert.ok(unsent > 0 && unsent <= limits.unsent_bytes, `${unsent} bytes were unsent`);
    assert.deepEqual([others.status, recovered.status], [200, 200]);
  });

  it("count also if they are refusals, which can contain a whole ticket", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world, { description: escaped });
    const { bytesOf } = api.instance.unsent;
    const request = [
      `PATCH ${world.workspacePath}/tickets/${id} HTTP/1.1`,
      "Host: x",
      `Authorization: Bearer ${world.member.token}`,
      'If-Match: "9"',
      "Content-Type: application/json",
      "Content-Length: 2",
      "",
      "{}",
    ].join("\r\n");

    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.write(request.repeat(20));
    await until(() => bytesOf(world.member.id) > 0);
    socket.destroy();
    await until(() => bytesOf(world.member.id) === 0);
  });

  it("refuse every request of the caller while they exceed the limit, until they are closed", () => {
    const { requireRoom, track } = createUnsentResponses();
    const large = Object.assign(new EventEmitter(), {
      writableLength: limits.unsent_bytes + 1,
      writableEnded: true,
    });
    requireRoom("ada", 2 * limits.unsent_bytes);
    track("ada", large);

    assert.throws(() => requireRoom("ada"), { code: "rate_limited" });
    requireRoom("bob");
    large.emit("close");
    requireRoom("ada");
  });
});

describe("the streams of a caller", () => {
  it("are twenty, whatever their workspace; a further one gets 429, also with a stream token", async () => {
    const world = await givenWorld(api);
    const stream = { accept: "text/event-stream" };
    const over = new AbortController();
    const open = (as: Person, path = `${world.workspacePath}/events`) =>
      fetch(api.url + path, {
        headers: { authorization: `Bearer ${as.token}`, ...stream },
        signal: over.signal,
      });
    const opened = await Promise.all(
      Array.from({ length: limits.streams_of_caller }, () => open(world.viewer)),
    );

    const refused = await api.get(world.viewer, `${world.workspacePath}/events`, stream);
    const { body } = await api.post(world.viewer, `${world.workspacePath}/events/stream-tokens`);
    const byToken = await api.get(
      undefined,
      `${world.workspacePath}/events?stream_token=${body.stream_token}`,
      stream,
    );
    const other = await open(world.member);
    await opened[0]?.body?.cancel();
    let again = await open(world.viewer);
    await until(async () => {
      if (again.status === 200) return true;
      again = await open(world.viewer);
      return false;
    });

    assert.deepEqual(new Set(opened.map(({ status }) => status)), new Set([200]));
    for (const reply of [refused, byToken]) {
      assertProblem(reply, "too_many_streams");
      assert.equal(reply.body.limit, 20);
    }
    assert.equal(other.status, 200);
    over.abort();
  });
});

/** The path of a page whose texts are almost 1 MiB, and whose JSON is almost 6 MiB. */
async function givenLargePage(world: World): Promise<string> {
  const { id } = await givenTicket(api, world);
  const path = `${world.workspacePath}/tickets/${id}/comments`;
  for (let n = 0; n < 8; n += 1) await api.post(world.member, path, { body: escaped });
  return `${path}?limit=100`;
}

/** Sends a request on a connection of its own and reads nothing of the response. */
function requestWithoutReading({ token }: Person, path: string): Socket {
  const { port, hostname } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  return socket;
}
