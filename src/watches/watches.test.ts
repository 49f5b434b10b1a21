import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { givenCrowd } from "../../test/support/accounts.ts";
import { startApi, type TestApi } from "../../test/support/api.ts";
import {
  givenMember,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type World,
} from "../../test/support/given.ts";
import { assertProblem } from "../../test/support/problem.ts";
import { sql } from "../db/sql.ts";
import type { Ticket } from "../tickets/ticket.ts";
import { listWatchers } from "./queries.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

type As = Parameters<TestApi["get"]>[0];

async function givenWatchedTicket(
  draft: (world: World) => Parameters<typeof givenTicket>[2] = () => ({}),
) {
  const world = await givenWorld(api);
  const ticket = await givenTicket(api, world, draft(world));
  const path = `${world.workspacePath}/tickets/${ticket.id}`;
  const watchOf = async (as: As) => (await api.get(as, `${path}/watch`)).body;
  const watchers = async (as: As = world.viewer) => {
    const { status, body } = await api.get(as, `${path}/watchers`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.data.map(({ user_id }: { user_id: string }) => user_id);
  };
  return { world, ticket, path, watchOf, watchers };
}

/** Gives the ticket this many rows of one level, of new members. */
async function givenRows(ticket: Ticket, level: string, count: number): Promise<void> {
  const user_ids = await givenCrowd(api, ticket.workspace_id, { count });
  await api.db.query(sql`
    insert into watches (workspace_id, ticket_id, user_id, level)
    select ${ticket.workspace_id}, ${ticket.id}, x.user_id, ${level}
      from unnest(${user_ids}::uuid[]) as x (user_id)`);
}

describe("watching a ticket", () => {
  it("is what the reporter and the assignee do without a row, and nobody else", async () => {
    const { world, watchOf, watchers } = await givenWatchedTicket(({ member }) => ({
      assignee_id: member.id,
    }));

    assert.deepEqual(await watchOf(world.admin), { level: null, implied: "reporter" });
    assert.deepEqual(await watchOf(world.member), { level: null, implied: "assignee" });
    assert.deepEqual(await watchOf(world.viewer), { level: null, implied: null });
    assert.deepEqual(await watchers(), [world.admin.id, world.member.id]);
  });

  it("is chosen by a viewer, without a body too, and repeated without effect", async () => {
    const { world, ticket, path, watchOf, watchers } = await givenWatchedTicket();

    for (const body of [{}, undefined, { level: "watching" }]) {
      const reply = await api.request(world.viewer, "PUT", `${path}/watch`, { body });
      assert.deepEqual([reply.status, reply.body], [200, { level: "watching", implied: null }]);
    }

    assert.deepEqual(await watchOf(world.viewer), { level: "watching", implied: null });
    assert.deepEqual(await watchers(), [world.admin.id, world.viewer.id]);
    const byKey = `${world.workspacePath}/tickets/${ticket.key}/watch`;
    assert.deepEqual((await api.get(world.viewer, byKey)).body.level, "watching");
  });

  it("changes neither the ticket nor its version, and leaves no event", async () => {
    const { world, ticket, path } = await givenWatchedTicket();
    const events = () => api.db.query(sql`select count(*)::integer as count from outbox`);
    const before = await events();

    await api.put(world.viewer, `${path}/watch`, {});
    await api.put(world.viewer, `${path}/watch`, { level: "muted" });
    await api.delete(world.viewer, `${path}/watch`);

    assert.deepEqual((await api.get(world.viewer, path)).body, ticket);
    assert.deepEqual(await events(), before);
  });

  it("is left for good by anyone who leaves it, also by the reporter and without having watched", async () => {
    const { world, path, watchOf, watchers } = await givenWatchedTicket();

    for (const as of [world.admin, world.viewer, world.viewer]) {
      assert.equal((await api.delete(as, `${path}/watch`)).status, 204);
    }

    assert.deepEqual(await watchOf(world.admin), { level: "left", implied: "reporter" });
    assert.deepEqual(await watchOf(world.viewer), { level: "left", implied: null });
    assert.deepEqual(await watchers(), []);
  });

  it("stays left when a member comments, is assigned or moves the ticket, until they choose otherwise", async () => {
    const { world, path, watchOf } = await givenWatchedTicket();
    const { member } = world;
    await api.delete(member, `${path}/watch`);

    await api.post(member, `${path}/comments`, { body: "Once more." });
    await api.patch(member, path, { assignee_id: member.id });
    await api.post(member, `${path}/transitions`, { to: "in_progress" });
    assert.deepEqual(await watchOf(member), { level: "left", implied: "assignee" });

    await api.put(member, `${path}/watch`, {});
    assert.deepEqual(await watchOf(member), { level: "watching", implied: "assignee" });
  });

  it("is possible for a service account with the scope ticket:watch, and refused without it", async () => {
    const { world, path, watchers } = await givenWatchedTicket();
    const bot = await givenServiceAccount(api, world, { scopes: ["ticket:watch"] });
    const narrow = await givenServiceAccount(api, world, { scopes: ["ticket:read"] });

    assert.equal((await api.put(bot, `${path}/watch`, {})).status, 200);
    assert.equal((await api.get(bot, `${path}/watch`)).body.level, "watching");
    assert.ok((await watchers()).includes(bot.id));

    for (const [method, target] of [
      ["GET", "watch"],
      ["PUT", "watch"],
      ["DELETE", "watch"],
    ] as const) {
      const refused = await api.request(narrow, method, `${path}/${target}`);
      assertProblem(refused, "insufficient_scope");
      assert.equal(refused.body.required_permission, "ticket:watch");
    }
    const names = await api.get(narrow, `${path}/watchers`);
    assertProblem(names, "insufficient_scope");
    assert.equal(names.body.required_permission, "member:read");
  });

  it("is refused for an unknown level", async () => {
    const { world, path } = await givenWatchedTicket();

    for (const level of ["left", "loud", null, 7]) {
      assertProblem(await api.put(world.viewer, `${path}/watch`, { level }), "invalid_request");
    }
  });

  it("is refused with limit_reached beyond 1,000 watchers; those who left or muted do not count", async () => {
    const { world, ticket, path, watchOf } = await givenWatchedTicket();
    await givenRows(ticket, "left", 5);
    await givenRows(ticket, "watching", 999);

    assert.equal((await api.put(world.member, `${path}/watch`, {})).status, 200);
    const refused = await api.put(world.viewer, `${path}/watch`, {});
    assertProblem(refused, "limit_reached");
    assert.equal(refused.body.limit, 1_000);
    assert.equal((await watchOf(world.viewer)).level, null);

    assert.equal((await api.put(world.viewer, `${path}/watch`, { level: "muted" })).status, 200);
    assert.equal((await api.put(world.member, `${path}/watch`, {})).status, 200);
    assert.equal((await api.delete(world.member, `${path}/watch`)).status, 204);
    assert.equal((await api.put(world.viewer, `${path}/watch`, {})).status, 200);
  });

  it("is as hidden as the ticket: of another workspace, in the trash, and for a removed member", async () => {
    const { world, path } = await givenWatchedTicket();
    const other = await givenWorld(api);
    const foreign = await givenTicket(api, other);
    const leaver = await givenMember(api, world.workspace, "member");
    const calls = (as: As, ticketPath: string) =>
      Promise.all([
        api.get(as, `${ticketPath}/watch`),
        api.put(as, `${ticketPath}/watch`, {}),
        api.delete(as, `${ticketPath}/watch`),
        api.get(as, `${ticketPath}/watchers`),
      ]);
    const assertHidden = async (as: As, ticketPath: string) => {
      for (const reply of await calls(as, ticketPath)) assertProblem(reply, "not_found");
    };

    await assertHidden(world.member, `${world.workspacePath}/tickets/${foreign.id}`);
    await assertHidden(other.member, path);
    await api.put(leaver, `${path}/watch`, {});
    await api.delete(world.admin, `${world.workspacePath}/members/${leaver.id}`);
    await assertHidden(leaver, path);
    await api.delete(world.member, path);
    await assertHidden(world.member, path);
    assert.deepEqual(
      await api.db.query(sql`
        select w.user_id, w.level from watches w where w.workspace_id = ${world.workspace.id}`),
      [{ user_id: leaver.id, level: "watching" }],
    );
  });

  it("is as it was for a member who was removed and joins again, and for a restored ticket", async () => {
    const { world, path, watchOf, watchers } = await givenWatchedTicket();
    const { admin, workspacePath } = world;
    const person = await givenMember(api, world.workspace, "member");
    await api.put(person, `${path}/watch`, {});
    await api.put(person, `${workspacePath}/projects/${world.project.id}/watch`);
    await api.patch(person, `${workspacePath}/notification-settings`, { muted: true });

    await api.delete(admin, `${workspacePath}/members/${person.id}`);
    assert.ok(!(await watchers()).includes(person.id));
    await api.post(admin, `${workspacePath}/members`, { email: person.email, role: "viewer" });
    await api.post(person, `/v1/me/invitations/${world.workspace.id}/accept`);
    await api.delete(admin, path);
    await api.post(admin, `${path}/restore`);

    assert.deepEqual(await watchOf(person), { level: "watching", implied: null });
    assert.ok((await watchers()).includes(person.id));
    const project = await api.get(person, `${workspacePath}/projects/${world.project.id}/watch`);
    assert.equal(project.body.level, "watching");
    const settings = await api.get(person, `${workspacePath}/notification-settings`);
    assert.equal(settings.body.muted, true);
  });

  it("is a private choice, also possible in an archived project", async () => {
    const { world, path, watchOf } = await givenWatchedTicket();
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);

    assert.equal((await api.put(world.viewer, `${path}/watch`, {})).status, 200);
    assert.equal((await watchOf(world.viewer)).level, "watching");
    assert.equal((await api.delete(world.viewer, `${path}/watch`)).status, 204);
    assert.equal((await watchOf(world.viewer)).level, "left");
  });
});

