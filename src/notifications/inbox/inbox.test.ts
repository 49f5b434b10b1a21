import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { settleFeed } from "../../../test/support/feed.ts";
import {
  givenMember,
  givenPerson,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import { transaction } from "../../db/transaction.ts";
import { addMember } from "../../members/add-member.ts";
import type { Ticket } from "../../tickets/ticket.ts";
import { insertNotice } from "../notify.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const inbox = "/v1/notifications";
const settle = () => settleFeed(api.db);
const ticketPath = ({ workspacePath }: World, { id }: { id: string }) =>
  `${workspacePath}/tickets/${id}`;

async function read(as: { token: string }, query = "") {
  const { status, body } = await api.get(as, inbox + query);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

const keysIn = ({ data }: { data: { ticket: { key: string } | null }[] }) =>
  data.map(({ ticket }) => ticket?.key ?? null);

async function comment(as: Person, world: World, ticket: { id: string }): Promise<void> {
  await api.post(as, `${ticketPath(world, ticket)}/comments`, { body: "Hi" });
}

const join = (workspace_id: string, user_id: string, role: "viewer" | "admin") =>
  transaction(api.db, (tx) => addMember(tx, { workspace_id, user_id, role, name: "Ada" }));

/** Tickets of the admin, each with a comment of the member. */
async function givenInbox(count: number): Promise<{ world: World; tickets: Ticket[] }> {
  const world = await givenWorld(api);
  const tickets: Ticket[] = [];
  for (let n = 0; n < count; n += 1) tickets.push(await givenTicket(api, world));
  for (const ticket of tickets) {
    await comment(world.member, world, ticket);
    await settle();
  }
  return { world, tickets };
}

describe("an inbox", () => {
  it("shows each ticket once with what happened last, latest change first", async () => {
    const { world, tickets } = await givenInbox(2);
    await comment(world.viewer, world, tickets[0] as Ticket);
    await api.post(world.member, `${ticketPath(world, tickets[0] as Ticket)}/transitions`, {
      to: "in_progress",
    });
    await settle();

    const { data, next_cursor } = await read(world.admin);
    const [first, second] = data;
    const { id, changed_at, latest, first_unread, ...rest } = first;

    assert.ok(id && latest > first_unread && changed_at > second.changed_at);
    assert.deepEqual(rest, {
      workspace: { id: world.workspace.id, name: "Analytical Engines" },
      ticket: { id: tickets[0]?.id, key: "ENG-1", title: "A ticket", status: "in_progress" },
      notice: null,
      reasons: ["commented", "transitioned"],
      unread: true,
      read_to: 0,
      latest_type: "ticket.transitioned",
      actor: { id: world.member.id, name: "member" },
      archived_at: null,
    });
    assert.deepEqual([second.ticket.key, next_cursor], ["ENG-2", null]);
    assert.deepEqual((await read(world.member)).data, []);
  });

  it("merges all workspaces, page by page, and is limited to one on request", async () => {
    const [one, two] = [await givenInbox(3), await givenInbox(2)];
    await join(two.world.workspace.id, one.world.admin.id, "viewer");
    for (const ticket of two.tickets) {
      await api.put(one.world.admin, `${ticketPath(two.world, ticket)}/watch`, {});
      await comment(two.world.member, two.world, ticket);
      await settle();
    }
    await comment(one.world.member, one.world, one.tickets[1] as Ticket);
    await settle();
    const as = one.world.admin;

    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: { data: { ticket: { id: string } }[]; next_cursor: string | null } = await read(
        as,
        `?limit=2${next === "" ? "" : `&cursor=${next}`}`,
      );
      seen.push(...page.data.map(({ ticket }) => ticket.id));
      next = page.next_cursor;
    }

    const [a, b, c] = one.tickets.map(({ id }) => id);
    const [d, e] = two.tickets.map(({ id }) => id);
    assert.deepEqual(seen, [b, e, d, c, a]);
    const only = await read(as, `?workspace_id=${two.world.workspace.id}`);
    assert.deepEqual(keysIn(only), ["ENG-2", "ENG-1"]);
    const { body } = await api.get(as, `${inbox}/unread-count`);
    assert.equal(body.unread, 5);
    assert.deepEqual(
      new Map(body.workspaces.map((each: { workspace_id: string }) => [each.workspace_id, each])),
      new Map(
        [
          { workspace_id: one.world.workspace.id, unread: 3 },
          { workspace_id: two.world.workspace.id, unread: 2 },
        ].map((each) => [each.workspace_id, each]),
      ),
    );
  });

  it("is filtered by reason, by unread and by archive", async () => {
    const { world, tickets } = await givenInbox(3);
    const [first, second, third] = tickets as [Ticket, Ticket, Ticket];
    await api.post(world.member, `${ticketPath(world, first)}/transitions`, { to: "in_progress" });
    await settle();
    await api.put(world.admin, `${ticketPath(world, second)}/notification/archive`);
    await api.put(world.admin, `${ticketPath(world, third)}/notification`, { read_to: 1_000 });

    const of = async (query: string) => keysIn(await read(world.admin, query));
    assert.deepEqual(await of(""), ["ENG-1", "ENG-3"]);
    assert.deepEqual(await of("?unread=true"), ["ENG-1"]);
    assert.deepEqual(await of("?unread=false"), ["ENG-3"]);
    assert.deepEqual(await of("?archived=true"), ["ENG-2"]);
    assert.deepEqual(await of("?archived=include"), ["ENG-1", "ENG-3", "ENG-2"]);
    assert.deepEqual(await of("?reason=transitioned"), ["ENG-1"]);
    assert.deepEqual(await of("?reason=mentioned"), []);
    assert.equal((await api.get(world.admin, `${inbox}/unread-count`)).body.unread, 1);
  });

  it("hides a workspace from a removed member between two pages, and shows it again after their return", async () => {
    const { world } = await givenInbox(3);
    const other = await givenPerson(api);
    await join(world.workspace.id, other.id, "admin");
    const first = await read(world.admin, "?limit=2");

    await api.delete(other, `${world.workspacePath}/members/${world.admin.id}`);
    const second = await read(world.admin, `?limit=2&cursor=${first.next_cursor}`);
    const whole = await read(world.admin);
    const { body: count } = await api.get(world.admin, `${inbox}/unread-count`);
    await join(world.workspace.id, world.admin.id, "viewer");

    assert.equal(first.data.length, 2);
    const ofTickets = ({ data }: { data: { ticket: object | null }[] }) =>
      data.filter(({ ticket }) => ticket !== null);
    assert.deepEqual([ofTickets(second), ofTickets(whole)], [[], []]);
    assert.deepEqual(count.workspaces, []);
    assert.equal((await read(world.admin)).data.length >= 3, true);
  });

  it("leaves out deleted tickets and, unless they are included, those of archived projects", async () => {
    const { world, tickets } = await givenInbox(2);
    await api.delete(world.admin, ticketPath(world, tickets[0] as Ticket));
    const without = keysIn(await read(world.admin));
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);

    assert.deepEqual(without, ["ENG-2"]);
    assert.deepEqual(keysIn(await read(world.admin)), []);
    assert.equal((await api.get(world.admin, `${inbox}/unread-count`)).body.unread, 0);
    assert.deepEqual(keysIn(await read(world.admin, "?archived_projects=include")), ["ENG-2"]);
  });

  it("refuses the cursor of another filter or person, and unknown parameters", async () => {
    const { world } = await givenInbox(2);
    const { next_cursor } = await read(world.admin, "?limit=1");

    for (const [as, query] of [
      [world.admin, `?unread=true&cursor=${next_cursor}`],
      [world.member, `?cursor=${next_cursor}`],
      [world.admin, "?unread=yes"],
    ] as const) {
      assertProblem(await api.get(as, inbox + query), "invalid_request");
    }
  });

  it("of a program needs the scope, and shows titles only with ticket:read", async () => {
    const { world, tickets } = await givenInbox(1);
    const bot = await givenServiceAccount(api, world, { scopes: ["notification:manage"] });
    const blind = await givenServiceAccount(api, world, { scopes: ["ticket:read"] });
    await api.patch(world.admin, ticketPath(world, tickets[0] as Ticket), { assignee_id: bot.id });
    await settle();

    const { data } = await read(bot);
    assert.deepEqual(data[0].reasons, ["assigned", "watching"]);
    assert.deepEqual(data[0].ticket, { id: tickets[0]?.id, key: "ENG-1", status: "open" });
    assertProblem(await api.get(blind, inbox), "insufficient_scope");
    const body = { changed_until: data[0].changed_at };
    assertProblem(await api.post(blind, `${inbox}/read-all`, body), "insufficient_scope");
    assert.deepEqual((await api.post(bot, `${inbox}/read-all`, body)).body, { marked: 1 });
  });
});

