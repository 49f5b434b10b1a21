import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Environment } from "../../src/environment.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { environmentOf, runSlacky } from "../../test/support/command.ts";
import { givenTicket, givenWorld, type World } from "../../test/support/given.ts";

let api: TestApi;
let env: Environment;
let world: World;
before(async () => {
  api = await startApi();
  env = { ...environmentOf(api), DATABASE_OWNER_URL: api.instance.config.databaseOwnerUrl };
  world = await givenWorld(api);
});
after(() => api.close());

const args = (ticket: string, ...more: string[]) => [
  ...["redact", "--workspace", world.workspace.id, "--ticket", ticket],
  ...more,
];

describe("slacky redact", () => {
  it("says where the text is, replaces it with --yes, and then finds it nowhere", async () => {
    const key = "-----BEGIN KEY-----\nMIIEvQ\n-----END KEY-----";
    const description = `Look:\r\n${key.replaceAll("\n", "\r\n")}\r\nbye`;
    const { key: ticket } = await givenTicket(api, world, { description });

    const dry = await runSlacky(args(ticket), env, `${key}\n`);
    const wet = await runSlacky(args(ticket, "--yes"), env, `${key}\n`);
    const again = await runSlacky(args(ticket, "--yes"), env, `${key}\n`);

    assert.deepEqual([dry.code, wet.code, again.code], [0, 0, 1], wet.stderr);
    assert.equal(
      dry.stdout,
      `${ticket}: found the text in descriptions: 1.\n` +
        "Nothing was changed yet. To replace it, run the same command with --yes.\n",
    );
    assert.equal(
      wet.stdout,
      `${ticket}: replaced the text in descriptions: 1, versions: 1.\n` +
        "Backups still contain it. Change the secret: somebody may have read it.\n",
    );
    assert.match(again.stdout, /: the text was not found\. Nothing was changed\./);
    const { body } = await api.get(world.member, `${world.workspacePath}/tickets/${ticket}`);
    assert.equal(body.description, "Look:\r\n[redacted]\r\nbye");
  });

  it("refuses a text that is too short, a ticket that does not exist, and other nonsense", async () => {
    const { key } = await givenTicket(api, world, { description: "abc" });
    for (const [command, input, message] of [
      [args(key), "abc\n", /at least 6 characters/],
      [args(key), "", /at least 6 characters/],
      [args("NONE-1"), "hunter2hunter2", /no such ticket/],
      [args("!"), "hunter2hunter2", /--ticket must be/],
      [["redact", "--workspace", "x", "--ticket", key], "hunter2", /--workspace must be/],
    ] as const) {
      const { code, stderr } = await runSlacky([...command], env, input);
      assert.equal(code, 1);
      assert.match(stderr, message);
    }
  });
});
