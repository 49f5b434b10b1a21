import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../../test/support/api.ts";
import {
  contextOf,
  givenMember,
  givenServiceAccount,
  givenTicket,
  givenWorld,
  type World,
} from "../../../test/support/given.ts";
import { lockTicket, untilBlocked } from "../../../test/support/locks.ts";
import { outboxEvents } from "../../../test/support/outbox.ts";
import { assertProblem } from "../../../test/support/problem.ts";
import { sql } from "../../db/sql.ts";
import { transaction } from "../../db/transaction.ts";
import type { Ticket } from "../../tickets/ticket.ts";
import { deleteComment } from "../delete.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

interface Text {
  version: number;
  body: string | null;
  written_by: string | null;
}

const textsOf = (data: Text[]) => data.map(({ version, body }) => [version, body]);

describe("the versions of a comment", () => {
  it("are its texts, newest first, each with who wrote it and when", async () => {
    const world = await givenWorld(api);
    const { path, comment } = await givenComment(world, ["First", "Second"]);
    await api.patch(world.admin, path, { body: "Moderated" });

    const { status, body } = await api.get(world.member, `${path}/versions`);

    assert.equal(status, 200, JSON.stringify(body));
    const { created_at, edited_at } = (await api.get(world.member, path)).body;
    const common = { comment_id: comment.id, redacted_at: null, redacted_by: null };
    const [member, admin] = [world.member.id, world.admin.id];
    const second_at = body.data[1].written_at;
    assert.deepEqual(body, {
      data: [
        {
          ...common,
          ...{ version: 3, is_current: true, body: "Moderated" },
          ...{ written_by: admin, written_at: edited_at },
        },
        {
          ...common,
          ...{ version: 2, is_current: false, body: "Second" },
          ...{ written_by: member, written_at: second_at },
        },
        {
          ...common,
          ...{ version: 1, is_current: false, body: "First" },
          ...{ written_by: member, written_at: created_at },
        },
      ],
      next_cursor: null,
    });
    assert.ok(created_at < second_at && second_at < edited_at);
  });

  it("do not grow when an edit does not change the text", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world, ["Only"]);
    await api.patch(world.member, path, { body: "Only" });
    await api.patch(world.member, path, {});
    const { body } = await api.get(world.member, `${path}/versions`);
    assert.deepEqual(textsOf(body.data), [[1, "Only"]]);
  });

  it("come in pages, each text with its writer, and a cursor of another comment is refused", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world, ["1", "2", "3", "4", "5"]);
    const other = await givenComment(world, ["1", "2"]);

    const seen: Text[] = [];
    let next: string | null = `${path}/versions?limit=2`;
    let cursor = "";
    while (next) {
      const { headers, body }: Awaited<ReturnType<TestApi["get"]>> = await api.get(
        world.member,
        next,
      );
      seen.push(...body.data);
      cursor = body.next_cursor ?? cursor;
      next = /^<(.+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1] ?? null;
    }

    assert.deepEqual(
      textsOf(seen),
      ["5", "4", "3", "2", "1"].map((text) => [Number(text), text]),
    );
    assert.ok(seen.every(({ written_by }) => written_by === world.member.id));
    const borrowed = await api.get(world.member, `${other.path}/versions?cursor=${cursor}`);
    assertProblem(borrowed, "invalid_request");
  });

  it("say null where the writer is not known, as of a text from before versions were kept", async () => {
    const world = await givenWorld(api);
    const { path, comment } = await givenComment(world, ["First"]);
    await api.db.query(sql`
      update comments
         set body = 'Edited before', version = 4, edited_at = clock_timestamp()
       where workspace_id = ${world.workspace.id}
         and id = ${comment.id}`);
    await api.patch(world.member, path, { body: "Now" });

    const { body } = await api.get(world.member, `${path}/versions`);

    assert.deepEqual(
      body.data.map(({ version, body: text, written_by }: Text) => [version, text, written_by]),
      [
        [5, "Now", world.member.id],
        [4, "Edited before", null],
      ],
    );
  });

  it("are for the author and admins, until the workspace shows them to all", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world, ["First", "Second"]);
    const colleague = await givenMember(api, world.workspace, "member");
    const readers = [world.viewer, colleague];

    for (const reader of readers) {
      const refused = await api.get(reader, `${path}/versions`);
      assertProblem(refused, "forbidden");
      assert.equal(refused.body.required_permission, "version:read_any");
      assert.ok(!JSON.stringify(refused.body).includes("First"));
    }
    assert.equal((await api.get(world.admin, `${path}/versions`)).status, 200);
    const settings = { versions_visible_to_all: true };
    const opened = await api.patchAndRead(world.admin, world.workspacePath, settings);
    assert.equal(opened.body.versions_visible_to_all, true);
    for (const reader of readers) {
      assert.equal((await api.get(reader, `${path}/versions`)).body.data.length, 2);
    }
    const events = await outboxEvents(api, world, "workspace.updated");
    assert.deepEqual(events[0]?.data.changes, {
      versions_visible_to_all: { from: false, to: true },
    });
  });

  it("need the scope version:read_any if a token reads those of others", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world, ["First", "Second"]);
    const scopes = ["ticket:read", "comment:read"] as const;
    const narrow = await givenServiceAccount(api, world, { role: "admin", scopes });
    const wide = await givenServiceAccount(api, world, {
      role: "admin",
      scopes: [...scopes, "version:read_any"],
    });

    assertProblem(await api.get(narrow, `${path}/versions`), "insufficient_scope");
    assert.equal((await api.get(wide, `${path}/versions`)).status, 200);
  });

  it("are gone with the comment: 404, and no text is left in the database", async () => {
    const world = await givenWorld(api);
    const { path, comment } = await givenComment(world, ["First", "Second", "Third"]);
    await api.delete(world.member, path);

    assertProblem(await api.get(world.member, `${path}/versions`), "not_found");
    assertProblem(await api.delete(world.member, `${path}/versions/1`), "not_found");
    const rows = await api.db.query(sql<{ text: string }>`
      select c.body || c.body_html as text
        from comments c
       where c.workspace_id = ${world.workspace.id}
         and c.id = ${comment.id}
       union all
      select coalesce(v.body, '')
        from comment_versions v
       where v.workspace_id = ${world.workspace.id}
         and v.comment_id = ${comment.id}`);
    assert.deepEqual(
      rows.map(({ text }) => text),
      ["", "", ""],
    );
  });

  it("answer 404 under another ticket, in another workspace and in the trash", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const { path, comment, ticket } = await givenComment(world, ["First", "Second"]);
    const neighbour = await givenTicket(api, world);
    const elsewhere = await givenTicket(api, other);

    for (const [as, base] of [
      [world.member, `${world.workspacePath}/tickets/${neighbour.id}`],
      [other.admin, `${other.workspacePath}/tickets/${elsewhere.id}`],
      [other.admin, `${other.workspacePath}/tickets/${ticket.id}`],
      [other.admin, `${world.workspacePath}/tickets/${ticket.id}`],
    ] as const) {
      const versions = `${base}/comments/${comment.id}/versions`;
      assertProblem(await api.get(as, versions), "not_found");
      assertProblem(await api.delete(as, `${versions}/1`), "not_found");
    }
    await api.delete(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    assertProblem(await api.get(world.member, `${path}/versions`), "not_found");
  });
});

