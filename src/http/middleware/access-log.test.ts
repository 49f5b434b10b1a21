import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { pino } from "pino";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { givenTicket, givenWorld } from "../../../test/support/given.ts";
import { untilBlocked } from "../../../test/support/locks.ts";
import { transaction } from "../../db/transaction.ts";
import { serve } from "../../serve.ts";
import { lockTicketRow } from "../../tickets/queries.ts";

type Line = Record<string, unknown>;

let api: TestApi;
let server: Awaited<ReturnType<typeof serve>>;
const lines: Line[] = [];

before(async () => {
  api = await startApi();
  const log = pino({ level: "debug" }, { write: (line) => void lines.push(JSON.parse(line)) });
  server = await serve({ ...api.instance.config, trustProxy: 1 }, log);
});
after(async () => {
  await server.close();
  await api.close();
});

/** The line is written when the response has ended, which may be after the client has received it. */
async function lineAbout(path: string): Promise<Line> {
  for (let tries = 0; tries < 100; tries += 1) {
    const line = lines.find((each) => each.path === path);
    if (line) return line;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`No line about ${path}: ${JSON.stringify(lines)}`);
}

describe("the access log line of a request", () => {
  it("contains the operation, the caller, the status and the duration", async () => {
    const world = await givenWorld(api);
    const headers = { authorization: `Bearer ${world.member.token}`, "x-request-id": "request-1" };

    await fetch(`${server.url}${world.workspacePath}?limit=x`, { headers });

    const { ms, time: _, ...line } = await lineAbout(world.workspacePath);
    assert.deepEqual(line, {
      level: 30,
      pid: process.pid,
      hostname: line.hostname,
      msg: "request",
      method: "GET",
      route: "/v1/workspaces/:workspace_id",
      path: world.workspacePath,
      status: 400,
      problem: "invalid_request",
      request_id: "request-1",
      ip_address: "127.0.0.1",
      user_id: world.member.id,
    });
    assert.equal(typeof ms, "number");
  });

  it("contains the trace of a valid traceparent, and nothing of another one", async () => {
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const expected: Record<string, string | undefined> = {
      [`00-${id}-00f067aa0ba902b7-01`]: id,
      [`01-${id}-00f067aa0ba902b7-01-more`]: id,
      [`00-${id}-00f067aa0ba902b7-01-more`]: undefined,
      [`ff-${id}-00f067aa0ba902b7-01`]: undefined,
      [`00-${"0".repeat(32)}-00f067aa0ba902b7-01`]: undefined,
      [`00-${id}-${"0".repeat(16)}-01`]: undefined,
      [`00-${id.toUpperCase()}-00f067aa0ba902b7-01`]: undefined,
      [`00-${id}-00f067aa0ba902b7`]: undefined,
    };
    for (const [index, header] of Object.keys(expected).entries()) {
      await fetch(`${server.url}/traced/${index}`, { headers: { traceparent: header } });
      const { trace_id } = await lineAbout(`/traced/${index}`);
      assert.equal(trace_id, expected[header], header);
    }
  });

  it("contains the address of the client, not of the trusted proxy, and none that a client invented", async () => {
    await fetch(`${server.url}/through-the-proxy`, {
      headers: { "x-forwarded-for": "192.0.2.66, [2001:db8::5]:4711" },
    });

    assert.equal((await lineAbout("/through-the-proxy")).ip_address, "2001:db8::5");
  });

  it("contains no token, no query and no body of the request", async () => {
    await fetch(`${server.url}/v1/auth/login?secret=in-the-query`, {
      method: "POST",
      headers: { authorization: "Bearer in-the-header", "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@example.com", password: "in-the-body" }),
    });

    await lineAbout("/v1/auth/login");
    assert.doesNotMatch(JSON.stringify(lines), /in-the-/);
  });

  it("has the route `unmatched` for an unknown path, and truncates the path", async () => {
    const path = `/${"long".repeat(200)}`;

    await fetch(server.url + path);

    const { route, status } = await lineAbout(path.slice(0, 300));
    assert.deepEqual([route, status], ["unmatched", 404]);
  });

  it("does not contain a stream token, used or refused, and names its user", async () => {
    const world = await givenWorld(api);
    const { body } = await api.post(world.viewer, `${world.workspacePath}/events/stream-tokens`);
    const path = `${world.workspacePath}/events`;
    const open = () =>
      fetch(`${server.url}${path}?stream_token=${body.stream_token}`, {
        headers: { accept: "text/event-stream" },
      });

    await (await open()).body?.cancel();
    await (await open()).body?.cancel();

    const line = await lineAbout(path);
    assert.equal(line.user_id, world.viewer.id);
    assert.doesNotMatch(JSON.stringify(lines), new RegExp(body.stream_token.slice(4)));
  });

  it("has the level debug for a health probe", async () => {
    await fetch(`${server.url}/readyz`);

    assert.equal((await lineAbout("/readyz")).level, 20);
  });

  it("has no status if the client disconnected before the response", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    await transaction(api.db, async (rival) => {
      await rival.query(lockTicketRow(ticket, "for update"));
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      await once(socket, "connect");
      socket.write(
        `DELETE ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.admin.token}\r\n\r\n`,
      );
      await untilBlocked(api.db);
      socket.destroy();
      const line = await lineAbout(path);
      assert.equal("status" in line, false);
      assert.equal(line.method, "DELETE");
    });
  });
});
