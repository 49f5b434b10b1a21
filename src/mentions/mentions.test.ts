import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type As, startApi, type TestApi } from "../../test/support/api.ts";
import {
  givenMember,
  givenPerson,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type World,
} from "../../test/support/given.ts";
import { outboxEvents } from "../../test/support/outbox.ts";
import { transaction } from "../db/transaction.ts";
import { limits } from "../limits.ts";
import { addMember } from "../members/add-member.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

const ticketPath = ({ workspacePath }: World, { id }: { id: string }) =>
  `${workspacePath}/tickets/${id}`;
const tickets = ({ workspacePath, project }: World) =>
  `${workspacePath}/projects/${project.id}/tickets`;
const span = ({ id }: { id: string }, typed: string) =>
  `<span class="mention" data-user-id="${id}">${typed}</span>`;

/** Comments on a new ticket and reads the comment back. */
async function comment(world: World, body: string, as: As = world.member) {
  const ticket = await givenTicket(api, world);
  const path = `${ticketPath(world, ticket)}/comments`;
  const created = await api.post(as, path, { body });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  const read = await api.get(world.viewer, `${path}/${created.body.id}`);
  assert.deepEqual(created.body, read.body);
  return { ...read.body, path: `${path}/${read.body.id}` };
}

const rename = ({ workspacePath, admin }: World, { id }: { id: string }, handle: string) =>
  api.patch(admin, `${workspacePath}/members/${id}`, { handle });