describe("redacting a version of a comment", () => {
  it("empties it and keeps who wrote it, once, with an event and without a new version", async () => {
    const world = await givenWorld(api);
    const { path, comment, ticket } = await givenComment(world, ["hunter2", "Second"]);
    const before = (await api.get(world.member, path)).body;

    const first = await api.delete(world.member, `${path}/versions/1`);
    const again = await api.delete(world.admin, `${path}/versions/1`);

    assert.deepEqual([first.status, again.status], [204, 204]);
    const { body } = await api.get(world.member, `${path}/versions`);
    const { redacted_at, ...redacted } = body.data[1];
    assert.ok(redacted_at > redacted.written_at);
    assert.deepEqual(redacted, {
      ...{ comment_id: comment.id, version: 1, is_current: false, body: null },
      ...{ written_by: world.member.id, written_at: comment.created_at },
      redacted_by: world.member.id,
    });
    assert.deepEqual((await api.get(world.member, path)).body, before);
    const events = await outboxEvents(api, world, "comment.version_redacted");
    assert.deepEqual(
      events.map(({ actor_id, subject_id, ticket_id, data }) => ({
        ...{ actor_id, subject_id, ticket_id },
        data,
      })),
      [
        {
          ...{ actor_id: world.member.id, subject_id: comment.id, ticket_id: ticket.id },
          data: {
            ...{ key: ticket.key, project_id: ticket.project_id, author_id: world.member.id },
            ...{ version: 2, changes: {}, redacted_version: 1 },
          },
        },
      ],
    );
  });

  it("is for the author, the writer of that text and admins", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world, ["First", "Second", "Third", "Fourth"]);
    const colleague = await givenMember(api, world.workspace, "member");
    const moderator = await givenMember(api, world.workspace, "admin");
    await api.patch(moderator, path, { body: "By the moderator" });
    await api.patch(world.member, path, { body: "Sixth" });
    await api.patch(world.admin, `${world.workspacePath}/members/${moderator.id}`, {
      role: "member",
    });

    const refused = await api.delete(colleague, `${path}/versions/1`);
    assertProblem(refused, "forbidden");
    assert.equal(refused.body.required_permission, "version:redact_any");
    const viewer = await api.delete(world.viewer, `${path}/versions/1`);
    assert.equal(viewer.body.required_permission, "comment:edit_own");
    assertProblem(await api.delete(moderator, `${path}/versions/4`), "forbidden");
    for (const [who, version] of [
      [world.member, 1],
      [world.admin, 2],
      [moderator, 5],
    ] as const) {
      assert.equal((await api.delete(who, `${path}/versions/${version}`)).status, 204);
    }
  });

  it("is refused for the current text, and 404 for a version that never was", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world, ["First", "Second"]);
    assertProblem(await api.delete(world.member, `${path}/versions/2`), "version_is_current");
    assertProblem(await api.delete(world.member, `${path}/versions/3`), "not_found");
    for (const version of ["0", "x", "99999999999"]) {
      const reply = await api.delete(world.member, `${path}/versions/${version}`);
      assertProblem(reply, "invalid_request");
    }
  });

  it("is possible in an archived project and in the trash", async () => {
    const world = await givenWorld(api);
    const { path, ticket } = await givenComment(world, ["First", "Second", "Third"]);
    const ticketPath = `${world.workspacePath}/tickets/${ticket.id}`;
    await api.delete(world.member, ticketPath);
    assert.equal((await api.delete(world.member, `${path}/versions/1`)).status, 204);
    await api.post(world.member, `${ticketPath}/restore`);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    assert.equal((await api.delete(world.member, `${path}/versions/2`)).status, 204);
    const { body } = await api.get(world.member, `${path}/versions`);
    assert.deepEqual(textsOf(body.data), [
      [3, "Third"],
      [2, null],
      [1, null],
    ]);
  });

  it("waits for a deletion of the comment, and then finds none", async () => {
    const world = await givenWorld(api);
    const { path, ticket, comment } = await givenComment(world, ["First", "Second"]);
    let late!: ReturnType<TestApi["delete"]>;
    await transaction(api.db, async (rival) => {
      const locked = await lockTicket(rival, ticket, "for key share");
      const ref = { ticket: locked, id: comment.id };
      await deleteComment(rival, contextOf(world, world.admin), ref);
      late = api.delete(world.member, `${path}/versions/1`);
      await untilBlocked(api.db);
    });
    assertProblem(await late, "not_found");
  });
});

/** A comment of the member that had these texts. */
async function givenComment(world: World, texts: string[]) {
  const ticket: Ticket = await givenTicket(api, world);
  const comments = `${world.workspacePath}/tickets/${ticket.id}/comments`;
  const { body: comment } = await api.post(world.member, comments, { body: texts[0] });
  const path = `${comments}/${comment.id}`;
  for (const body of texts.slice(1)) await api.patch(world.member, path, { body });
  return { ticket, comment, path };
}
