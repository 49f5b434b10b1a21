import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenAccount, goodPassword } from "../support/accounts.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { relayAll } from "../support/feed.ts";
import { givenTicket, givenWorld, type World } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { startTcpProxy, type TcpProxy } from "../support/proxies/tcp-proxy.ts";
import { clientAddress, openHttp1, openHttp2, type ProxyClient } from "./client.ts";
import { proxyKinds } from "./proxy-kinds.ts";
import { type ReverseProxy, reasonToSkip, startReverseProxy } from "./start-proxy.ts";

const longText = "A description that is long enough to be worth compressing. ".repeat(40);
const origin = "https://board.example.com";
/** Each is sent percent-encoded, as one segment of a path. */
const labels = [
  ...["a/b", "/a", "a/", "a//b", "a%2Fb", "a%b", "100%", "%2e%2e", "two words", "a+b", "a;b"],
  ...["...", "..a", "a..", ".a", "a\\b", "?x", "#x", "a&b=c", "a:b", "a,b", "größe", "雪", "🐎"],
  ...["a'b", 'a"b', "<a>", "[a]", "{a}", "a|b", "a^b", "a`b", "~a", "*", "@a", "$a", "!"],
];

describe("behind a proxy with the documented configuration", () => {
  let api: TestApi;
  let world: World;
  before(async () => {
    if (proxyKinds.every(reasonToSkip)) return;
    api = await startApi({ trustProxy: 1, corsOrigins: [origin] });
    world = await givenWorld(api);
  });
  after(() => api?.close());
  const gzip = { "accept-encoding": "gzip" };
  const json = { "content-type": "application/json" };
  const asMember = () => ({ authorization: `Bearer ${world.member.token}` });
  const pathOf = ({ id }: { id: string }) => `${world.workspacePath}/tickets/${id}`;

  for (const kind of proxyKinds) {
    describe(kind.name, { skip: reasonToSkip(kind) }, () => {
      /** Counts the connections that the proxy opens. */
      let upstream: TcpProxy;
      let upstreamConnections = 0;
      let openConnections = 0;
      let proxy: ReverseProxy;
      let clients: ProxyClient[] = [];
      before(async () => {
        upstream = await startTcpProxy(api.url, ({ client, upstream }) => {
          upstreamConnections += 1;
          openConnections += 1;
          client.once("close", () => (openConnections -= 1));
          client.pipe(upstream).pipe(client);
        });
        proxy = await startReverseProxy(kind, { upstream: new URL(upstream.url) });
        clients = [openHttp1(proxy), openHttp2(proxy)];
      });
      after(async () => {
        for (const client of clients) client.close();
        // First, because Apache waits for the end of streams.
        await upstream?.close();
        await proxy?.stop();
      });

      it("a compressed response is what the server sent", async () => {
        const ticket = await givenTicket(api, world, { title: "Größe 雪", description: longText });
        const direct = await api.get(world.member, pathOf(ticket));

        for (const client of clients) {
          const headers = { ...asMember(), ...gzip };
          const reply = await client.send("GET", pathOf(ticket), { headers });
          assert.equal(reply.headers["content-encoding"], "gzip");
          assert.match(String(reply.headers.vary), /accept-encoding/i);
          assert.equal(reply.headers["cache-control"], "private, no-cache");
          assert.deepEqual(JSON.parse(reply.text), direct.body);
        }
      });

      for (const coding of ["gzip", "identity"]) {
        it(`an ETag that was read with ${coding} works in If-None-Match and If-Match`, async () => {
          const headers = { ...asMember(), "accept-encoding": coding };
          for (const client of clients) {
            const path = pathOf(await givenTicket(api, world, { description: longText }));
            const first = await client.send("GET", path, { headers });
            const tag = String(first.headers.etag);
            const readAgain = () =>
              client.send("GET", path, { headers: { ...headers, "if-none-match": tag } });
            const change = (title: string) =>
              client.send("PATCH", path, {
                headers: { ...headers, ...json, "if-match": tag },
                body: JSON.stringify({ title }),
              });

            const unchanged = await readAgain();
            const changed = await change("Changed");
            const stale = await change("Changed again");
            const newer = await readAgain();

            const statuses = [unchanged, changed, stale, newer].map(({ status }) => status);
            assert.deepEqual(statuses, [304, 200, 412, 200], tag);
            assert.equal(unchanged.text, "");
            assert.equal(JSON.parse(stale.text).current_version, 2);
            assert.equal(JSON.parse(newer.text).title, "Changed");
          }
        });
      }

      it("a stream sends each event at once, not compressed", async () => {
        for (const client of clients) {
          const stream = await client.open(`${world.workspacePath}/events`, {
            ...{ ...asMember(), accept: "text/event-stream", "accept-encoding": "gzip, br, zstd" },
          });
          let text = "";
          stream.body.on("data", (bytes) => (text += bytes)).on("error", () => {});
          try {
            await until(() => text.includes("epoch"));
            const { key } = await givenTicket(api, world);
            await relayAll(api.db);
            await until(() => text.includes(`"${key}"`));
            assert.equal(stream.status, 200);
            assert.equal(stream.headers["content-encoding"], undefined);
          } finally {
            stream.cancel();
          }
        }
      });

      // Apache sends nothing on while it waits, and so notices after one or two heartbeats.
      const isSlow = kind.name === "Apache" && "skipped: Apache notices it within 30 s";
      it("a stream that its client has left is closed at once", { skip: isSlow }, async () => {
        for (const client of clients) {
          const stream = await client.open(`${world.workspacePath}/events`, {
            ...{ ...asMember(), accept: "text/event-stream" },
          });
          stream.body.on("error", () => {}).resume();
          const open = openConnections;

          stream.cancel();

          await until(() => openConnections < open, 10_000);
        }
      });

      it("a label of any characters is added and removed by its path", async () => {
        const ticket = await givenTicket(api, world);
        for (const [n, label] of labels.entries()) {
          const client = clients[n % clients.length] as ProxyClient;
          const path = `${pathOf(ticket)}/labels/${encodeURIComponent(label)}`;
          const added = await client.send("PUT", path, { headers: asMember() });
          const labeled = await api.get(world.member, pathOf(ticket));
          const removed = await client.send("DELETE", path, { headers: asMember() });
          const unlabeled = await api.get(world.member, pathOf(ticket));

          assert.deepEqual([added.status, removed.status], [200, 200], label);
          assert.deepEqual([labeled.body.labels, unlabeled.body.labels], [[label], []], label);
        }
      });

      it("HEAD, a preflight and problems are as the server sent them", async () => {
        const path = pathOf(await givenTicket(api, world, { description: longText }));
        const authorized = { ...asMember(), ...gzip };
        for (const client of clients) {
          const head = await client.send("HEAD", path, { headers: authorized });
          assert.deepEqual([head.status, head.text], [200, ""]);
          assert.match(String(head.headers.etag), /"1/);
          const preflight = await client.send("OPTIONS", path, {
            headers: { origin, "access-control-request-method": "PATCH" },
          });
          assert.equal(preflight.status, 204);
          assert.equal(preflight.headers["access-control-allow-origin"], origin);
          for (const [method, target, headers, status] of [
            ["GET", pathOf(world.workspace), authorized, 404],
            ["PUT", path, authorized, 405],
            ["GET", path, gzip, 401],
            ["GET", path, { ...authorized, accept: "text/html" }, 406],
            ["POST", `${path}/transitions`, { ...authorized, ...json }, 400],
          ] as const) {
            const reply = await client.send(method, target, { headers });
            const problem = JSON.parse(reply.text);
            assert.deepEqual([reply.status, problem.status], [status, status]);
            assert.match(String(reply.headers["content-type"]), /^application\/problem\+json/);
            assert.equal(reply.headers["x-request-id"], problem.request_id);
          }
        }
      });

      it("a large body arrives, also with Expect, and the server refuses a larger one", async () => {
        const path = `${world.workspacePath}/projects/${world.project.id}/tickets`;
        const description = "雪".repeat(65_536);
        const headers = { ...asMember(), ...json };
        const [http1] = clients;
        const replies = await Promise.all([
          ...clients.map((client) =>
            client.send("POST", path, {
              headers,
              body: JSON.stringify({ title: "Long", description }),
            }),
          ),
          http1?.send("POST", path, {
            headers: { ...headers, expect: "100-continue" },
            body: JSON.stringify({ title: "Expected", description }),
          }),
        ]);
        for (const reply of replies) {
          assert.equal(reply?.status, 201);
          const stored = await api.get(world.member, pathOf(JSON.parse(reply?.text ?? "")));
          assert.equal(stored.body.description, description);
        }

        const body = JSON.stringify({ title: "x".repeat(1_500_000) });
        for (const client of clients) {
          const refused = await client.send("POST", path, { headers, body });
          assert.deepEqual(
            [refused.status, JSON.parse(refused.text).code],
            [413, "content_too_large"],
          );
        }
      });

      it("the client's own address is recorded, and its X-Request-Id is not used", async () => {
        const { email } = await givenAccount(api);
        for (const client of clients) {
          const reply = await client.send("POST", "/v1/auth/login", {
            body: JSON.stringify({ email, password: goodPassword }),
            headers: {
              ...json,
              "x-forwarded-for": "192.0.2.66",
              forwarded: "for=192.0.2.67;proto=https",
              "x-real-ip": "192.0.2.68",
              "x-request-id": "invented-by-the-client",
            },
          });
          assert.equal(reply.status, 200);
          assert.match(String(reply.headers["x-request-id"]), /^(?!invented)[\w-]{16,36}$/);
          const { access_token: token } = JSON.parse(reply.text);
          const { body } = await api.get({ token }, "/v1/me/sessions");
          const [{ ip_address, is_current }] = body.data;
          assert.deepEqual([ip_address, is_current], [clientAddress, true]);
        }
      });

      it("many requests share one connection to the server", async () => {
        const [http1] = clients;
        await http1?.send("GET", "/v1/me", { headers: asMember() });
        const before = upstreamConnections;
        for (let n = 0; n < 20; n += 1) {
          const reply = await http1?.send("GET", "/v1/me", { headers: asMember() });
          assert.equal(reply?.status, 200);
        }
        assert.ok(upstreamConnections - before <= 1, `${upstreamConnections - before}`);
      });
    });
  }
});
