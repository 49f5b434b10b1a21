import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { transaction } from "../../src/db/transaction.ts";
import { problems } from "../../src/problems.ts";
import { serve } from "../../src/serve.ts";
import { transitionTicket } from "../../src/tickets/transition.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { contextOf, givenTicket, givenWorld } from "../support/given.ts";
import { lockTicket } from "../support/locks.ts";
import { assertProblem, assertSecurityHeaders } from "../support/problem.ts";

let api: TestApi;
before(async () => {
  api = await startApi({ trustProxy: 1 });
  const { databaseUrl } = api.database;
  const name = pg.escapeIdentifier(new URL(databaseUrl).pathname.slice(1));
  await withDedicatedConnection(databaseUrl, (session) =>
    session.execute(`alter role current_user in database ${name} set lock_timeout = '100ms'`),
  );
});
after(() => api.close());

describe("a problem", () => {
  it("of every code has a page at the URL in its type", async () => {
    for (const code of Object.keys(problems)) {
      const reply = await api.get(undefined, `/docs/problems/${code}`, { accept: "text/html" });
      assert.equal(reply.status, 200, code);
      assertSecurityHeaders(reply);
    }
    assertProblem(await api.get(undefined, "/docs/problems/no_such_code"), "not_found");
  });

  it("after waiting too long for a lock is 503 and has a Retry-After", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.id}`;

    await transaction(api.db, async (rival) => {
      await transitionTicket(
        rival,
        contextOf(world, world.admin),
        await lockTicket(rival, ticket),
        { to: "in_progress" },
      );
      const reply = await api.patch(world.member, path, { title: "Late" });
      assertProblem(reply, "unavailable");
      assert.equal(reply.headers.get("retry-after"), "1");
    });

    assert.equal((await api.patch(world.member, path, { title: "Now" })).status, 200);
  });

  it("of an internal error is 500 and reveals nothing about the cause", async () => {
    const world = await givenWorld(api);
    const rename = (from: string, to: string) =>
      withDedicatedConnection(api.database.databaseOwnerUrl, (owner) =>
        owner.execute(`alter table ${from} rename to ${to}`),
      );

    await rename("labels", "labels_away");
    try {
      const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;
      const reply = await api.post(world.member, path, { title: "A ticket", labels: ["bug"] });

      assertProblem(reply, "internal");
      assert.deepEqual(Object.keys(reply.body).sort(), [
        "code",
        "detail",
        "request_id",
        "status",
        "title",
        "type",
      ]);
    } finally {
      await rename("labels_away", "labels");
    }
  });

  it("has the X-Request-Id that a trusted proxy sends, if that is a valid ID", async () => {
    const own = await api.get(undefined, "/v1/me", { "x-request-id": "from-the-proxy:42" });
    assertProblem(own, "unauthenticated");
    assert.equal(own.body.request_id, "from-the-proxy:42");
    for (const id of ["short", "a b c d e f", "x".repeat(129), "<script>alert</script>"]) {
      const reply = await api.get(undefined, "/v1/me", { "x-request-id": id });
      assert.notEqual(reply.body.request_id, id);
      assertProblem(reply, "unauthenticated");
    }
  });

  it("has an X-Request-Id of its own if its request is not from a trusted proxy", async () => {
    const { config, log } = api.instance;
    for (const trustProxy of [0, ["192.0.2.0/24"]]) {
      const server = await serve({ ...config, trustProxy }, log);
      try {
        for (const headers of [
          { "x-request-id": "invented-1" },
          { "x-request-id": "invented-1", "x-forwarded-for": "192.0.2.1" },
        ]) {
          const { headers: received } = await fetch(`${server.url}/v1/me`, { headers });
          assert.match(received.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
        }
      } finally {
        await server.close();
      }
    }
  });

  it("may not be cached", async () => {
    for (const path of ["/v1/me", "/v1/nowhere"]) {
      const reply = await api.get(undefined, path);
      assert.equal(reply.headers.get("cache-control"), "no-store");
    }
  });
});

it("a success, a 304 and a 204 have the same security headers", async () => {
  const world = await givenWorld(api);
  const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;

  const made = await api.post(world.member, path, { title: "A ticket" });
  const ticket = `${world.workspacePath}/tickets/${made.body.id}`;
  const read = await api.get(world.viewer, ticket);
  const known = await api.get(world.viewer, ticket, { "if-none-match": '"1"' });
  const gone = await api.delete(world.member, ticket);

  const replies = [made, read, known, gone];
  assert.deepEqual(
    replies.map(({ status }) => status),
    [201, 200, 304, 204],
  );
  for (const reply of replies) assertSecurityHeaders(reply);
});
