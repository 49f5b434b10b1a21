import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../../src/db/sql.ts";
import type { Environment } from "../../src/environment.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { drainOutbox } from "../../test/support/audit.ts";
import { environmentOf, runSlacky } from "../../test/support/command.ts";
import { givenTicket, givenWorld } from "../../test/support/given.ts";

const TIMEOUT_MS = 20_000;

let api: TestApi;
let env: Environment;
before(async () => {
  api = await startApi();
  env = environmentOf(api);
});
after(() => api.close());

function start(args: string[], shell?: string) {
  const slacky = join(import.meta.dirname, "../slacky.ts");
  const command = [process.execPath, slacky, "tail", ...args];
  const child = spawn(
    shell ? "bash" : process.execPath,
    shell ? ["-c", `"$@" ${shell}`, "bash", ...command] : command.slice(1),
    {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const ended = once(child, "close");
  let said = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  return {
    child,
    ended,
    said: () => said,
    complained: () => stderr,
    async until(isSo: () => boolean) {
      const deadline = Date.now() + TIMEOUT_MS;
      while (!isSo() && Date.now() < deadline) await sleep(20);
      assert.ok(isSo(), said + stderr);
    },
  };
}

describe("slacky tail", () => {
  it("prints past and new events, one per line, without colours in a pipe, until Ctrl-C", async () => {
    const world = await givenWorld(api);
    await givenTicket(api, world, {
      title: "two\u202ewords",
      description: "A description",
    });
    await drainOutbox(api);
    const tail = start(["--workspace", world.workspace.id, "--after", "1"]);
    await tail.until(() => tail.said().includes("ticket.created"));

    await givenTicket(api, world, { status: "in_progress" });
    await drainOutbox(api);
    await tail.until(() => tail.said().includes("ticket.transitioned"));
    tail.child.kill("SIGINT");
    const [code] = await tail.ended;

    const lines = tail.said().trim().split("\n");
    assert.equal(code, 0, tail.complained());
    assert.equal(tail.complained(), "");
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? "", /^\d\d:\d\d:\d\d #2 admin project\.created ENG$/);
    assert.match(
      lines[1] ?? "",
      /#3 admin ticket\.created ENG-1 title: null -> two words, .*description: changed$/,
    );
    assert.match(
      lines[3] ?? "",
      /#5 admin ticket\.transitioned ENG-2 status: open -> in_progress$/,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the output must not have any.
    assert.doesNotMatch(tail.said(), /\u001b/);
  });

  it("prints the requested types as JSON, and ends when its reader closes the pipe", async () => {
    const world = await givenWorld(api);
    for (let n = 0; n < 3; n += 1) await givenTicket(api, world);
    await drainOutbox(api);
    const args = [
      "--workspace",
      world.workspace.id,
      "--after",
      "0",
      "--json",
      "--type",
      "ticket.*",
    ];

    const tail = start(args, "| head -n 1");
    await tail.until(() => tail.said().includes("\n"));
    // The reader may have taken this event while it was ending. The next event finds the pipe closed.
    while (!(await Promise.race([tail.ended.then(() => true), sleep(200, false)]))) {
      await givenTicket(api, world);
      await drainOutbox(api);
    }

    const event = JSON.parse(tail.said());
    assert.deepEqual([event.sequence, event.type], [3, "ticket.created"]);
    assert.equal(tail.complained(), "");
  });

  it("names the command to run if events wait in the outbox and no process relays them", async () => {
    const world = await givenWorld(api);
    await api.db.query(sql`
      insert into outbox (id, kind, type, subject_type, workspace_id, data, occurred_at)
      values (gen_random_uuid(), 'feed', 'workspace.deleted', 'workspace', ${world.workspace.id},
              '{"name": "Engines"}', clock_timestamp() - interval '1 minute')`);

    const tail = start(["--workspace", world.workspace.id]);
    await tail.until(() => /waiting for the relay\. Run `slacky worker`/.test(tail.complained()));
    tail.child.kill("SIGINT");
    const [code] = await tail.ended;

    assert.equal(code, 0);
    assert.equal(tail.said(), "");
  });

  it("refuses an unknown workspace, an invalid sequence and an unknown type, in one sentence each", async () => {
    const id = "01924f5e-7b3c-7c55-9f0e-2c8f4a7d1e90";
    const wrong = [
      await runSlacky(["tail", "--workspace", "mine"], env),
      await runSlacky(["tail", "--workspace", id, "--after", "x"], env),
      await runSlacky(["tail", "--workspace", id, "--type", "(.*"], env),
    ];

    assert.deepEqual(
      wrong.map(({ code }) => code),
      [1, 1, 1],
    );
    assert.match(wrong[0]?.stderr ?? "", /--workspace must be the ID of a workspace/);
    assert.match(wrong[1]?.stderr ?? "", /--after must be a sequence/);
    assert.match(wrong[2]?.stderr ?? "", /--type must be an event type/);
  });
});
