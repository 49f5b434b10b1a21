import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import { asOwner } from "../../../test/support/audit.ts";
import { settleFeed } from "../../../test/support/feed.ts";
import {
  givenMember,
  givenTicket,
  givenWorld,
  type Person,
  type World,
} from "../../../test/support/given.ts";
import { json, sql } from "../../db/sql.ts";
import { reasonsOf } from "../reasons.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

/** The reasons for which each of these people has the ticket in their inbox, or null. */
async function inboxesOf(ticket: { id: string }, ...people: Person[]) {
  const rows = await api.db.query(sql<{ user_id: string; reasons: number; unread: boolean }>`
    select n.user_id, n.reasons, n.unread
      from notifications n
     where (n.workspace_id, n.ticket_id) in (
             select t.workspace_id, t.id from tickets t where t.id = ${ticket.id})`);
  return people.map(({ id }) => {
    const row = rows.find(({ user_id }) => user_id === id);
    return row ? reasonsOf(row.reasons) : null;
  });
}

async function comment(as: Person, { workspacePath }: World, { id }: { id: string }, body = "Hi") {
  const path = `${workspacePath}/tickets/${id}/comments`;
  const { status } = await api.post(as, path, { body });
  assert.equal(status, 201);
}

/** Comments, and mentions these people. */
async function mention(as: Person, world: World, ticket: { id: string }, ...people: Person[]) {
  await comment(as, world, ticket);
  const mentions = json({ mentions: people.map(({ id }) => id) });
  await asOwner(
    api,
    sql`
      update outbox
         set data = data || ${mentions}::jsonb
       where position = (select max(o.position)
                           from outbox o
                          where o.workspace_id = ${world.workspace.id})`,
  );
}

async function setLevel(ticket: { id: string }, { id }: Person, level: string): Promise<void> {
  await api.db.query(sql`
    insert into watches (workspace_id, ticket_id, user_id, level)
    select t.workspace_id, t.id, ${id}, ${level}
      from tickets t
     where t.id = ${ticket.id}
        on conflict (workspace_id, ticket_id, user_id) do update
       set level = excluded.level`);
}

const move = (as: Person, { workspacePath }: World, { id }: { id: string }, to = "in_progress") =>
  api.post(as, `${workspacePath}/tickets/${id}/transitions`, { to });

const settle = () => settleFeed(api.db);

describe("a change of a ticket", () => {
  it("reaches its reporter, assignee and watchers, each with its reason, but not the actor", async () => {
    const world = await givenWorld(api);
    const { admin, member, viewer } = world;
    const ticket = await givenTicket(api, world, { assignee_id: member.id });
    await setLevel(ticket, viewer, "watching");
    await settle();
    await move(member, world, ticket);
    await settle();

    assert.deepEqual(await inboxesOf(ticket, admin, member, viewer), [
      ["transitioned"],
      ["assigned"],
      ["transitioned"],
    ]);
  });

  it("is one row for each person, whatever happens and in pages of any size", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    await comment(world.member, world, ticket);
    await move(world.member, world, ticket);
    for (let n = 0; n < 5; n += 1) await comment(world.viewer, world, ticket).catch(() => {});
    for (let n = 0; n < 5; n += 1) await comment(world.member, world, ticket);
    await settle();

    const rows = await api.db.query(sql`
      select n.user_id, n.latest, n.first_unread, n.latest_type, n.actor_id, n.unread
        from notifications n
       where n.workspace_id = ${world.workspace.id}`);
    const { body } = await api.get(world.viewer, `${world.workspacePath}/events?limit=100`);
    const comments = body.data.filter(({ type }: { type: string }) => type === "comment.created");
    assert.deepEqual(rows, [
      {
        user_id: world.admin.id,
        latest: comments.at(-1).sequence,
        first_unread: comments[0].sequence,
        latest_type: "comment.created",
        actor_id: world.member.id,
        unread: true,
      },
    ]);
  });

  it("reaches those who commented before it, and not what happened before they did", async () => {
    const world = await givenWorld(api);
    const other = await givenMember(api, world.workspace, "member");
    const ticket = await givenTicket(api, world);
    await move(world.admin, world, ticket);
    await comment(world.member, world, ticket);
    await comment(other, world, ticket);
    await settle();

    assert.deepEqual(await inboxesOf(ticket, world.member, other), [["commented"], null]);
  });

  it("reaches those who watch the project if the ticket is new, and later changes do not", async () => {
    const world = await givenWorld(api);
    const { workspace, project, viewer, member } = world;
    await api.db.query(sql`
      insert into project_watches (workspace_id, project_id, user_id, level)
      values (${workspace.id}, ${project.id}, ${viewer.id}, 'watching'),
             (${workspace.id}, ${project.id}, ${member.id}, 'muted')`);
    const ticket = await givenTicket(api, world, { assignee_id: member.id });
    await move(world.admin, world, ticket);
    await settle();

    assert.deepEqual(await inboxesOf(ticket, viewer, member), [["watching"], null]);
  });

  it("reaches nobody who was removed, muted the workspace or switched the reason off", async () => {
    const world = await givenWorld(api);
    const { workspace } = world;
    const people: Person[] = [];
    for (let n = 0; n < 3; n += 1) people.push(await givenMember(api, workspace, "viewer"));
    const [removed, muted, off] = people as [Person, Person, Person];
    const ticket = await givenTicket(api, world);
    for (const person of people) await setLevel(ticket, person, "watching");
    await api.delete(world.admin, `${world.workspacePath}/members/${removed.id}`);
    await api.db.query(sql`
      insert into notification_settings (workspace_id, user_id, muted, reasons)
      values (${workspace.id}, ${muted.id}, true, '{}'),
             (${workspace.id}, ${off.id}, false, '{"transitioned": {"inbox": false}}')`);
    await move(world.member, world, ticket);
    await settle();
    const before = await inboxesOf(ticket, removed, muted, off);
    await comment(world.member, world, ticket);
    await settle();

    assert.deepEqual(before, [null, null, null]);
    assert.deepEqual(await inboxesOf(ticket, removed, muted, off), [null, null, ["commented"]]);
  });

  it("that repeats for many tickets or corrects a text notifies nobody", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world, { labels: ["bug"] });
    const { body } = await api.post(
      world.member,
      `${world.workspacePath}/tickets/${ticket.id}/comments`,
      { body: "Helo" },
    );
    await settle();
    await api.db.query(sql`delete from notifications where workspace_id = ${world.workspace.id}`);
    const path = `${world.workspacePath}/tickets/${ticket.id}/comments/${body.id}`;
    await api.patch(world.member, path, { body: "Hello" });
    await api.delete(world.member, path);
    await settle();

    assert.deepEqual(await inboxesOf(ticket, world.admin), [null]);
  });
});

