import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { transaction } from "../src/db/transaction.ts";
import { lockTicketRow } from "../src/tickets/queries.ts";
import { noRateLimits, startApi, type TestApi } from "../test/support/api.ts";
import { givenTicket, givenWorld, type Person, type World } from "../test/support/given.ts";
import { type HttpProxy, startHttpProxy } from "../test/support/proxies/http-proxy.ts";
import { type ClientOptions, createClient } from "./client.ts";
import { isProblem, NoResponse } from "./problem.ts";

let api: TestApi;
let proxy: HttpProxy;
before(async () => {
  api = await startApi();
  proxy = await startHttpProxy(api.url);
});
after(async () => {
  await proxy.close();
  await api.close();
});

/** A client whose connections can be cut, and the requests that it sent, with their keys. */
function givenClient({ token }: Person, options: Partial<ClientOptions> = {}) {
  const sent: string[] = [];
  const keys: (string | null)[] = [];
  const slacky = createClient({
    url: proxy.url,
    token,
    fetch: (url, init) => {
      sent.push(`${init?.method} ${new URL(String(url)).pathname.split("/").at(-1)}`);
      keys.push(new Headers(init?.headers).get("idempotency-key"));
      return fetch(url, init);
    },
    ...options,
  } as ClientOptions);
  return { slacky, sent, keys };
}

const ticketOf = ({ workspace }: World, ticket_id = "ENG-1") => ({
  workspace_id: workspace.id,
  ticket_id,
});

describe("a call", () => {
  it("sends its input in path and body, and returns the response", async () => {
    const world = await givenWorld(api);
    const { slacky } = givenClient(world.member);

    const ticket = await slacky.createTicket({
      workspace_id: world.workspace.id,
      project_id: world.project.id,
      title: "A ticket",
    });
    const me = await slacky.getMe();

    assert.deepEqual([ticket.key, ticket.version], ["ENG-1", 1]);
    assert.equal(me.user.id, world.member.id);
    assert.equal(await slacky.deleteTicket(ticketOf(world), { ifMatch: 1 }), undefined);
  });

  it("fails with the problem and its members", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { slacky } = givenClient(world.member);

    await assert.rejects(slacky.transitionTicket({ ...ticketOf(world), to: "closed" }), (error) => {
      assert.ok(isProblem(error, "invalid_transition"));
      assert.deepEqual(error.members.allowed, ["in_progress"]);
      assert.equal(error.status, 409);
      assert.equal(error.message.startsWith("transitionTicket: invalid_transition: "), true);
      return !isProblem(error, "version_mismatch") && error.requestId !== "";
    });
  });

  it("changes only the version in `ifMatch`", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const { slacky } = givenClient(world.member);
    const edit = (title: string) =>
      slacky.updateTicket({ ...ticketOf(world), title }, { ifMatch: ticket.version });

    await edit("First");

    await assert.rejects(edit("Second"), (error) => {
      return isProblem(error, "version_mismatch") && error.members.current_version === 2;
    });
  });
});