describe("the list of a ticket's watchers", () => {
  it("shows who watches, and not who left, muted or was removed", async () => {
    const { world, path, watchers } = await givenWatchedTicket();
    const { admin, member, viewer, workspace, workspacePath } = world;
    const leaver = await givenMember(api, workspace, "member");
    for (const as of [member, viewer, leaver]) await api.put(as, `${path}/watch`, {});
    assert.deepEqual(await watchers(), [admin.id, member.id, viewer.id, leaver.id]);

    await api.put(admin, `${path}/watch`, { level: "muted" });
    await api.delete(member, `${path}/watch`);
    await api.delete(admin, `${workspacePath}/members/${leaver.id}`);

    const { body } = await api.get(member, `${path}/watchers`);
    assert.deepEqual(body, {
      data: [
        {
          user_id: viewer.id,
          ...{ name: viewer.name, handle: "viewer", kind: "person", implied: null },
        },
      ],
      next_cursor: null,
    });
  });

  it("reads a few pages of the database for each watcher, however many members there are", async () => {
    const { world, ticket } = await givenWatchedTicket();
    await givenRows(ticket, "watching", 10);
    await givenCrowd(api, world.workspace.id, { count: 3_000 });
    const query = listWatchers(
      world.workspace.id,
      { id: ticket.id },
      { after: undefined, limit: 51 },
    );

    const [plan] = await api.db.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>({
      text: `explain (analyze, buffers, format json) ${query.text}`,
      values: query.values,
    });

    const { "Shared Hit Blocks": hit = 0, "Shared Read Blocks": read = 0 } =
      plan?.["QUERY PLAN"][0].Plan ?? {};
    assert.ok(hit + read > 0 && hit + read < 150, `${hit + read}`);
  });

  it("has pages, whose cursors are refused for another ticket", async () => {
    const { world, path } = await givenWatchedTicket();
    for (const as of [world.member, world.viewer]) await api.put(as, `${path}/watch`, {});
    const other = await givenTicket(api, world);

    const first = await api.get(world.member, `${path}/watchers?limit=2`);
    const next = `cursor=${encodeURIComponent(first.body.next_cursor)}`;
    const second = await api.get(world.member, `${path}/watchers?limit=2&${next}`);

    const ids = [first, second].flatMap(({ body }) =>
      body.data.map(({ user_id }: { user_id: string }) => user_id),
    );
    assert.deepEqual(ids, [world.admin.id, world.member.id, world.viewer.id]);
    assert.equal(second.body.next_cursor, null);
    const elsewhere = `${world.workspacePath}/tickets/${other.id}/watchers?${next}`;
    assertProblem(await api.get(world.member, elsewhere), "invalid_request");
  });
});