describe("somebody who is mentioned", () => {
  it("is notified from that comment on, and watches the ticket then", async () => {
    const world = await givenWorld(api);
    const { member, viewer } = world;
    const ticket = await givenTicket(api, world);
    await comment(member, world, ticket);
    await mention(member, world, ticket, viewer);
    await settle();
    const first = await inboxesOf(ticket, viewer);
    await move(member, world, ticket);
    await settle();

    assert.deepEqual(first, [["mentioned"]]);
    assert.deepEqual(await inboxesOf(ticket, viewer), [["mentioned", "transitioned"]]);
    const [row] = await api.db.query(sql<{ first_unread: number }>`
      select n.first_unread
        from notifications n
       where n.workspace_id = ${world.workspace.id}
         and n.user_id = ${viewer.id}`);
    const { body } = await api.get(viewer, `${world.workspacePath}/events?limit=100`);
    const sequences = body.data
      .filter(({ type }: { type: string }) => type === "comment.created")
      .map(({ sequence }: { sequence: number }) => sequence);
    assert.equal(row?.first_unread, sequences[1]);
  });

  it("and left the ticket is notified of a mention or an assignment, and stays away from the rest", async () => {
    const world = await givenWorld(api);
    const { admin, member, viewer } = world;
    const ticket = await givenTicket(api, world);
    await setLevel(ticket, viewer, "left");
    await comment(member, world, ticket);
    await settle();
    const commented = await inboxesOf(ticket, viewer);

    await mention(member, world, ticket, viewer);
    await settle();
    const mentioned = await inboxesOf(ticket, viewer);
    await comment(admin, world, ticket);
    await settle();
    const later = await inboxesOf(ticket, viewer);
    await api.patch(admin, `${world.workspacePath}/tickets/${ticket.id}`, {
      assignee_id: viewer.id,
    });
    await settle();

    assert.deepEqual(
      [commented, mentioned, later, await inboxesOf(ticket, viewer)],
      [[null], [["mentioned"]], [["mentioned"]], [["assigned", "mentioned"]]],
    );
    const [watch] = await api.db.query(sql`
      select w.level
        from watches w
       where w.workspace_id = ${world.workspace.id}
         and w.user_id = ${viewer.id}`);
    assert.deepEqual(watch, { level: "left" });
  });

  it("and comments stays away too if they left before", async () => {
    const world = await givenWorld(api);
    const { admin, member } = world;
    const ticket = await givenTicket(api, world);
    await setLevel(ticket, member, "left");
    await comment(member, world, ticket);
    await comment(admin, world, ticket);
    await settle();

    assert.deepEqual(await inboxesOf(ticket, member), [null]);
  });

  it("and muted the ticket is notified of nothing, not even of a mention or an assignment", async () => {
    const world = await givenWorld(api);
    const { admin, member, viewer } = world;
    const ticket = await givenTicket(api, world);
    await setLevel(ticket, viewer, "muted");
    await mention(member, world, ticket, viewer);
    await api.patch(admin, `${world.workspacePath}/tickets/${ticket.id}`, {
      assignee_id: viewer.id,
    });
    await comment(admin, world, ticket);
    await settle();

    assert.deepEqual(await inboxesOf(ticket, viewer), [null]);
  });
});