describe("a call whose response was lost", () => {
  it("is sent again if it only reads or is idempotent", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { slacky, sent } = givenClient(world.member);

    proxy.dropResponseTo("GET /v1");
    assert.equal((await slacky.getTicket(ticketOf(world))).key, "ENG-1");
    proxy.dropResponseTo("PUT /v1");
    const { labels } = await slacky.labelTicket({ ...ticketOf(world), name: "bug" });

    assert.deepEqual(labels, ["bug"]);
    assert.deepEqual(sent, ["GET ENG-1", "GET ENG-1", "PUT bug", "PUT bug"]);
  });

  it("is sent again with the same idempotency key, if the POST takes one, and has one effect", async () => {
    const world = await givenWorld(api);
    const { slacky, keys } = givenClient(world.member);
    const { workspace, project } = world;

    proxy.dropResponseTo("POST /v1");
    const ticket = await slacky.createTicket({
      workspace_id: workspace.id,
      project_id: project.id,
      title: "Made once",
    });
    await slacky.createComment({ ...ticketOf(world), body: "Another call." });

    assert.equal(ticket.key, "ENG-1");
    assert.equal((await slacky.listTickets({ workspace_id: workspace.id })).data.length, 1);
    assert.match(keys[0] ?? "", /^[0-9a-f]{32}$/);
    assert.equal(keys[1], keys[0]);
    assert.notEqual(keys[2], keys[0]);
  });

  it("is sent again while the first attempt is in progress, and waits for its outcome", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const { slacky, sent } = givenClient(world.member);

    let late!: ReturnType<typeof slacky.transitionTicket>;
    await transaction(api.db, async (rival) => {
      await rival.query(lockTicketRow(ticket, "for no key update"));
      late = slacky.transitionTicket({ ...ticketOf(world), to: "in_progress" }, { timeoutMs: 400 });
      // The third is sent only after the second was refused because the first is in progress.
      await untilSent(sent, 3);
    });

    assert.deepEqual([(await late).status, (await late).version], ["in_progress", 2]);
    assert.ok(sent.length >= 3);
  });

  it("has one effect if two calls use the same key", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { slacky } = givenClient(world.member);
    const comment = () =>
      slacky.createComment({ ...ticketOf(world), body: "Once." }, { idempotencyKey: "greeting-1" });

    assert.equal((await comment()).id, (await comment()).id);
    assert.equal((await slacky.listComments(ticketOf(world))).data.length, 1);
  });

  it("is not sent again if that could have two effects, and the error reports that it may have had one", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { slacky, sent } = givenClient(world.member);

    proxy.dropResponseTo("PATCH /v1");
    await assert.rejects(
      slacky.updateTicket({ ...ticketOf(world), title: "Mine" }),
      (error) => error instanceof NoResponse && error.mayHaveTakenEffect,
    );

    assert.deepEqual(sent, ["PATCH ENG-1"]);
    assert.equal((await slacky.getTicket(ticketOf(world))).title, "Mine");
  });

  it("is sent again with its version, and the error of a 412 reports that its own change may be the cause", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { slacky } = givenClient(world.member);

    proxy.dropResponseTo("PATCH /v1");
    await assert.rejects(
      slacky.updateTicket({ ...ticketOf(world), title: "Mine" }, { ifMatch: 1 }),
      (error) => isProblem(error, "version_mismatch") && error.afterLostResponse,
    );

    assert.equal((await slacky.getTicket(ticketOf(world))).version, 2);
  });

  it("is sent again if only the end of the response was lost", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const { slacky, sent } = givenClient(world.member);

    proxy.cutWithin('"key":"ENG-1"');

    assert.equal((await slacky.getTicket(ticketOf(world))).key, "ENG-1");
    assert.equal(sent.length, 2);
  });

  it("fails after the maximum number of attempts", async () => {
    const world = await givenWorld(api);
    const { slacky, sent } = givenClient(world.member, { url: await nowhere(), maxAttempts: 2 });

    await assert.rejects(
      slacky.createWorkspace({ name: "Nowhere" }),
      (error) => error instanceof NoResponse && !error.mayHaveTakenEffect,
    );

    assert.equal(sent.length, 2);
  });

  it("fails after the number of attempts that the call itself allows", async () => {
    const world = await givenWorld(api);
    const { slacky, sent } = givenClient(world.member, { url: await nowhere(), maxAttempts: 3 });

    await assert.rejects(slacky.getMe({}, { maxAttempts: 1 }), NoResponse);

    assert.equal(sent.length, 1);
  });
});

