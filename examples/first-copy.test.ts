import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Ticket } from "../client/index.ts";
import { startJobs } from "../src/jobs/worker.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { startExample } from "../test/support/example.ts";
import { givenWorld } from "../test/support/given.ts";
import { type HttpProxy, startHttpProxy } from "../test/support/proxies/http-proxy.ts";

let api: TestApi;
let proxy: HttpProxy;
let jobs: ReturnType<typeof startJobs>;
let folder: string;
before(async () => {
  api = await startApi();
  proxy = await startHttpProxy(api.url);
  jobs = startJobs(api.instance);
  folder = await mkdtemp(join(tmpdir(), "slacky-copy-"));
});
after(async () => {
  await rm(folder, { recursive: true });
  await proxy.close();
  await jobs.close();
  await api.close();
});

it("a first copy equals the original in the end, although its list was stale and its connection was cut", async () => {
  const { workspace, project, ...world } = await givenWorld(api);
  const slacky = createClient({ url: api.url, token: world.member.token });
  const [workspace_id, project_id] = [workspace.id, project.id];
  const feed = () => slacky.listEvents({ workspace_id, limit: 1 });
  const work = async (n: number) => {
    const { key, id } = await slacky.createTicket({ workspace_id, project_id, title: `No. ${n}` });
    const ticket = { workspace_id, ticket_id: n % 2 === 0 ? key : id };
    if (n % 3 === 0) await slacky.transitionTicket({ ...ticket, to: "in_progress" });
    if (n % 3 === 1) await slacky.labelTicket({ ...ticket, name: "odd" });
    if (n % 5 === 0) await slacky.deleteTicket(ticket);
    if (n % 10 === 0) await slacky.restoreTicket(ticket);
  };
  for (let n = 1; n <= 10; n += 1) await work(n);
  const file = join(folder, "tickets.json");

  const list = proxy.delayResponseTo(`GET ${world.workspacePath}/tickets`);
  const as = world.viewer;
  const copying = startExample(
    { url: proxy.url },
    { ...world, workspace, project },
    { as, file: "first-copy.ts", args: [file] },
  );
  // The copy reads a list that is as old as this.
  const letThrough = await list;
  for (let n = 11; n <= 20; n += 1) await work(n);
  await untilStill(feed);
  letThrough();
  for (let n = 21; n <= 40; n += 1) {
    if (n % 10 === 5) proxy.cutWithin('"ticket.created"');
    await work(n);
  }
  const { head } = await untilStill(feed);
  const deadline = Date.now() + 30_000;
  while (!copying.output.at(-1)?.startsWith(`${head} `) && Date.now() < deadline) await sleep(50);
  copying.child.kill();
  await copying.ended;

  const originals: Ticket[] = [];
  for await (const ticket of slacky.listTickets.all({ workspace_id })) originals.push(ticket);
  const copy: { sequence: number; tickets: Ticket[] } = JSON.parse(await readFile(file, "utf8"));
  const byNumber = (one: Ticket, other: Ticket) => one.number - other.number;
  assert.equal(copy.sequence, head);
  assert.equal(originals.length, 36);
  assert.deepEqual(copy.tickets.sort(byNumber), originals.sort(byNumber));
  const copied = copying.output.flatMap((line) => /^\d+(?= )/.exec(line)?.[0] ?? []).map(Number);
  assert.deepEqual(
    copied,
    Array.from(copied, (_, n) => copied[0]! + n),
  );
});

/** The head of the feed, after it has every change. */
async function untilStill(look: () => Promise<{ head: number }>): Promise<{ head: number }> {
  for (let seen = await look(); ; ) {
    await sleep(500);
    const now = await look();
    if (now.head === seen.head) return now;
    seen = now;
  }
}
