import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Ticket } from "../../src/tickets/ticket.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { givenTicket, givenWorld, type World } from "../support/given.ts";
import { type Listener, listenOn } from "../support/proxies/batches.ts";
import type { Reply } from "../support/reply.ts";

// Counts the statements that an operation sends to the database, batch by batch, on the wire. The counts matter
// for more than speed: each batch waits for the network, and a write holds its locks meanwhile. If a number
// falls, record it here. If it rises, give the reason in the commit.

let api: TestApi;
let listener: Listener;
let world: World;
let ticket: Ticket;
/** A ticket whose texts change, and a comment on it, of the member. */
let edited: Ticket;
let comment_id: string;
let leased: Ticket;

before(async () => {
  api = await startApi(
    {},
    {
      reach: async (databaseUrl) => {
        listener = await listenOn(databaseUrl);
        return listener.url;
      },
    },
  );
  world = await givenWorld(api);
  ticket = await givenTicket(api, world);
  const made = await api.post(world.member, tickets(world), { title: "Typo" });
  edited = made.body;
  const comments = `${path(world, edited)}/comments`;
  comment_id = (await api.post(world.member, comments, { body: "Typo" })).body.id;
  leased = await givenTicket(api, world);
  await api.post(world.member, `${path(world, leased)}/claim`, { lease_seconds: 60 });
});
after(async () => {
  await api.close();
  await listener.close();
});

type Call = (world: World, ticket: Ticket) => Promise<Reply>;

const tickets = ({ workspacePath, project }: World) =>
  `${workspacePath}/projects/${project.id}/tickets`;
const path = ({ workspacePath }: World, { id }: Pick<Ticket, "id">) =>
  `${workspacePath}/tickets/${id}`;

const underKey = () => ({ "idempotency-key": randomUUID() });

