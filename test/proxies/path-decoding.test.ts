import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../support/api.ts";
import { givenTicket, givenWorld, type World } from "../support/given.ts";
import { openHttp1 } from "./client.ts";
import { proxyKinds } from "./proxy-kinds.ts";
import { reasonToSkip, startReverseProxy } from "./start-proxy.ts";

/** Configurations that people use and that docs/proxies.md advises against. */
const decoding: Record<string, (configuration: string) => string> = {
  nginx: (text) => text.replace("proxy_pass http://slacky;", "proxy_pass http://slacky/;"),
  Apache: (text) => text.replace("NoDecode", "On").replace(" nocanon", ""),
};

describe("behind a proxy that decodes paths", () => {
  let api: TestApi;
  let world: World;
  before(async () => {
    api = await startApi({ trustProxy: 1 });
    world = await givenWorld(api);
  });
  after(() => api.close());

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
