import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../client/index.ts";
import { startJobs } from "../src/jobs/worker.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { type RunningExample, startExample } from "../test/support/example.ts";
import { givenTicket, givenWorld } from "../test/support/given.ts";

let api: TestApi;
let jobs: ReturnType<typeof startJobs>;
let folder: string;
before(async () => {
  api = await startApi();
  jobs = startJobs(api.instance);
  folder = await mkdtemp(join(tmpdir(), "slacky-bot-"));
});
after(async () => {
  await rm(folder, { recursive: true });
  await jobs.close();
  await api.close();
});

it("a bot comments on each ticket once as itself, even if it is killed and loses its position", async () => {
  const world = await givenWorld(api);
  const workspace_id = world.workspace.id;
  const admin = createClient({ url: api.url, token: world.admin.token });
  const { user_id } = await admin.createServiceAccount({
    workspace_id,
    name: "Greeter",
    role: "member",
  });
  const { token } = await admin.createApiToken({
    workspace_id,
    user_id,
    name: "bot",
    scopes: ["workspace:read", "event:read", "comment:create"],
  });
  const place = join(folder, "place.txt");
  const start = () =>
    startExample(api, world, { as: { token: token ?? "" }, file: "bot.ts", args: [place] });

  for (let n = 0; n < 3; n += 1) await givenTicket(api, world);
  const first = start();
  await untilSaid(first, "ENG-3 is answered.");
  first.child.kill("SIGKILL");
  await first.ended;
  await givenTicket(api, world);
  const second = start();
  await untilSaid(second, "ENG-4 is answered.");
  second.child.kill();
  await second.ended;
  await rm(place);
  const third = start();
  await untilSaid(third, "ENG-4 is answered.");
  third.child.kill();
  await third.ended;

  for await (const { id } of admin.listTickets.all({ workspace_id })) {
    const { data } = await admin.listComments({ workspace_id, ticket_id: id });
    assert.deepEqual(
      data.map(({ author_id }) => author_id),
      [user_id],
    );
  }
});

/** Which tickets it tries again depends on the position that it had saved when it was killed. */
async function untilSaid({ output: said }: RunningExample, line: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!said.includes(line) && Date.now() < deadline) await sleep(20);
  assert.ok(said.includes(line), said.join("\n"));
}
