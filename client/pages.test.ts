import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startApi, type TestApi } from "../test/support/api.ts";
import { givenTicket, givenWorld } from "../test/support/given.ts";
import { createClient } from "./client.ts";
import { rowsOf } from "./pages.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

it("a list yields its rows one by one, and requests a page when its first row is needed", async () => {
  const world = await givenWorld(api);
  for (let n = 1; n <= 5; n += 1) await givenTicket(api, world, { title: `Ticket ${n}` });
  const asked: string[] = [];
  const slacky = createClient({
    url: api.url,
    token: world.viewer.token,
    fetch: (url, init) => {
      asked.push(String(url));
      return fetch(url, init);
    },
  });
  const list = { workspace_id: world.workspace.id, sort: "created_at", limit: 2 } as const;

  const keys = [];
  for await (const { key } of slacky.listTickets.all(list)) {
    keys.push(key);
    assert.equal(asked.length, Math.ceil(keys.length / 2));
  }
  assert.deepEqual(keys, ["ENG-1", "ENG-2", "ENG-3", "ENG-4", "ENG-5"]);

  const { next_cursor } = await slacky.listTickets(list);
  const rest = slacky.listTickets.all({ ...list, cursor: next_cursor ?? "" });
  assert.equal((await rest.next()).value?.key, "ENG-3");
});

it("a list continues after a page without rows", async () => {
  const pages = [
    { data: [1], next_cursor: "a" },
    { data: [], next_cursor: "b" },
    { data: [2], next_cursor: null },
  ];
  const rows = [];
  for await (const row of rowsOf(async () => pages.shift()!)) rows.push(row);
  assert.deepEqual(rows, [1, 2]);
});