describe("a notice", () => {
  it("without a workspace is shown to somebody who is not a member, and is read and archived by its ID", async () => {
    const person = await givenPerson(api);
    const notice = { type: "removed", text: "You were removed.", workspace_id: "x" };
    await transaction(api.db, async (tx) =>
      insertNotice(tx, { user_id: person.id, workspace_id: null, notice }),
    );
    const [{ id, ...shown }] = (await read(person)).data;
    const path = `${inbox}/${id}`;

    assert.deepEqual([shown.workspace, shown.ticket, shown.notice], [null, null, notice]);
    assert.equal((await api.get(person, `${inbox}/unread-count`)).body.unread, 1);
    for (const [method, address, unread, archived] of [
      ["PUT", `${path}/read`, false, false],
      ["DELETE", `${path}/read`, true, false],
      ["PUT", `${path}/archive`, false, true],
      ["DELETE", `${path}/archive`, false, false],
    ] as const) {
      assert.equal((await api.request(person, method, address)).status, 204);
      const [row] = (await read(person, "?archived=include")).data;
      assert.deepEqual([row.unread, row.archived_at !== null], [unread, archived], address);
    }
    assertProblem(await api.put(await givenPerson(api), `${path}/read`), "not_found");
  });

  it("of a workspace is hidden from those who are not members", async () => {
    const world = await givenWorld(api);
    const member = await givenMember(api, world.workspace, "member");
    const notice = { type: "test", text: "Something happened." };
    await transaction(api.db, async (tx) =>
      insertNotice(tx, { user_id: member.id, workspace_id: world.workspace.id, notice }),
    );
    const [{ id }] = (await read(member)).data;
    await api.delete(world.admin, `${world.workspacePath}/members/${member.id}`);

    const ids = (await read(member)).data.map((each: { id: string }) => each.id);
    assert.ok(!ids.includes(id));
    assertProblem(await api.put(member, `${inbox}/${id}/read`), "not_found");
  });
});
