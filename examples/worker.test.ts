import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../client/index.ts";
import { startApi, type TestApi } from "../test/support/api.ts";
import { startExample } from "../test/support/example.ts";
import { givenMember, givenTicket, givenWorld } from "../test/support/given.ts";

const TICKETS = 12;
let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

it("workers empty a queue and finish each ticket once, although one of them is killed and restarted", async () => {
  const world = await givenWorld(api);
  for (let n = 1; n <= TICKETS; n += 1) await givenTicket(api, world, { title: `Ticket ${n}` });
  const slacky = createClient({ url: api.url, token: world.viewer.token });
  const workspace_id = world.workspace.id;
  const ticketsOn = async (status: string) =>
    (await slacky.listTickets({ workspace_id, status: [status] })).data;
  const victim = await givenMember(api, world.workspace, "member");
  const start = (as = victim) => startExample(api, world, { as, file: "worker.ts" });

  const others = [start(world.member), start(world.admin)];
  const killed = start();
  // The worker is killed in the middle of a ticket, which no other worker may then take.
  while (!(await ticketsOn("in_progress")).some(({ assignee_id }) => assignee_id === victim.id)) {
    await sleep(5);
  }
  killed.child.kill("SIGKILL");
  await killed.ended;
  const workers = [...others, start()];
  const deadline = Date.now() + 60_000;
  while ((await ticketsOn("resolved")).length < TICKETS && Date.now() < deadline) await sleep(50);
  for (const { child } of workers) child.kill();
  await Promise.all(workers.map(({ ended }) => ended));

  for (const { id, assignee_id } of await ticketsOn("resolved")) {
    const ticket = { workspace_id, ticket_id: id };
    const { data: comments } = await slacky.listComments(ticket);
    const { data: transitions } = await slacky.listTicketHistory(ticket);
    assert.equal(comments.length, 1);
    assert.deepEqual(
      transitions.map(({ to_status }) => to_status),
      ["open", "in_progress", "resolved"],
    );
    assert.equal(transitions[1]?.actor_id, assignee_id);
    assert.equal(comments[0]?.author_id, assignee_id);
  }
  assert.equal((await ticketsOn("resolved")).length, TICKETS);
});
