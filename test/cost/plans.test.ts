import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { withDedicatedConnection } from "../../src/db/dedicated-connection.ts";
import { sql } from "../../src/db/sql.ts";
import type { Ticket } from "../../src/tickets/ticket.ts";
import { givenCrowd } from "../support/accounts.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { givenCopies } from "../support/copies.ts";
import { settleFeed } from "../support/feed.ts";
import { givenTicket, givenWorld, type World } from "../support/given.ts";
import type { Reply } from "../support/reply.ts";

// A prepared statement must not be planned on each use. PostgreSQL plans its first five uses with their values, and
// continues to do so if the generic plan looks more expensive. Planning then costs more than everything else.

const RUNS = 10;

let api: TestApi;
let world: World;
let tickets: Ticket[];
before(async () => {
  api = await startApi();
  world = await givenWorld(api);
  // With few rows, every plan has the same cost.
  await givenCopies(api, world, 3_000);
  await givenCrowd(api, world.workspace.id, { count: 2_000 });
  tickets = [];
  for (let n = 0; n < RUNS + 1; n += 1) tickets.push(await givenTicket(api, world));
  await withDedicatedConnection(api.database.databaseOwnerUrl, (owner) => owner.execute("analyze"));
});
after(() => api.close());

type Call = (world: World, ticket: Ticket) => Promise<Reply>;
const under = () => ({ "idempotency-key": randomUUID() });
const path = ({ workspacePath }: World, { id }: Ticket) => `${workspacePath}/tickets/${id}`;
const inProject = ({ workspacePath, project }: World) =>
  `${workspacePath}/projects/${project.id}/tickets`;

const column = "status=open&sort=queue&fields=card&limit=80";

const hotOperations: Record<string, Call> = {
  "reading a ticket": (w, t) => api.get(w.member, path(w, t)),
  "reading a ticket by its key": (w, t) => api.get(w.member, `${w.workspacePath}/tickets/${t.key}`),
  "the newest page of a project": (w) => api.get(w.member, `${inProject(w)}?limit=20`),
  "the newest page of a project by its key": (w) =>
    api.get(w.member, `${w.workspacePath}/projects/${w.project.key}/tickets?limit=20`),
  "a page of cards": (w) => api.get(w.member, `${inProject(w)}?fields=card&limit=100`),
  "a long page of cards": (w) => api.get(w.member, `${inProject(w)}?fields=card&limit=200`),
  "cards by ID": (w) =>
    api.get(
      w.member,
      `${w.workspacePath}/tickets?fields=card&${tickets.map(({ id }) => `id=${id}`).join("&")}`,
    ),
  "a column of a board": (w) => api.get(w.member, `${inProject(w)}?${column}`),
  "the second page of a column": async (w) => {
    const { body } = await api.get(w.member, `${inProject(w)}?${column}`);
    return await api.get(w.member, `${inProject(w)}?${column}&cursor=${body.next_cursor}`);
  },
  "a column of closed tickets": (w) =>
    api.get(w.member, `${inProject(w)}?status=open&fields=card&limit=80`),
  "one's own tickets": (w) =>
    api.get(w.member, `${w.workspacePath}/tickets?assignee_id=me&limit=20`),
  "a search for a common word": (w) => api.get(w.member, `${w.workspacePath}/tickets?q=one`),
  "a search for a rare word": (w) => api.get(w.member, `${w.workspacePath}/tickets?q=heffalump`),
  "a ticket's history": (w, t) => api.get(w.member, `${path(w, t)}/history`),
  "a ticket's comments": (w, t) => api.get(w.member, `${path(w, t)}/comments`),
  "a ticket's comments, the newest first": (w, t) =>
    api.get(w.member, `${path(w, t)}/comments?sort=-created_at`),
  "a ticket's events, the newest first": (w, t) =>
    api.get(w.member, `${path(w, t)}/events?sort=-sequence`),
  "a page of the feed": (w) => api.get(w.member, `${w.workspacePath}/events?limit=20`),
  "the counts of a board": (w) =>
    api.get(w.member, `${w.workspacePath}/tickets/counts?group_by=status`),
  "creating a ticket": (w) => api.post(w.member, inProject(w), { title: "One more" }, under()),
  "creating a ticket with an assignee": (w) =>
    api.post(w.member, inProject(w), { title: "One more", assignee_id: w.admin.id }, under()),
  "moving a ticket": (w, t) =>
    api.post(w.member, `${path(w, t)}/transitions`, { to: "in_progress" }, under()),
  "commenting on a ticket": (w, t) =>
    api.post(w.member, `${path(w, t)}/comments`, { body: "Seen." }, under()),
  "mentioning one member in a comment": (w, t) =>
    api.post(w.member, `${path(w, t)}/comments`, { body: "@admin" }, under()),
  "claiming a ticket with a lease": (w, t) =>
    api.post(w.member, `${path(w, t)}/claim`, { lease_seconds: 60 }, under()),
  "what follows a comment: counts, inboxes and mails": async (w, t) => {
    const reply = await api.post(w.member, `${path(w, t)}/comments`, { body: "Seen." });
    await settleFeed(api.db);
    return reply;
  },
  "what follows a new ticket": async (w) => {
    const reply = await api.post(w.member, inProject(w), { title: "One more" });
    await settleFeed(api.db);
    return reply;
  },
  "editing a ticket": (w, t) => api.patch(w.member, path(w, t), { title: `${randomUUID()}` }),
};

describe("prepared statements", () => {
  for (const [operation, call] of Object.entries(hotOperations)) {
    it(`are planned at most five times for ${operation}, and never again after that`, async () => {
      for (const ticket of tickets.slice(0, RUNS)) {
        const { status, body } = await call(world, ticket);
        assert.ok(status < 300, JSON.stringify(body));
      }
      const between = await customPlans();
      const last = tickets.at(-1) as Ticket;
      await call(world, last);
      const after = await customPlans();

      const replanned = [...after].filter(([name, plans]) => plans > (between.get(name) ?? 0));
      assert.deepEqual(replanned, []);
      for (const [name, plans] of between) {
        assert.ok(plans <= 5, `${plans} plans: ${name}`);
      }
    });
  }
});

describe("the consumers of a feed", () => {
  it("prepare the statements that they send for each page", async () => {
    await api.post(world.member, inProject(world), { title: "One more" });
    await settleFeed(api.db);

    const statements = [...(await customPlans()).keys()];
    const preparedFor = (text: string) => statements.filter((each) => each.includes(text)).length;
    for (const text of [
      "for no key update skip locked",
      "update feed_cursors",
      "insert into notifications",
      "insert into mail_bundles",
      "update ticket_counts",
    ]) {
      assert.equal(preparedFor(text), 1, text);
    }
  });
});

/** How often each statement was planned with its values, on the connection that consecutive requests share. */
async function customPlans(): Promise<Map<string, number>> {
  const rows = await api.db.query(sql<{ statement: string; plans: string }>`
    select p.statement, p.custom_plans::text as plans from pg_prepared_statements p`);
  return new Map(rows.map(({ statement, plans }) => [statement, Number(plans)]));
}