describe("a comment", () => {
  it("mentions members, once each and in order, and is stored as it was typed", async () => {
    const world = await givenWorld(api);
    const { viewer, admin } = world;
    const body = "**@Viewer**, please ask @admin. @viewer? Not @nobody.";

    const { mentions, body_html, ...rest } = await comment(world, body);

    assert.equal(rest.body, body);
    assert.deepEqual(mentions, [viewer.id, admin.id]);
    assert.equal(
      body_html,
      `<p><strong>${span(viewer, "@Viewer")}</strong>, please ask ${span(admin, "@admin")}. ` +
        `${span(viewer, "@viewer")}? Not @nobody.</p>\n`,
    );
    const [event] = await outboxEvents(api, world, "comment.created");
    assert.deepEqual(event?.data.mentions, [viewer.id, admin.id]);
  });

  it("without a mention says nothing of mentions in its event", async () => {
    const world = await givenWorld(api);

    const { mentions } = await comment(world, "`@viewer`, \\@viewer, viewer@admin and @nobody");

    assert.deepEqual(mentions, []);
    const [event] = await outboxEvents(api, world, "comment.created");
    assert.equal("mentions" in (event?.data ?? {}), false);
  });

  it("shows a mention in a quote and does not count it", async () => {
    const world = await givenWorld(api);
    const { viewer, admin } = world;

    const quoted = await comment(world, "> @viewer: a\n\n@admin b");
    const both = await comment(world, "> @viewer: a\n\n@viewer b");

    assert.match(quoted.body_html, new RegExp(span(viewer, "@viewer")));
    assert.deepEqual([quoted.mentions, both.mentions], [[admin.id], [viewer.id]]);
  });

  it("mentions a service account, and its author", async () => {
    const world = await givenWorld(api);
    const bot = await givenServiceAccount(api, world);
    const { mentions } = await comment(world, "@member-bot, answer @member");
    assert.deepEqual(mentions, [bot.id, world.member.id]);
  });

  it("mentions at most fifty members: those who come first", async () => {
    const world = await givenWorld(api);
    const people = await Promise.all(
      Array.from({ length: limits.mentions_of_text + 1 }, () => givenPerson(api, "Ada")),
    );
    const { id: workspace_id } = world.workspace;
    const handles = await transaction(api.db, async (tx) => {
      const added: string[] = [];
      for (const { id: user_id, name } of people) {
        added.push(await addMember(tx, { workspace_id, user_id, name, role: "viewer" }));
      }
      return added;
    });

    const body = handles.map((handle) => `@${handle}`).join(" ");
    const { mentions, body_html } = await comment(world, body);

    assert.deepEqual(
      mentions,
      people.slice(0, limits.mentions_of_text).map(({ id }) => id),
    );
    assert.equal(body_html.split("data-user-id").length - 1, people.length);
  });

  it("shows the first thousand mentions", async () => {
    const world = await givenWorld(api);
    const others = Array.from({ length: limits.mentions_shown - 1 }, (_, n) => `@n${n}`).join(" ");

    const last = await comment(world, `${others} @viewer`);
    const beyond = await comment(world, `@other ${others} @viewer`);

    assert.deepEqual([last.mentions, beyond.mentions], [[world.viewer.id], []]);
  });

  it("shows somebody who is not an active member like a name that never existed", async () => {
    const world = await givenWorld(api);
    const former = await givenMember(api, world.workspace, "member");
    await rename(world, former, "former");
    await api.delete(world.admin, `${world.workspacePath}/members/${former.id}`);
    const other = await givenWorld(api);
    await rename(other, other.member, "foreign");

    for (const name of ["former", "foreign", "outsider", "unknown"]) {
      const { mentions, body_html } = await comment(world, `See @${name}.`);
      assert.deepEqual([mentions, body_html], [[], `<p>See @${name}.</p>\n`]);
    }
  });

  it("mentions the same member by a former handle, which no other member can take", async () => {
    const world = await givenWorld(api);
    const { viewer, member } = world;
    const old = await comment(world, "@viewer");
    await rename(world, viewer, "grace");

    const taken = await rename(world, member, "viewer");
    const { mentions, body_html } = await comment(world, "@viewer is @grace");

    assert.equal(taken.body.code, "handle_taken");
    assert.deepEqual(mentions, [viewer.id]);
    assert.equal(body_html, `<p>${span(viewer, "@viewer")} is ${span(viewer, "@grace")}</p>\n`);
    assert.deepEqual((await api.get(viewer, old.path)).body.mentions, [viewer.id]);
  });

  it("that is edited has the mentions of the new text, and its event only those it adds", async () => {
    const world = await givenWorld(api);
    const { viewer, admin, member } = world;
    const { path } = await comment(world, "@viewer");
    const edit = async (body: string) => {
      await api.patch(member, path, { body });
      const { mentions } = (await api.get(viewer, path)).body;
      const events = await outboxEvents(api, world, "comment.edited");
      return [mentions, events.at(-1)?.data.mentions];
    };

    assert.deepEqual(await edit("@viewer and @admin"), [[viewer.id, admin.id], [admin.id]]);
    assert.deepEqual(await edit("@admin, @viewer"), [[admin.id, viewer.id], undefined]);
    assert.deepEqual(await edit("nobody"), [[], undefined]);
    assert.deepEqual(await edit("@viewer"), [[viewer.id], [viewer.id]]);
  });

  it("cannot be written by a viewer, whomever it mentions, nor by somebody of another workspace", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${ticketPath(world, ticket)}/comments`;
    const statuses = await Promise.all(
      [world.viewer, world.outsider].map((as) => api.post(as, path, { body: "@admin" })),
    );
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [403, 404],
    );
  });
});

describe("a description", () => {
  it("mentions members when the ticket is created and when it is edited", async () => {
    const world = await givenWorld(api);
    const { viewer, admin, member } = world;

    const created = await api.post(member, tickets(world), {
      title: "@admin",
      description: "@viewer",
    });
    const path = ticketPath(world, created.body);
    const edited = await api.patch(member, path, { description: "@viewer, @admin" });
    const read = await api.get(viewer, path);

    assert.deepEqual(
      [created.body.mentions, created.body.description_html],
      [[viewer.id], `<p>${span(viewer, "@viewer")}</p>\n`],
    );
    assert.deepEqual(edited.body, read.body);
    assert.deepEqual(read.body.mentions, [viewer.id, admin.id]);
    const [creation] = await outboxEvents(api, world, "ticket.created");
    const [update] = await outboxEvents(api, world, "ticket.updated");
    assert.deepEqual([creation?.data.mentions, update?.data.mentions], [[viewer.id], [admin.id]]);
    assert.deepEqual(Object.keys(update?.data.changes), ["description"]);
  });

  it("that is cleared mentions nobody, and another change keeps its mentions", async () => {
    const world = await givenWorld(api);
    const { member, viewer } = world;
    const created = await api.post(member, tickets(world), { title: "A", description: "@viewer" });
    const path = ticketPath(world, created.body);

    const other = await api.patch(member, path, { priority: "high" });
    const cleared = await api.patch(member, path, { description: null });

    assert.deepEqual([other.body.mentions, cleared.body.mentions], [[viewer.id], []]);
    assert.deepEqual((await api.get(viewer, path)).body.mentions, []);
    const events = await outboxEvents(api, world, "ticket.updated");
    assert.deepEqual(
      events.map(({ data }) => "mentions" in data),
      [false, false],
    );
  });

  it("of a transition, and its comment, mention members too", async () => {
    const world = await givenWorld(api);
    const { member, viewer, admin } = world;
    const ticket = await givenTicket(api, world);

    const moved = await api.post(member, `${ticketPath(world, ticket)}/transitions`, {
      ...{ to: "in_progress", comment: "@admin" },
      fields: { description: "@viewer" },
    });

    assert.deepEqual(moved.body.mentions, [viewer.id]);
    const [transition] = await outboxEvents(api, world, "ticket.transitioned");
    const [comment] = await outboxEvents(api, world, "comment.created");
    assert.deepEqual(
      [transition?.data.mentions, comment?.data.mentions],
      [[viewer.id], [admin.id]],
    );
  });

  it("and comments of a bulk request mention members", async () => {
    const world = await givenWorld(api);
    const { member, viewer, admin, project, workspacePath } = world;
    const ticket = await givenTicket(api, world);

    const { body } = await api.post(member, `${workspacePath}/tickets/bulk`, {
      operations: [
        { op: "create", project_id: project.id, title: "A", description: "@viewer @nobody" },
        { op: "update", ticket: ticket.id, description: "@admin" },
        { op: "comment", ticket: ticket.id, body: "@viewer" },
        { op: "transition", ticket: ticket.id, to: "in_progress", comment: "@admin" },
      ],
    });

    assert.deepEqual(
      body.results.map(({ status }: { status: number }) => status),
      [201, 200, 201, 200],
    );
    const created = await api.get(viewer, ticketPath(world, body.results[0].ticket));
    const updated = await api.get(viewer, ticketPath(world, ticket));
    const comments = await api.get(viewer, `${ticketPath(world, ticket)}/comments`);
    assert.deepEqual([created.body.mentions, updated.body.mentions], [[viewer.id], [admin.id]]);
    assert.deepEqual(
      comments.body.data.map(({ mentions }: { mentions: string[] }) => mentions),
      [[viewer.id], [admin.id]],
    );
  });
});
