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

describe("below a path of a proxy", () => {
  let api: TestApi;
  let world: World;
  before(async () => {
    if (proxyKinds.every(reasonToSkip)) return;
    api = await startApi({ trustProxy: 1, publicUrl: "https://slacky.example.com/slacky" });
    world = await givenWorld(api);
  });
  after(() => api?.close());

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