describe("watching a project", () => {
  const pathOf = ({ workspacePath, project }: World) =>
    `${workspacePath}/projects/${project.id}/watch`;

  it("is watched, muted and neither, for oneself alone", async () => {
    const world = await givenWorld(api);
    const path = pathOf(world);
    const level = async (as: As) => (await api.get(as, path)).body.level;
    assert.equal(await level(world.viewer), null);

    assert.deepEqual((await api.put(world.viewer, path)).body, { level: "watching" });
    assert.equal(await level(world.viewer), "watching");
    assert.deepEqual((await api.put(world.viewer, path, { level: "muted" })).body, {
      level: "muted",
    });
    assert.equal(await level(world.viewer), "muted");
    assert.equal(await level(world.member), null);

    for (const _ of [1, 2]) assert.equal((await api.delete(world.viewer, path)).status, 204);
    assert.equal(await level(world.viewer), null);
  });

  it("is refused for an unknown level, and for a project of another workspace", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const foreign = `${world.workspacePath}/projects/${other.project.id}/watch`;

    assertProblem(await api.put(world.viewer, pathOf(world), { level: "left" }), "invalid_request");
    assertProblem(await api.get(world.viewer, foreign), "not_found");
    assertProblem(await api.put(world.viewer, foreign, {}), "not_found");
    assertProblem(await api.delete(world.viewer, foreign), "not_found");
    assertProblem(await api.put(world.outsider, pathOf(world), {}), "not_found");
  });

  it("is refused with limit_reached beyond 1,000 watchers, but can be muted", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await givenRows(ticket, "watching", 1_000);
    await api.db.query(sql`
      insert into project_watches (workspace_id, project_id, user_id, level)
      select w.workspace_id, ${world.project.id}, w.user_id, 'watching'
        from watches w
       where w.workspace_id = ${world.workspace.id}`);

    const refused = await api.put(world.viewer, pathOf(world));
    assertProblem(refused, "limit_reached");
    assert.equal(refused.body.limit, 1_000);
    assert.equal((await api.put(world.viewer, pathOf(world), { level: "muted" })).status, 200);
  });
});
