import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";

let api: TestApi;
let world: World;
let key: string;
before(async () => {
  api = await startApi({ publicUrl: "https://slacky.example.com/tickets" });
  world = await givenWorld(api);
  ({ key } = await givenTicket(api, world, { title: "A secret title" }));
});
after(() => api.close());

const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const elsewhere = "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90";

/** Everything that a client gets, with the parts that it has sent itself replaced. */
async function answerOf(workspace_id: string, name: string, headers: Record<string, string>) {
  const response = await fetch(`${api.url}/go/${workspace_id}/${name}`, {
    headers,
    redirect: "manual",
  });
  const { "x-request-id": _id, date: _date, ...rest } = Object.fromEntries(response.headers);
  const all = JSON.stringify([response.status, rest, await response.text()]);
  return all.replaceAll(workspace_id, "WORKSPACE").replaceAll(name, "KEY-1");
}

describe("the address of a ticket", () => {
  it("shows a browser how to read the ticket, with a page that loads from this server alone", async () => {
    const path = `/go/${world.workspace.id}/${key}`;
    const { status, headers, body } = await api.get(undefined, path, browser);

    assert.equal(status, 200);
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
    const docs = await api.get(undefined, "/docs");
    const policy = headers.get("content-security-policy");
    assert.equal(policy, docs.headers.get("content-security-policy"));
    const url = `https://slacky.example.com/tickets/v1/workspaces/${world.workspace.id}/tickets/${key}`;
    assert.ok(body.includes(`'${url}'`) || body.includes(`&#39;${url}&#39;`), body);
    assert.ok(!body.includes("secret title"));
    assert.ok(!body.includes("<script"));
  });

  it("leads other clients to the API, which asks for a token and then shows the ticket", async () => {
    const path = `/go/${world.workspace.id}/${key}`;
    for (const headers of [{ accept: "application/json" }, { accept: "*/*" }]) {
      const response = await fetch(api.url + path, { headers, redirect: "manual" });
      const target = `/tickets/v1/workspaces/${world.workspace.id}/tickets/${key}`;
      assert.deepEqual([response.status, response.headers.get("location")], [307, target]);
    }
    const target = `/v1/workspaces/${world.workspace.id}/tickets/${key}`;
    assert.equal((await api.get(undefined, target)).status, 401);
    assert.equal((await api.get(world.viewer, target)).body.key, key);
  });

  it("has the same bytes for a ticket that exists and for one that does not, with any token", async () => {
    const token = { authorization: `Bearer ${world.viewer.token}` };
    for (const accept of [browser, { accept: "application/json" }]) {
      const existing = await answerOf(world.workspace.id, key, accept);
      assert.match(existing, /KEY-1/);
      for (const [workspace_id, name, headers] of [
        [world.workspace.id, "ENG-9", accept],
        [world.workspace.id, "XYZ-1", accept],
        [elsewhere, key, accept],
        [world.workspace.id, key, { ...accept, ...token }],
        [world.workspace.id, "ENG-9", { ...accept, ...token }],
      ] as const) {
        assert.equal(await answerOf(workspace_id, name, headers), existing);
      }
    }
  });

  it("takes a key in any case, and an ID", async () => {
    const { body } = await api.get(undefined, `/go/${world.workspace.id}/eng-1`, browser);
    assert.ok(body.includes("/tickets/ENG-1"));
    const other = await api.get(undefined, `/go/${world.workspace.id}/${elsewhere}`, browser);
    assert.ok(other.body.includes(`/tickets/${elsewhere}`));
  });

  it("is 404 where it is neither, without repeating it, and 405 for other methods", async () => {
    for (const path of ["x/ENG-1", `${elsewhere}/%3Cscript%3E`, `${elsewhere}/ENG-0`, elsewhere]) {
      const { status, body } = await api.get(undefined, `/go/${path}`, browser);
      assert.equal(status, 404, path);
      assert.ok(!JSON.stringify(body).includes("script>"));
    }
    const { status } = await api.post(undefined, `/go/${elsewhere}/ENG-1`);
    assert.equal(status, 405);
  });
});
