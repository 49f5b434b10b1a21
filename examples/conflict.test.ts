import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { transaction } from "../src/db/transaction.ts";
import { editTicket } from "../src/tickets/edit.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { type RunningExample, startExample } from "../test/support/example.ts";
import { contextOf, givenTicket, givenWorld } from "../test/support/given.ts";
import { lockTicket, untilBlocked } from "../test/support/locks.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

it("programs that append to one description at once do not overwrite each other or another edit", async () => {
  const world = await givenWorld(api);
  const ticket = await givenTicket(api, world, { description: "It stays blank." });

  let late!: RunningExample[];
  await transaction(api.db, async (rival) => {
    const patch = { description: "It stays blank.\nRival." };
    await editTicket(rival, contextOf(world, world.admin), await lockTicket(rival, ticket), {
      patch,
    });
    late = ["One.", "Two."].map((line) =>
      startExample(api, world, { as: world.member, file: "conflict.ts", args: ["ENG-1", line] }),
    );
    await untilBlocked(api.db, 2);
  });

  assert.deepEqual(await Promise.all(late.map(({ ended }) => ended)), [0, 0]);
  for (const { output: said } of late) assert.equal(said[0], "Version 1 is no more: 2 is.");
  const { body } = await api.get(world.viewer, `${world.workspacePath}/tickets/ENG-1`);
  assert.deepEqual(body.description.split("\n").sort(), [
    "It stays blank.",
    "One.",
    "Rival.",
    "Two.",
  ]);
  assert.equal(body.version, 4);
});