/** The number of statements in each batch. */
const costs: [operation: string, batches: number[], call: Call][] = [
  ["reads a ticket", [2], (w, t) => api.get(w.member, path(w, t))],
  [
    "reads a ticket by its key",
    [2],
    (w, t) => api.get(w.member, `${w.workspacePath}/tickets/${t.key}`),
  ],
  ["lists a project", [2], (w) => api.get(w.member, tickets(w))],
  [
    "lists a project by its key",
    [2],
    (w) => api.get(w.member, `${w.workspacePath}/projects/${w.project.key}/tickets`),
  ],
  [
    "lists a workspace, filtered by what an index serves",
    [2],
    (w) => api.get(w.member, `${w.workspacePath}/tickets?assignee_id=me`),
  ],
  ["reads the feed", [2], (w) => api.get(w.member, `${w.workspacePath}/events`)],
  ["searches a workspace", [4], (w) => api.get(w.member, `${w.workspacePath}/tickets?q=more`)],
  [
    "reads the counts of a board",
    [2],
    (w) => api.get(w.member, `${w.workspacePath}/tickets/counts?group_by=status`),
  ],
  ["creates a ticket", [4, 3], (w) => api.post(w.member, tickets(w), { title: "One more" })],
  [
    "creates a ticket with a label",
    [5, 4],
    (w) => api.post(w.member, tickets(w), { title: "One more", labels: ["new"] }),
  ],
  [
    "moves a ticket",
    [4, 4],
    (w, t) => api.post(w.member, `${path(w, t)}/transitions`, { to: "in_progress" }),
  ],
  [
    "moves a ticket, with a comment",
    [4, 5],
    (w, t) => api.post(w.member, `${path(w, t)}/transitions`, { to: "resolved", comment: "Done." }),
  ],
  [
    "creates a ticket, under a key",
    [5, 4],
    (w) => api.post(w.member, tickets(w), { title: "One more" }, underKey()),
  ],
  [
    "moves a ticket, under a key",
    [5, 5],
    (w, t) => api.post(w.member, `${path(w, t)}/transitions`, { to: "closed" }, underKey()),
  ],
  [
    "comments on a ticket, under a key",
    [5, 4],
    (w, t) => api.post(w.member, `${path(w, t)}/comments`, { body: "Seen." }, underKey()),
  ],
  ["reads a ticket's history", [3], (w, t) => api.get(w.member, `${path(w, t)}/history`)],
  ["lists a ticket's comments", [3], (w, t) => api.get(w.member, `${path(w, t)}/comments`)],
  [
    "changes the title of a ticket, and keeps the former one",
    [4, 5],
    (w, t) => api.patch(w.member, path(w, t), { title: "Another" }),
  ],
  [
    "changes another field of a ticket",
    [4, 3],
    (w, t) => api.patch(w.member, path(w, t), { priority: "high" }),
  ],
  [
    "moves a ticket and changes its description, and keeps the former one",
    [4, 6],
    (w) =>
      api.post(w.member, `${path(w, edited)}/transitions`, {
        to: "in_progress",
        fields: { description: "Other" },
      }),
  ],
  [
    "changes a title in a bulk request, and keeps the former one",
    [3, 2, 4, 1, 5],
    (w) =>
      api.post(w.member, `${w.workspacePath}/tickets/bulk`, {
        operations: [{ op: "update", ticket: edited.id, title: "Other" }],
      }),
  ],
  [
    "changes a comment, and keeps the former text",
    [4, 1, 5],
    (w) => api.patch(w.member, `${path(w, edited)}/comments/${comment_id}`, { body: "Other" }),
  ],
  ["reads the texts of a ticket", [4], (w) => api.get(w.member, `${path(w, edited)}/versions`)],
  [
    "reads the texts of a comment",
    [5],
    (w) => api.get(w.member, `${path(w, edited)}/comments/${comment_id}/versions`),
  ],
  [
    "deletes a comment, and empties its texts",
    [4, 1, 5],
    (w) => api.delete(w.member, `${path(w, edited)}/comments/${comment_id}`),
  ],
  ["claims a ticket", [4, 3], (w, t) => api.post(w.member, `${path(w, t)}/claim`)],
  [
    "renews the lease of a claim",
    [4, 3],
    (w) => api.post(w.member, `${path(w, leased)}/claim`, { lease_seconds: 60 }),
  ],
  [
    "takes the next ticket of a queue",
    [4, 1, 4],
    (w) => api.post(w.member, `${w.workspacePath}/projects/${w.project.id}/claim-next`),
  ],
  ["puts a label on a ticket", [5, 4], (w, t) => api.put(w.member, `${path(w, t)}/labels/urgent`)],
  [
    "comments on a ticket",
    [4, 3],
    (w, t) => api.post(w.member, `${path(w, t)}/comments`, { body: "Seen." }),
  ],
  [
    "comments on a ticket, with an at that is not a mention",
    [4, 3],
    (w, t) => api.post(w.member, `${path(w, t)}/comments`, { body: "`@admin`: npm i @scope/pkg" }),
  ],
  [
    "comments on a ticket, and mentions two members",
    [5, 3],
    (w, t) => api.post(w.member, `${path(w, t)}/comments`, { body: "@admin, ask @viewer." }),
  ],
  [
    "creates a ticket whose description mentions a member",
    [5, 3],
    (w) => api.post(w.member, tickets(w), { title: "One more", description: "Ask @admin." }),
  ],
  ["leaves a ticket", [4, 2], (w, t) => api.delete(w.member, `${path(w, t)}/watch`)],
  ["watches a ticket", [5, 1, 2], (w, t) => api.put(w.member, `${path(w, t)}/watch`, {})],
  ["lists a ticket's watchers", [3], (w, t) => api.get(w.member, `${path(w, t)}/watchers`)],
];

describe("on the wire, an operation", () => {
  for (const [operation, batches, call] of costs) {
    it(`${operation} in ${batches.length} round trips and ${sum(batches)} statements`, async () => {
      // The first requests of a process open the connections, so this request goes first.
      assert.ok((await api.get(world.member, path(world, ticket))).status === 200);
      listener.take();

      const { status } = await call(world, ticket);

      const sent = listener.take().map((batch) => batch.map(({ text }) => opening(text)));
      assert.ok(status < 300, String(status));
      assert.deepEqual(
        sent.map(({ length }) => length),
        batches,
        JSON.stringify(sent, null, 2),
      );
    });
  }
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function opening(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 60);
}
