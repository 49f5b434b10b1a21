import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { createClient } from "../client/index.ts";
import { startJobs } from "../src/jobs/worker.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { startExample } from "../test/support/example.ts";
import { givenTicket, givenWorld, type World } from "../test/support/given.ts";
import { until } from "../test/support/locks.ts";

let api: TestApi;
let jobs: ReturnType<typeof startJobs>;
before(async () => {
  api = await startApi();
  jobs = startJobs(api.instance);
});
after(async () => {
  await jobs.close();
  await api.close();
});

/** A service account with the scopes that the program names, and its handle. */
async function givenBot({ workspace, admin }: World) {
  const workspace_id = workspace.id;
  const slacky = createClient({ url: api.url, token: admin.token });
  const account = await slacky.createServiceAccount({ workspace_id, name: "Robo", role: "member" });
  const { user_id, handle } = account;
  const { token } = await slacky.createApiToken({
    workspace_id,
    user_id,
    name: "bot",
    scopes: [
      "workspace:read",
      "ticket:read",
      "event:read",
      "comment:create",
      "notification:manage",
    ],
  });
  assert.ok(token);
  return { user_id, handle, token, slacky };
}

it("a bot answers each mention once, even if it is killed before it marks it as read", async (t) => {
  const world = await givenWorld(api);
  const workspace_id = world.workspace.id;
  const bot = await givenBot(world);
  const [first, second, quiet] = [
    await givenTicket(api, world),
    await givenTicket(api, world),
    await givenTicket(api, world),
  ];
  const say = (ticket_id: string, body: string) =>
    bot.slacky.createComment({ workspace_id, ticket_id, body });
  const start = () => {
    const example = startExample(api, world, { as: bot, file: "mention-bot.ts" });
    t.after(() => example.child.kill());
    return example;
  };
  const place = `${world.workspacePath}/tickets/${first.id}/notification`;
  const isRead = async () => {
    const { body } = await api.get(bot, "/v1/notifications?unread=true");
    return body.data.length === 0;
  };
  const count = ({ output }: { output: string[] }, line: string) =>
    output.filter((said) => said === line).length;
  const answersTo = async ({ id }: { id: string }) => {
    const { data } = await bot.slacky.listComments({ workspace_id, ticket_id: id });
    return data.filter(({ author_id }) => author_id === bot.user_id).length;
  };

  // One mention before the bot is there, and one while it waits.
  await say(first.id, `@${bot.handle} Are you there?`);
  await say(quiet.id, "Nobody is mentioned here.");
  const running = start();
  await until(() => count(running, "ENG-1 is answered.") === 1);
  await say(second.id, `And here, @${bot.handle}? Once, @${bot.handle}.`);
  await until(() => count(running, "ENG-2 is answered.") === 1);
  await until(isRead);
  running.child.kill("SIGKILL");
  await running.ended;

  // As if it had been killed between its answer and the mark.
  assert.equal((await api.delete(bot, `${place}/read`)).status, 204);
  const again = start();
  await until(isRead);
  assert.equal(await answersTo(first), 1);
  await say(first.id, `@${bot.handle} And now?`);
  await until(async () => (await answersTo(first)) === 2);
  await until(isRead);
  again.child.kill();
  await again.ended;

  const answers = await Promise.all([first, second, quiet].map(answersTo));
  assert.deepEqual(answers, [2, 1, 0]);
});
