import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../support/api.ts";
import { relayAll } from "../support/feed.ts";
import { givenTicket, givenWorld, type World } from "../support/given.ts";
import { until } from "../support/locks.ts";
import { startTcpProxy } from "../support/proxies/tcp-proxy.ts";
import { openHttp1 } from "./client.ts";
import { proxyKinds } from "./proxy-kinds.ts";
import { reasonToSkip, startReverseProxy } from "./start-proxy.ts";

/** Configurations that people use and that docs/proxies.md advises against. */
const decoding: Record<string, (configuration: string) => string> = {
  nginx: (text) => text.replace("proxy_pass http://slacky;", "proxy_pass http://slacky/;"),
  Apache: (text) => text.replace("NoDecode", "On").replace(" nocanon", ""),
};

/** What docs/proxies.md says under "Below a path", put into the configuration of each proxy. */
const belowSlacky: Record<string, (configuration: string) => string> = {
  nginx: (text) =>
    text
      .replace("location / {", "location /slacky/ {")
      .replace(
        "proxy_pass http://slacky;",
        "rewrite ^ $request_uri;\nrewrite ^/slacky(/.*) $1 break;\nreturn 400;\nproxy_pass http://slacky$uri;",
      ),
  Caddy: (text) =>
    text.replace(/\treverse_proxy .*?\n\t\}\n/s, (proxy) => `handle_path /slacky/* {\n${proxy}}\n`),
  Apache: (text) => text.replace("ProxyPass / ", "ProxyPass /slacky/ "),
  HAProxy: (text) =>
    text.replace(
      "default_backend",
      "http-request replace-path /slacky(/.*) \\1\n  default_backend",
    ),
};

let api: TestApi;
let world: World;
before(async () => {
  api = await startApi({ trustProxy: 1, publicUrl: "https://slacky.example.com/slacky" });
  world = await givenWorld(api);
});
after(() => api.close());

describe("behind a proxy that decodes paths", () => {
  for (const kind of proxyKinds) {
    const change = decoding[kind.name];
    if (!change) continue;

    it(`${kind.name}: a label with a slash is not found by its path, and is added and removed by bulk`, {
      skip: reasonToSkip(kind),
    }, async () => {
      const proxy = await startReverseProxy(kind, { upstream: new URL(api.url), change });
      const client = openHttp1(proxy);
      try {
        const { id } = await givenTicket(api, world);
        const headers = { authorization: `Bearer ${world.member.token}` };
        const path = `${world.workspacePath}/tickets/${id}`;
        const byPath = async (method: string) =>
          (await client.send(method, `${path}/labels/a%2Fb`, { headers })).status;
        const byBulk = async (op: string) => {
          const reply = await client.send("POST", `${world.workspacePath}/tickets/bulk`, {
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify({ operations: [{ op, ticket: id, label: "a/b" }] }),
          });
          const [{ status }] = JSON.parse(reply.text).results;
          return status;
        };
        const labels = async () => (await api.get(world.member, path)).body.labels;

        assert.equal(await byPath("PUT"), 404);
        assert.equal(await byBulk("label"), 200);
        assert.deepEqual(await labels(), ["a/b"]);
        assert.equal(await byPath("DELETE"), 404);
        assert.deepEqual(await labels(), ["a/b"]);
        assert.equal(await byBulk("unlabel"), 200);
        assert.deepEqual(await labels(), []);
      } finally {
        client.close();
        await proxy.stop();
      }
    });
  }

  it("no label can be added whose path such a proxy would resolve to another object", async () => {
    const ticket = await givenTicket(api, world);
    for (const label of ["x/../..", "../..", "a/..", "./a", "a/.", "a/./b", "/../x", "//../.."]) {
      const path = `${world.workspacePath}/tickets/${ticket.id}`;
      const byPath = await api.put(world.member, `${path}/labels/${encodeURIComponent(label)}`);
      const { body } = await api.post(world.member, `${world.workspacePath}/tickets/bulk`, {
        operations: [{ op: "label", ticket: ticket.id, label }],
      });
      assert.deepEqual([byPath.status, body.status], [400, 400], label);
      assert.deepEqual((await api.get(world.member, path)).body.labels, []);
    }
  });
});

describe("below a path of a proxy", () => {
  for (const kind of proxyKinds) {
    it(`${kind.name}: links lead back to the proxy, labels keep their slash, streams send at once`, {
      skip: reasonToSkip(kind),
    }, async () => {
      const change = belowSlacky[kind.name];
      assert.ok(change);
      const upstream = await startTcpProxy(api.url, ({ client, upstream }) => {
        client.pipe(upstream).pipe(client);
      });
      const proxy = await startReverseProxy(kind, { upstream: new URL(upstream.url), change });
      const client = openHttp1(proxy);
      const headers = { authorization: `Bearer ${world.member.token}` };
      try {
        const path = `/slacky${world.workspacePath}`;
        const created = await client.send("POST", `${path}/projects/${world.project.id}/tickets`, {
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify({ title: "Below a path" }),
        });
        assert.equal(created.status, 201);
        const location = String(created.headers.location);
        const labeled = await client.send("PUT", `${location}/labels/a%2F%25b`, { headers });
        assert.deepEqual(JSON.parse(labeled.text).labels, ["a/%b"]);
        const removed = await client.send("DELETE", `${location}/labels/a%2F%25b`, { headers });
        assert.deepEqual(JSON.parse(removed.text).labels, []);

        const stream = await client.open(`${path}/events`, {
          ...{ ...headers, accept: "text/event-stream" },
        });
        let text = "";
        stream.body.on("data", (bytes) => (text += bytes)).on("error", () => {});
        await until(() => text.includes("epoch"));
        const { key } = await givenTicket(api, world);
        await relayAll(api.db);
        await until(() => text.includes(`"${key}"`));
        stream.cancel();
      } finally {
        client.close();
        await upstream.close();
        await proxy.stop();
      }
    });
  }
});
