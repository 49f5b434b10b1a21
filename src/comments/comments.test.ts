import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenMember, givenTicket, givenWorld, type World } from "../../test/support/given.ts";
import { outboxEvents, textDigest } from "../../test/support/outbox.ts";
import { limits } from "../limits.ts";

let api: TestApi;
before(async () => {
  api = await startApi();
});
after(() => api.close());

describe("creating a comment", () => {
  it("returns the comment, accepts the ticket's ID or key, and records an event", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `${world.workspacePath}/tickets/${ticket.key}/comments`;

    const made = await api.post(world.member, path, { body: "**Cache**? <script>" });

    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, created_at, updated_at } = made.body;
    assert.deepEqual(made.body, {
      id,
      workspace_id: world.workspace.id,
      ticket_id: ticket.id,
      author_id: world.member.id,
      body: "**Cache**? <script>",
      body_html: "<p><strong>Cache</strong>? &lt;script&gt;</p>\n",
      mentions: [],
      version: 1,
      edited_at: null,
      created_at,
      updated_at,
    });
    assert.equal(made.headers.get("etag"), '"1"');
    const location = made.headers.get("location");
    assert.equal(location, `${world.workspacePath}/tickets/${ticket.id}/comments/${id}`);
    for (const found of [location ?? "", `${path}/${id}`]) {
      const read = await api.get(world.viewer, found);
      assert.deepEqual([read.status, read.body], [200, made.body]);
      assert.equal(read.headers.get("etag"), '"1"');
    }
    const [event] = await outboxEvents(api, world, "comment.");
    assert.deepEqual(event, {
      type: "comment.created",
      outcome: "success",
      actor_id: world.member.id,
      subject_type: "comment",
      subject_id: id,
      ticket_id: ticket.id,
      data: {
        key: ticket.key,
        project_id: ticket.project_id,
        author_id: world.member.id,
        version: 1,
        changes: { body: { from: null, to: textDigest("**Cache**? <script>") } },
      },
      personal: {},
    });
  });

  it("does not change the ticket's version, and neither do later changes of the comment", async () => {
    const world = await givenWorld(api);
    const { path, ticket } = await givenComment(world);
    await api.patchAndRead(world.member, path, { body: "Other" });
    await api.delete(world.member, path);
    const { body } = await api.get(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    assert.deepEqual(body, ticket);
  });

  it("accepts 1 to 65,536 characters with at least one visible character", async () => {
    const world = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const statusOf = async (body: object) =>
      (await api.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/comments`, body))
        .status;

    assert.equal(await statusOf({ body: "😀".repeat(limits.text) }), 201);
    for (const body of ["x".repeat(limits.text + 1), "", " \n ", null, 7, undefined]) {
      assert.equal(await statusOf({ body }), 400);
    }
    assert.equal(await statusOf({ body: "x", author_id: world.viewer.id }), 400);
  });

  it("is forbidden to viewers, and answers 404 for a ticket in another workspace or in the trash", async () => {
    const world = await givenWorld(api);
    const other = await givenWorld(api);
    const ticket = await givenTicket(api, world);
    const path = `/tickets/${ticket.id}/comments`;
    const draft = { body: "Hello" };

    const viewer = await api.post(world.viewer, world.workspacePath + path, draft);
    assert.deepEqual([viewer.status, viewer.body.required_permission], [403, "comment:create"]);
    assert.equal((await api.post(other.admin, world.workspacePath + path, draft)).status, 404);
    assert.equal((await api.post(other.admin, other.workspacePath + path, draft)).status, 404);
    assert.equal((await api.get(other.admin, other.workspacePath + path)).status, 404);
    await api.delete(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    assert.equal((await api.post(world.member, world.workspacePath + path, draft)).status, 404);
    assert.equal((await api.get(world.member, world.workspacePath + path)).status, 404);
  });
});

describe("listing a ticket's comments", () => {
  it("returns them oldest or newest first, page by page, without those of other tickets", async () => {
    const world = await givenWorld(api);
    const [ticket, other] = [await givenTicket(api, world), await givenTicket(api, world)];
    const path = `${world.workspacePath}/tickets/${ticket.key}/comments`;
    const texts = ["one", "two", "three", "four", "five"];
    for (const body of texts) await api.post(world.member, path, { body });
    await api.post(world.member, `${world.workspacePath}/tickets/${other.id}/comments`, {
      body: "elsewhere",
    });

    for (const [sort, expected] of [
      ["", texts],
      ["&sort=created_at", texts],
      ["&sort=-created_at", texts.toReversed()],
    ] as const) {
      const seen: string[] = [];
      for (let next: string | null = `${path}?limit=2${sort}`; next; ) {
        const { status, headers, body } = await api.get(world.viewer, next);
        assert.equal(status, 200, JSON.stringify(body));
        seen.push(...body.data.map((comment: { body: string }) => comment.body));
        next = /^<(.+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1] ?? null;
      }
      assert.deepEqual(seen, expected, sort);
    }
    const newest = await api.get(world.viewer, `${path}?limit=1&sort=-created_at`);
    const inTheOtherOrder = `${path}?cursor=${newest.body.next_cursor}`;
    assert.equal((await api.get(world.viewer, inTheOtherOrder)).status, 400);
    const page = await api.get(world.viewer, `${path}?limit=1`);
    const borrowed = `${world.workspacePath}/tickets/${other.id}/comments?cursor=${page.body.next_cursor}`;
    assert.equal((await api.get(world.viewer, borrowed)).status, 400);
  });
});

describe("editing a comment", () => {
  it("lets the author change the text, increments the version and records an event", async () => {
    const world = await givenWorld(api);
    const { path, comment } = await givenComment(world);

    const edited = await api.patchAndRead(world.member, path, { body: "*Other*" });

    assert.equal(edited.status, 200, JSON.stringify(edited.body));
    const { edited_at, updated_at } = edited.body;
    assert.deepEqual(edited.body, {
      ...comment,
      body: "*Other*",
      body_html: "<p><em>Other</em></p>\n",
      version: 2,
      edited_at,
      updated_at,
    });
    assert.ok(edited_at > comment.created_at);
    assert.equal(edited.headers.get("etag"), '"2"');
    assert.deepEqual((await api.get(world.viewer, path)).body, edited.body);
    const [, event] = await outboxEvents(api, world, "comment.");
    assert.equal(event?.type, "comment.edited");
    assert.deepEqual(event?.data.changes, {
      body: { from: textDigest("First"), to: textDigest("*Other*") },
    });
    assert.ok(!JSON.stringify(event?.data).includes("<em>"));
  });

  it("changes nothing when the text is the same or missing", async () => {
    const world = await givenWorld(api);
    const { path, comment } = await givenComment(world);
    for (const patch of [{ body: comment.body }, {}]) {
      const { status, body } = await api.patchAndRead(world.member, path, patch);
      assert.deepEqual([status, body], [200, comment]);
    }
    assert.equal((await outboxEvents(api, world, "comment.")).length, 1);
  });

  it("is permitted to the author and to admins only, and so is deleting", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world);
    const other = await givenMember(api, world.workspace, "member");

    for (const refused of [
      await api.patchAndRead(other, path, { body: "Mine" }),
      await api.delete(other, path),
    ]) {
      assert.equal(refused.status, 403);
      assert.equal(refused.body.required_permission, "comment:edit_any");
    }
    const viewer = await api.patchAndRead(world.viewer, path, { body: "Mine" });
    assert.deepEqual([viewer.status, viewer.body.required_permission], [403, "comment:edit_own"]);
    const edited = await api.patchAndRead(world.admin, path, { body: "Moderated" });
    assert.deepEqual([edited.status, edited.body.author_id], [200, world.member.id]);
    assert.equal((await api.delete(world.admin, path)).status, 204);
  });

  it("changes nothing under a stale If-Match, and returns the current version", async () => {
    const world = await givenWorld(api);
    const { path } = await givenComment(world);
    await api.patchAndRead(world.member, path, { body: "Second" }, { "if-match": '"1"' });

    for (const stale of [
      await api.patchAndRead(world.member, path, { body: "Third" }, { "if-match": '"1"' }),
      await api.patchAndRead(world.member, path, { body: "Second" }, { "if-match": '"1"' }),
      await api.delete(world.member, path, { "if-match": '"1"' }),
    ]) {
      assert.deepEqual([stale.status, stale.body.code], [412, "version_mismatch"]);
      assert.equal(stale.body.current_version, 2);
    }
    assert.equal((await api.get(world.member, path)).body.body, "Second");
    assert.equal((await api.delete(world.member, path, { "if-match": 'W/"2"' })).status, 204);
  });

  it("requires If-Match if the workspace does, as deleting does, while creating does not", async () => {
    const world = await givenWorld(api);
    await api.patchAndRead(world.admin, world.workspacePath, { require_if_match: true });
    const { path } = await givenComment(world);

    for (const blind of [
      await api.patchAndRead(world.member, path, { body: "Other" }),
      await api.delete(world.member, path),
    ]) {
      assert.deepEqual([blind.status, blind.body.code], [428, "precondition_required"]);
    }
    const seen = { "if-match": '"1"' };
    assert.equal((await api.patchAndRead(world.member, path, { body: "Other" }, seen)).status, 200);
  });

  it("answers 404 under another ticket or in another workspace", async () => {
    const world = await givenWorld(api);
    const { comment } = await givenComment(world);
    const other = await givenWorld(api);
    const neighbour = await givenTicket(api, world);
    const foreign = await givenTicket(api, other);

    for (const [as, path] of [
      [world.member, `${world.workspacePath}/tickets/${neighbour.id}/comments/${comment.id}`],
      [other.admin, `${other.workspacePath}/tickets/${foreign.id}/comments/${comment.id}`],
      [other.admin, `${other.workspacePath}/tickets/${comment.ticket_id}/comments/${comment.id}`],
    ] as const) {
      assert.equal((await api.get(as, path)).status, 404);
      assert.equal((await api.patchAndRead(as, path, { body: "Mine" })).status, 404);
      assert.equal((await api.delete(as, path)).status, 404);
    }
  });

  it("is refused when the ticket is in the trash or the project is archived", async () => {
    const world = await givenWorld(api);
    const { path, ticket } = await givenComment(world);
    const edit = async () => {
      const { status, body } = await api.patchAndRead(world.member, path, { body: "Other" });
      return [status, body.code];
    };

    await api.delete(world.member, `${world.workspacePath}/tickets/${ticket.id}`);
    assert.deepEqual(await edit(), [404, "not_found"]);
    await api.post(world.member, `${world.workspacePath}/tickets/${ticket.id}/restore`);
    await api.delete(world.admin, `${world.workspacePath}/projects/${world.project.id}`);
    assert.deepEqual(await edit(), [409, "project_archived"]);
    assert.equal((await api.delete(world.member, path)).body.code, "project_archived");
    assert.equal((await api.get(world.member, path)).status, 200);
  });
});

describe("deleting a comment", () => {
  it("removes it from the ticket once and records an event", async () => {
    const world = await givenWorld(api);
    const { path, ticket, comment } = await givenComment(world);

    const first = await api.delete(world.member, path);
    const second = await api.delete(world.member, path);

    assert.deepEqual([first.status, first.body, second.status], [204, "", 404]);
    assert.equal((await api.get(world.member, path)).status, 404);
    assert.equal((await api.patchAndRead(world.member, path, { body: "Again" })).status, 404);
    const list = await api.get(
      world.member,
      `${world.workspacePath}/tickets/${ticket.id}/comments`,
    );
    assert.deepEqual(list.body, { data: [], next_cursor: null });
    const [, event, ...others] = await outboxEvents(api, world, "comment.");
    assert.deepEqual(others, []);
    assert.deepEqual(
      [event?.type, event?.subject_id, event?.data.author_id, event?.data.changes],
      ["comment.deleted", comment.id, world.member.id, {}],
    );
  });
});

/** A comment written by the member. */
async function givenComment(world: World) {
  const ticket = await givenTicket(api, world);
  const comments = `${world.workspacePath}/tickets/${ticket.id}/comments`;
  const { body: comment } = await api.post(world.member, comments, { body: "First" });
  return { ticket, comment, path: `${comments}/${comment.id}` };
}
