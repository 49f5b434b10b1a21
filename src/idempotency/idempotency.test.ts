import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { givenAccount, signInAgain } from "../../test/support/accounts.ts";
import { type As, startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { assertProblem } from "../../test/support/problem.ts";
import type { Reply } from "../../test/support/reply.ts";
import { statementsOf } from "../../test/support/statements.ts";
import { endpoints } from "../app.ts";
import { takesIdempotencyKey } from "../contract/endpoint.ts";
import { sql } from "../db/sql.ts";
import { parseIdempotencyKey } from "../http/idempotent-request.ts";
import { limits } from "../limits.ts";
import type { Ticket } from "../tickets/ticket.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const under = (key: string) => ({ "idempotency-key": key });
const ticketsOf = ({ workspacePath, project }: World) =>
  `${workspacePath}/projects/${project.id}/tickets`;
const isReplay = ({ headers }: Reply) => headers.get("idempotency-replayed") === "true";

const make = (world: World, as: As, { key, title = "Once" }: { key: string; title?: string }) =>
  api.post(as, ticketsOf(world), { title }, under(key));

async function countTickets({ workspace }: World): Promise<number> {
  const [row] = await api.db.query(sql<{ n: number }>`
    select count(*)::integer as n from tickets where workspace_id = ${workspace.id}`);
  return row?.n ?? 0;
}

describe("a repeated request with the same key", () => {
  it("has one effect, and its replay equals the first response byte by byte", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();
    const send = async () => {
      const response = await fetch(api.url + ticketsOf(world), {
        method: "POST",
        headers: {
          authorization: `Bearer ${world.member.token}`,
          "content-type": "application/json",
          ...under(key),
        },
        body: JSON.stringify({
          title: 'Ünlike "any" 🦆',
          metadata: { b: "\u2028", a: [null, 0.1] },
        }),
      });
      const { status, headers } = response;
      const body = Buffer.from(await response.arrayBuffer());
      const named = ["location", "etag", "content-type", "cache-control"];
      const kept = named.map((name) => headers.get(name));
      return { sent: { status, kept, body }, replayed: headers.get("idempotency-replayed") };
    };

    const first = await send();
    await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/transitions`, {
      to: "in_progress",
    });
    const again = await send();

    assert.equal(first.sent.status, 201);
    assert.deepEqual(again.sent, first.sent);
    assert.deepEqual([first.replayed, again.replayed], [null, "true"]);
    assert.equal(await countTickets(world), 1);
    assert.equal((await outboxEvents(api, world, "ticket.created")).length, 1);
  });

  it("is replayed with its ID, key, version and status alone if the first response is large", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();
    const body = { title: "Once", description: "long ".repeat(4_000) };
    const send = () => api.post(world.member, ticketsOf(world), body, under(key));

    const first = await send();
    const again = await send();

    const { id, version, status } = first.body;
    assert.equal(first.body.description, body.description);
    assert.equal(first.headers.has("idempotency-shortened"), false);
    assert.deepEqual([again.status, isReplay(again)], [201, true]);
    assert.equal(again.headers.get("idempotency-shortened"), "true");
    for (const name of ["location", "etag"]) {
      assert.equal(again.headers.get(name), first.headers.get(name), name);
    }
    assert.deepEqual(again.body, { id, key: first.body.key, version, status });
    assert.equal(await countTickets(world), 1);
    const [stored] = await api.db.query(sql<{ bytes: number }>`
      select octet_length(body) as bytes from idempotency_keys where key = ${key}`);
    assert.ok(Number(stored?.bytes) < 1_000, `${stored?.bytes} bytes`);
  });

  it("of a bulk request on large tickets has the same small results in its replay", async () => {
    const world = await givenWorld(api);
    const tickets: Ticket[] = [];
    for (let n = 0; n < 5; n += 1) {
      tickets.push(await givenTicket(api, world, { description: "x".repeat(limits.text) }));
    }
    const operations = [
      ...tickets.map(({ id }) => ({ op: "unlabel", ticket: id, label: "none" })),
      ...Array.from({ length: 95 }, () => ({ op: "claim", ticket: "NONE-1" })),
    ];
    const headers = under(randomUUID());
    const send = () =>
      api.post(world.member, `${world.workspacePath}/tickets/bulk`, { operations }, headers);

    const first = await send();
    const again = await send();

    assert.deepEqual([first, again].map(isReplay), [false, true]);
    assert.deepEqual(again.body, first.body);
    assert.equal(first.body.results.length, 100);
    assert.ok(JSON.stringify(first.body).length < 100_000);
  });

  it("is replayed if its body is the same JSON value in another notation", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();
    const bodies = [
      '{"title":"Once","priority":"low"}',
      '{ "priority": "low",\n  "title": "\\u004fnce" }',
    ];

    const replies = [];
    for (const body of bodies) {
      replies.push(await api.post(world.member, ticketsOf(world), body, under(key)));
    }

    assert.deepEqual(replies.map(isReplay), [false, true]);
    assert.deepEqual(replies[1]?.body, replies[0]?.body);
  });

  it("is replayed if one body is missing and the other is an empty object", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}/restore`;
    await api.delete(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    const headers = under(randomUUID());

    const first = await api.request(world.member, "POST", path, { headers });
    const again = await api.post(world.member, path, {}, headers);

    assert.deepEqual([first, again].map(isReplay), [false, true]);
    assert.deepEqual(again.body, first.body);
  });

  it("replays a transition that would be refused without a key", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${id}/transitions`;
    const move = (headers: Record<string, string>) =>
      api.post(world.member, path, { to: "in_progress" }, headers);
    const key = under(randomUUID());

    const replies = [
      await move({ ...key, "if-match": '"1"' }),
      await move({ ...key, "if-match": '"1"' }),
      await move({}),
    ];

    assert.deepEqual(
      replies.map(({ status, body }) => [status, body.code ?? body.version]),
      [
        [200, 2],
        [200, 2],
        [409, "invalid_transition"],
      ],
    );
  });

  it("is replayed if only one of its keys is in quotes", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();

    const first = await make(world, world.member, { key });
    const again = await make(world, world.member, { key: `"${key}"` });

    assert.deepEqual([first, again].map(isReplay), [false, true]);
  });

  it("is replayed in another session of the same user", async () => {
    const person = await givenAccount(api);
    const headers = under(randomUUID());

    const first = await api.post(person, "/v1/workspaces", { name: "Acme" }, headers);
    const other = await signInAgain(api, person);
    const again = await api.post(other, "/v1/workspaces", { name: "Acme" }, headers);

    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(isReplay(again), true);
    assert.equal(again.body.id, first.body.id);
  });
});

describe("a repeated request without a key", () => {
  it("has its effect again", async () => {
    const world = await givenWorld(api);

    await api.post(world.member, ticketsOf(world), { title: "Twice" });
    await api.post(world.member, ticketsOf(world), { title: "Twice" });

    assert.equal(await countTickets(world), 2);
  });
});

describe("an idempotency key", () => {
  it("belongs to its user: the same key of another user is a different key", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();

    const replies = [
      await make(world, world.member, { key }),
      await make(world, world.admin, { key }),
    ];

    assert.deepEqual(replies.map(isReplay), [false, false]);
    assert.notEqual(replies[0]?.body.id, replies[1]?.body.id);
  });

  it("is refused with 422 for another path or body, without an effect", async () => {
    const world = await givenWorld(api);
    const elsewhere = await givenWorld(api);
    const key = randomUUID();
    await make(world, world.member, { key });
    const body = { title: "Once" };

    const others = [
      await make(world, world.member, { key, title: "Another" }),
      await api.post(world.member, `${ticketsOf(world)}/`, body, under(key)),
      await api.post(world.member, `${world.workspacePath}/tickets/ENG-1/restore`, {}, under(key)),
      await api.post(world.member, "/v1/workspaces", { name: "Acme" }, under(key)),
    ];
    const foreign = await make(elsewhere, world.member, { key });

    for (const other of others) assertProblem(other, "idempotency_key_reused");
    assertProblem(foreign, "not_found");
    assert.equal(await countTickets(world), 1);
  });

  it("does not store a refusal: the repeated request is executed", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();
    const project = `${world.workspacePath}/projects/${world.project.id}`;
    await api.delete(world.admin, project);

    const refused = await make(world, world.member, { key });
    await api.post(world.admin, `${project}/restore`);
    const done = await make(world, world.member, { key });

    assertProblem(refused, "project_archived");
    assert.deepEqual([done.status, isReplay(done)], [201, false]);
  });

  for (const [what, header] of [
    ["nothing", ""],
    ["an empty string", '""'],
    ["a blank", "a b"],
    ["two of them", "a, b"],
    ["a quote that is not closed", '"a'],
    ["a string with parameters", '"a";b=1'],
    ["letters beyond ASCII", "schlüssel"],
    ["256 characters", "k".repeat(256)],
  ] as const) {
    it(`cannot be ${what}: 400 with the permitted format`, async () => {
      const world = await givenWorld(api);

      const reply = await make(world, world.member, { key: header });

      assertProblem(reply, "invalid_request");
      assert.deepEqual(reply.body.errors, [
        {
          pointer: "/headers/idempotency-key",
          detail: "Must be 1 to 255 visible ASCII characters, optionally in double quotes.",
        },
      ]);
    });
  }

  it("can have 255 characters, with or without quotes, and can contain escaped quotes", () => {
    const longest = "k".repeat(255);
    assert.equal(parseIdempotencyKey(longest), longest);
    assert.equal(parseIdempotencyKey(`"${longest}"`), longest);
    assert.equal(parseIdempotencyKey(`"${"k".repeat(256)}"`), undefined);
    assert.equal(parseIdempotencyKey('"a\\"b\\\\c"'), 'a"b\\c');
  });

  it("is ignored by a sign-in and by every method except POST", async () => {
    const world = await givenWorld(api);
    const { id } = await givenTicket(api, world);
    const { email, password } = await givenAccount(api);
    const headers = under("not a key");

    const replies = [
      await api.get(world.member, `${world.workspacePath}/tickets/${id}`, headers),
      await api.patch(
        world.member,
        `${world.workspacePath}/tickets/${id}`,
        { title: "x" },
        headers,
      ),
      await api.put(
        world.member,
        `${world.workspacePath}/tickets/${id}/labels/bug`,
        undefined,
        headers,
      ),
      await api.delete(world.member, `${world.workspacePath}/tickets/${id}`, headers),
      await api.post(undefined, "/v1/auth/login", { email, password }, headers),
    ];

    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200, 200, 204, 200],
    );
  });

  it("is accepted by every POST outside /v1/auth except the preview of a text, and each of these is a write", () => {
    const posts = endpoints.filter(({ method }) => method === "POST");
    const keyed = endpoints.filter(takesIdempotencyKey);

    assert.deepEqual(
      keyed,
      posts.filter(({ path }) => !path.startsWith("/v1/auth/") && !path.endsWith("/markdown")),
    );
    assert.deepEqual(
      keyed.filter(({ spec }) => !("write" in spec)),
      [],
    );
  });
});

describe("a replay", () => {
  it("is refused with 404 to a member who was removed in the meantime", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();
    await make(world, world.member, { key });
    await api.delete(world.admin, `${world.workspacePath}/members/${world.member.id}`);

    assertProblem(await make(world, world.member, { key }), "not_found");
  });

  it("is refused with 403 to a member whose role was lowered in the meantime", async () => {
    const world = await givenWorld(api);
    const key = randomUUID();
    await make(world, world.member, { key });
    await api.patch(world.admin, `${world.workspacePath}/members/${world.member.id}`, {
      role: "viewer",
    });

    const reply = await make(world, world.member, { key });

    assertProblem(reply, "forbidden");
    assert.equal(reply.body.required_permission, "ticket:create");
  });

  it("is refused with 401 to a user whose session has ended in the meantime", async () => {
    const person = await givenAccount(api);
    const headers = under(randomUUID());
    await api.post(person, "/v1/workspaces", { name: "Acme" }, headers);
    await api.post(undefined, "/v1/auth/logout", { refresh_token: person.refresh_token });

    const reply = await api.post(person, "/v1/workspaces", { name: "Acme" }, headers);

    assertProblem(reply, "unauthenticated");
  });
});

describe("the cost of an idempotency key", () => {
  it("is two statements for a command with a key, and none without", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world);
    const comment = (headers = {}) =>
      api.post(
        world.member,
        `${world.workspacePath}/tickets/ENG-1/comments`,
        { body: "Once" },
        headers,
      );
    await comment();
    const plain = await statementsOf(() => comment());
    const key = randomUUID();

    const keyed = await statementsOf(() => comment(under(key)));
    const replayed = await statementsOf(() => comment(under(key)));

    const [begin, ...rest] = plain;
    const [, acquire = ""] = keyed;
    const commit = rest.pop();
    const event = rest.pop();
    const store = keyed.at(-3) ?? "";
    assert.match(acquire, /pg_try_advisory_xact_lock.* idempotency_keys k/);
    assert.match(store, /^insert into idempotency_keys /);
    assert.match(event ?? "", /^insert into outbox /);
    assert.deepEqual(keyed, [begin, acquire, ...rest, store, event, commit]);
    assert.deepEqual(replayed, [begin, acquire, ...rest.slice(0, 3), commit]);
  });
});
