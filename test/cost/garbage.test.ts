// What a request leaves behind should be gone with the next look at young objects, which costs by what is still in
// use. A whole request stays where something that V8 makes old at once holds on to it: a function that is assigned to
// a property (`query.callback = () => …`), or a getter in an object literal. Only a look at everything finds that.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, it } from "node:test";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { startApi, type TestApi } from "../support/api.ts";
import { givenTicket, givenWorld } from "../support/given.ts";

// Young objects are looked at every megabyte, however many live.
setFlagsFromString("--semi-space-growth-factor=1");

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const oldBytes = () =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space")?.space_used_size ??
  0;

it("A request is not held on to when it has been answered", async () => {
  const world = await givenWorld(api);
  const ticket = await givenTicket(api, world);
  // By hand, so that no client's garbage is counted.
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  const request = [
    `GET ${world.workspacePath}/tickets/${ticket.id} HTTP/1.1`,
    "Host: x",
    `Authorization: Bearer ${world.member.token}`,
  ].join("\r\n");
  const read = async (times: number) => {
    for (let n = 0; n < times; n += 1) {
      socket.write(`${request}\r\n\r\n`);
      const [answer] = await once(socket, "data");
      assert.match(String(answer), /^HTTP\/1.1 200 /);
    }
  };
  await read(300);

  const before = oldBytes();
  await read(1_000);

  socket.destroy();

  const left = (oldBytes() - before) / 1_000;
  assert.ok(left < 4_000, `${Math.round(left)} bytes a request are left among the old objects`);
});