describe("a call that is refused temporarily", () => {
  it("waits for the time in Retry-After, then succeeds", async () => {
    const own = await startApi({
      rateLimits: { ...noRateLimits, caller: { limit: 1, windowSeconds: 2 } },
    });
    try {
      const world = await givenWorld(own);
      const { slacky, sent } = givenClient(world.member, { url: own.url });
      await slacky.getMe();

      await slacky.createWorkspace({ name: "Retries" });

      // If it were sent again too early, it would be refused and sent once more.
      assert.deepEqual(sent, ["GET me", "POST workspaces", "POST workspaces"]);
      const hasty = givenClient(world.member, { url: own.url, retryTimeoutMs: 900 });
      await assert.rejects(hasty.slacky.getMe(), (error) => isProblem(error, "rate_limited"));
      assert.equal(hasty.sent.length, 1);
    } finally {
      await own.close();
    }
  });

  it("is sent again after a lock timeout, even if it is not idempotent, because it had no effect", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const { slacky, sent } = givenClient(world.member);

    let late!: Promise<unknown>;
    await transaction(api.db, async (rival) => {
      await rival.query(lockTicketRow(ticket, "for no key update"));
      late = slacky.updateTicket({ ...ticketOf(world), title: "Mine" });
      late.catch(() => {});
      await untilSent(sent, 2);
    });

    await late;
    assert.ok(sent.length >= 2);
    assert.equal((await slacky.getTicket(ticketOf(world))).version, 2);
  });

  it("ends with the caller's reason when the caller aborts between attempts", async () => {
    const world = await givenWorld(api);
    const { slacky, sent } = givenClient(world.member, { url: await nowhere() });
    const stop = new AbortController();
    const call = slacky.getMe({}, { signal: stop.signal });
    await untilSent(sent, 1);
    stop.abort(new Error("Enough."));
    const attempts = sent.length;

    await assert.rejects(call, /Enough/);
    await assert.rejects(slacky.getMe({}, { signal: stop.signal }), /Enough/);

    assert.equal(sent.length, attempts);
  });

  it("ends with the caller's reason when the caller aborts during an attempt", async () => {
    const world = await givenWorld(api);
    const { url, close } = await givenServer(() => {});
    const { slacky, sent } = givenClient(world.member, { url });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("Enough.")), 50);

    await assert.rejects(slacky.updateMe({ name: "Ada" }, { signal: stop.signal }), /Enough/);

    assert.equal(sent.length, 1);
    await close();
  });
});

describe("a response that is not from Slacky", () => {
  it("is retried if it is a 502 of a proxy, and fails with NoResponse if it is a 404", async () => {
    const world = await givenWorld(api);
    let answers = 0;
    const { url, close } = await givenServer((_req, res) => {
      answers += 1;
      if (answers === 1) res.writeHead(502).end("<h1>Bad gateway</h1>");
      else res.writeHead(404).end("<h1>Not here</h1>");
    });
    const { slacky } = givenClient(world.member, { url });

    await assert.rejects(
      slacky.getMe(),
      (error) => error instanceof NoResponse && error.status === 404 && !error.mayHaveTakenEffect,
    );

    assert.equal(answers, 2);
    await close();
  });

  it("is not followed if it is a redirect, because the token is for this server", async () => {
    const world = await givenWorld(api);
    const reached: unknown[] = [];
    const other = await givenServer((req, res) => {
      reached.push(req.headers.authorization);
      res.end("{}");
    });
    const { url, close } = await givenServer((_req, res) =>
      res.writeHead(307, { location: other.url }).end(),
    );
    const { slacky } = givenClient(world.member, { url });

    await assert.rejects(slacky.getMe(), (error) => error instanceof NoResponse);

    assert.deepEqual(reached, []);
    await Promise.all([close(), other.close()]);
  });
});

async function untilSent(sent: readonly string[], count: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (sent.length < count && Date.now() < deadline) await sleep(20);
}

/** A URL on which no server listens. */
async function nowhere(): Promise<string> {
  const { url, close } = await givenServer(() => {});
  await close();
  return url;
}

async function givenServer(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
